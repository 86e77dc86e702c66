export * from './NodeReading';
export type { NodeMetricRule, NodeRule } from './NodeMetricRule';
export * from './judgeNode';
export * from './judgeNodesNow';
