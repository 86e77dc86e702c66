import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { targetMessages } from './targetMessages';

/** Texts of the SLO tab, card and pages. */
export const atlhyperSloTranslationRef = createTranslationRef({
  id: 'plugin.atlhyper-slo',
  messages: {
    page: {
      title: 'SLO',
      subtitle: 'Whether domains, paths and services keep their objectives',
    },
    layer: {
      label: 'Where traffic is counted',
      ingress: 'Ingress',
      services: 'Service to service',
    },
    summary: {
      label: 'Domains by status',
      filter: 'Show these alone',
      showAll: 'Show all again',
    },
    range: 'From {{from}} to {{to}}',
    paging: {
      shown: '{{from}}–{{to}} of {{total}}',
      previous: 'Previous page',
      next: 'Next page',
    },
    table: {
      label: 'Domains and paths',
      search: 'Find a domain or path',
      domain: 'Domain and path',
      status: 'Status',
      availability: 'Availability',
      p95: 'P95 latency',
      rate: 'Requests per second',
      requests: '{{number}} requests',
      budget: 'Error budget left',
      target: 'Target',
      overspent: 'overspent',
      tls: 'TLS',
      expand: 'Show details of {{name}}',
      collapse: 'Hide details of {{name}}',
      bucket:
        'Estimated within the histogram bucket from {{lower}} to {{upper}}',
      bucketOpen: 'Slower than the last histogram bound, {{lower}}',
      shared: 'Counted together with other routes, see "{{service}}" below',
      ofDay: 'The figures are of the last day.',
      onlyShared:
        'Its requests are counted together with those of other domains, see below',
      condition: 'only where {{condition}}',
      exact: 'this path only',
      regex: 'regular expression',
      more_one: '{{count}} more',
      more_other: '{{count}} more',
      noMatch: 'No domain matches. Change the search or show every status.',
      somePaths: '{{name}}, {{shown}} of {{all}} paths',
    },
    target: {
      availability: 'Availability ≥ {{value}}',
      quantile: 'P{{quantile}} ≤ {{threshold}}',
      share: '{{objective}} within {{threshold}}',
    },
    origin: {
      own: 'Set for this',
      default: 'Default',
      domain: 'Inherited from the domain',
      path: 'Inherited from the path',
      service: 'Inherited from the service',
      edge: 'Inherited from the caller',
      catalog: 'Defined by {{entity}}',
      cluster: '{{text}}, in {{cluster}} only',
    },
    alert: {
      since: 'Fires since {{time}}.',
      burn_rate:
        '{{severity}}, rule {{rule}}: {{longFactor}} over {{long}} ({{bad}} of {{total}} requests bad) and {{shortFactor}} over {{short}}',
      nowAndThen: '{{now}}; {{factor}} when it fired',
      absent:
        'requests have stopped; the day before there were {{expected}} in the same time',
    },
    shared: {
      title: 'Services shared by several routes',
      description:
        'The ingress counts these services once for all their routes, so their figures cannot be told apart by path. Router metrics (addRoutersLabels) tell apart what has a router of its own, but not several hosts or paths of one rule. Where all of its routes belong to one domain, the domain includes them.',
      by: 'Shared by {{routes}}',
    },
    unmapped: {
      title: 'Traffic that belongs to no route',
      description:
        'Services with requests that no route names, or whose routes the agent may not read. Look for a missing IngressRoute, Ingress, HTTPRoute or GRPCRoute, or a right that the agent lacks.',
      service: 'Service',
      reason: {
        newer_than_known:
          'Its route is there, but Traefik names it in a way that this version of AtlHyper does not know: Traefik may be newer. Update the agent.',
      },
    },
    services: {
      label: 'Services and their callers',
      summary: 'Services by status',
      search: 'Find a service or caller',
      source: 'Service and source',
      target: 'Destination',
      objective: 'Target',
      namespace: 'Namespace',
      successRate: 'Success rate',
      p50: 'P50',
      p99: 'P99',
      mtls: 'mTLS',
      noResponse: 'No response',
      callers_one: '{{count}} caller',
      callers_other: '{{count}} callers',
      noMatch: 'No service matches. Change the search or show every status.',
      emptyTitle: 'No services yet',
      empty:
        'Traffic between services comes from the Linkerd proxies. Enable the Linkerd source of the agent as docs/linkerd.md says; services appear with the first requests.',
      emptyEntity:
        'No figures for the services in the annotation {{annotation}} ({{services}}). Check how they are spelled, and that the Linkerd source of their cluster is enabled as docs/linkerd.md says.',
    },
    authorities: {
      title: 'Hosts as the mesh sees them',
      description:
        'Requests by host that came in through the ingress, as its own mesh proxy counted them.',
      host: 'Host',
      missing:
        'Not available: the proxy of the ingress does not name hosts in its metrics. docs/linkerd.md says how to have it do so.',
    },
    empty: {
      title: 'No domains yet',
      clusterTitle: 'No domains in this cluster yet',
      cluster:
        'Domains appear with the first routes. Check that the agent of the cluster is connected and a source of its ingress is enabled.',
      page: 'Connect a cluster: register it, start an agent in it and enable its Traefik source. Domains appear with the first routes.',
      entity:
        'None of the hosts in the annotation {{annotation}} ({{domains}}) is known. Check that they are spelled as in the IngressRoute, and that the agent of their cluster is connected.',
    },
    card: {
      title: 'SLO',
      subheader: 'By their own objectives, the worst first',
      empty:
        'No figures yet for {{annotation}}. Check the annotation, and that the agent of the cluster is connected.',
      more: 'Details and history',
    },
    detail: {
      allDomains: 'All domains',
      allServices: 'All services',
      clusters: 'Clusters: {{clusters}}',
      shared:
        'Counted together with other routes as "{{service}}", see Services shared by several routes on the SLO page',
    },
    answer: {
      label: 'Status and target',
      since: 'Since {{time}}',
      burnRate: 'Burn rate {{factor}}× over the window',
    },
    figures: {
      label: 'Figures of the window',
      availability: 'Availability',
      errorRate: 'Error rate',
      p95: 'P95 latency',
      otherQuantiles: 'P50 {{p50}} · P99 {{p99}}',
      rate: 'Requests per second',
      requests: 'Requests',
      before: 'Period before: {{value}}',
      mesh: 'Over mutual TLS: {{mtls}} · without any response: {{noResponse}}',
    },
    section: {
      label: 'Details',
      history: 'History',
      budget: 'Error budget',
      latency: 'Latency',
      requests: 'Status codes',
      compare: 'Compare',
      status: 'Status changes',
      parts: 'Paths',
      callers: 'Callers',
    },
    history: {
      title: 'History of {{name}}',
      path: 'Path',
      caller: 'Caller',
      allPaths: 'All paths',
      allCallers: 'All callers',
      measure: 'What the first chart shows',
      availability: 'Availability',
      error_rate: 'Error rate',
      latency: 'P95 latency',
      rate: 'Requests per second',
      target: 'Target',
    },
    budget: {
      title: 'Error budget left',
      remaining: 'Left',
      forecast: 'If it goes on like this',
      sharedForecast:
        'No forecast: requests are counted together with those of other routes.',
      noForecast:
        'No forecast: there were too few requests lately to go on from.',
      never: 'At this rate the budget is not used up.',
      exhausted: 'The budget is used up.',
      exhaustedAt: 'At this rate nothing is left on {{time}}, in {{left}}.',
      rate: 'Burn rate {{factor}} over the last {{window}} ({{bad}} of {{total}} requests bad).',
    },
    latency: {
      title: 'Requests by latency',
      threshold: 'Threshold',
      share: '{{share}} of the requests were answered within {{threshold}}.',
      shareEstimated:
        'About {{share}} of the requests were answered within {{threshold}}: the threshold is no bucket bound, certain is {{lower}} to {{upper}}.',
    },
    requests: {
      codes: 'Status code',
      methods: 'Method',
      noCode: 'No response',
      whole: 'Counted for all of {{name}}, not for the part chosen above.',
    },
    compare: {
      label: 'This period and the one before',
      figure: 'Figure',
      current: 'This period',
      previous: 'Period before',
      measure: 'Chart',
      availability: 'Availability',
      error_rate: 'Error rate',
      p95_latency: 'P95 latency',
      rate: 'Requests per second',
      partly: 'Of the period before {{observed}} was observed.',
      tooLittle:
        'Nothing to compare with: of the period before {{observed}} was observed.',
    },
    status: {
      label: 'Changes of status',
      time: 'Time',
      subject: 'Of',
      from: 'Before',
      to: 'After',
      reasons: 'Because',
      none: 'The status has not changed since records began.',
    },
    parts: {
      show: 'Show {{name}} alone',
    },
    ...targetMessages,
  },
  translations: {
    zh: () => import('./translations/zh'),
    ja: () => import('./translations/ja'),
  },
});
