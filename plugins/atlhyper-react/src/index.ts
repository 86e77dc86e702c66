/**
 * What the AtlHyper tabs and pages share: API, hooks, entity mapping, formats and components.
 *
 * @packageDocumentation
 */
export { toEntityKey } from '@atlhyper/core';
export * from './api/atlhyperApi';
export * from './hooks/useEndpoint';
export * from './hooks/usePolling';
export * from './hooks/useSignalWake';
export * from './hooks/useEntityLink';
export * from './hooks/usePageTitle';
export * from './hooks/useUrlState';
export * from './hooks/useListState';
export * from './hooks/useCursorPages';
export * from './hooks/useMay';
export * from './hooks/useMayUpdateTargets';
export * from './hooks/useSubmit';
export * from './entity/selection';
export * from './entity/claims';
export * from './hooks/useClaims';
export * from './pageRoutes';
export { formatFactor } from './slo/reasonTexts';
export * from './slo/useReasonTexts';
export * from './format/formatters';
export * from './format/useFormatters';
export { formatNodeAlertValue } from './format/formatRuleValue';
export * from './translation';
export * from './components/StatusLabel/StatusLabel';
export * from './components/SelectSwitch/WindowSwitch';
export * from './components/SelectSwitch/WhoseSwitch';
export * from './components/Owners/OwnClaims';
export * from './components/Owners/EntityRefs';
export * from './components/SelectSwitch/ClusterSelect';
export * from './components/PolledContent/PolledContent';
export * from './components/SearchField/SearchField';
export * from './components/TimeSeriesChart/TimeSeriesChart';
export * from './components/LatencyHistogram/LatencyHistogram';
export * from './components/BarTable/BarTable';
export * from './components/ChartTable/ChartTable';
export * from './components/DataList/DataList';
export * from './components/DataList/TitledList';
export type { ListColumn } from './components/DataList/columns';
export type { ListToolsOptions } from './components/DataList/ListTools';
export { toCsv } from './components/DataList/csv';
export { downloadText } from './components/DataList/downloadText';
export * from './components/PodUsage/PodTable';
export * from './components/Alerts/AlertsTable';
export * from './components/Alerts/RecentAlerts';
export * from './components/Alerts/useRuleTitle';
export * from './components/EntityLink/EntityLink';
export * from './components/PageTurner/PageTurner';
export * from './components/KubernetesTabLink/KubernetesTabLink';
export type { ChartSeries } from './components/TimeSeriesChart/chartOptions';
