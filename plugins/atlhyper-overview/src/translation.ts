import { createTranslationRef } from '@backstage/frontend-plugin-api';

/** Texts of the start page and of the overview tab. */
export const atlhyperOverviewTranslationRef = createTranslationRef({
  id: 'plugin.atlhyper-overview',
  messages: {
    page: {
      title: 'Overview',
      subtitle: 'What burns and what is broken, the worst first',
    },
    clusters: {
      title: 'Clusters',
      connected: 'Connected',
      disconnected: 'The agent is silent: nothing newer is known',
      never: 'No agent came yet',
      quiet: 'No alert that you may see fires',
      critical_one: '{{count}} critical alert',
      critical_other: '{{count}} critical alerts',
      warning_one: '{{count}} warning',
      warning_other: '{{count}} warnings',
      none: 'No cluster is connected yet. Register one and start an agent in it; the README says how.',
    },
    domains: {
      title: 'Domains',
      name: 'Domain',
      allWell:
        'No domain misses its objective or is about to, as far as they can be judged.',
      none: 'No domain is known yet.',
    },
    services: {
      title: 'Services',
      name: 'Service',
      allWell:
        'No service misses its objective or is about to, as far as they can be judged.',
      none: 'No service of a mesh is known yet.',
    },
    slo: {
      status: 'Status',
      since: 'Since',
      component: 'Component',
      owner: 'Owner',
      counts:
        '{{total}} in all: {{critical}} critical, {{warning}} warning, {{atRisk}} at risk, {{noData}} without data',
      more: 'All of them',
    },
    broken: {
      title: 'Nodes, pods and workloads',
      description: 'Alerts that fire now',
      ofNamespaces: 'Alerts that fire now in the namespaces of its services',
      newest: 'The newest {{shown}}; more fire.',
      none: 'No alert of a node, pod or workload fires, as far as agents report.',
    },
    nothing: {
      title: 'Nothing is claimed',
      entity:
        'No entity below this one claims a domain or service. Annotate it with atlhyper.io/domains or atlhyper.io/services.',
    },
  },
  translations: {
    zh: () => import('./translations/zh'),
    ja: () => import('./translations/ja'),
  },
});
