import { createTranslationRef } from '@backstage/frontend-plugin-api';

/** Texts of the SLO tab and page. */
export const atlhyperSloTranslationRef = createTranslationRef({
  id: 'plugin.atlhyper-slo',
  messages: {
    page: {
      title: 'SLO',
      subtitle: 'Whether domains and their paths keep their objectives',
    },
    summary: {
      label: 'Domains by status',
    },
    table: {
      label: 'Domains and paths',
      search: 'Find a domain',
      domain: 'Domain and path',
      status: 'Status',
      availability: 'Availability',
      p95: 'P95 latency',
      errorRate: 'Error rate',
      rate: 'Requests per second',
      requests: 'Requests',
      budget: 'Error budget left',
      target: 'target {{value}}',
      tls: 'TLS',
      expand: 'Show details of {{domain}}',
      collapse: 'Hide details of {{domain}}',
      moreThan: 'more than {{value}}',
      bucket:
        'Estimated within the histogram bucket from {{lower}} to {{upper}}',
      bucketOpen: 'Slower than the last histogram bound, {{lower}}',
      shared: 'Counted together with other routes, see "{{service}}" below',
      onlyShared:
        'Its requests are counted together with those of other domains, see below',
      condition: 'only where {{condition}}',
      exact: 'this path only',
      regex: 'regular expression',
      noMatch: 'No domain matches.',
    },
    shared: {
      title: 'Services shared by several routes',
      description:
        'The ingress counts these services once for all their routes, so their figures cannot be told apart by path. Router metrics (addRoutersLabels) would separate them. Where all of its routes belong to one domain, the domain includes them.',
      by: 'Shared by {{routes}}',
    },
    unmapped: {
      title: 'Traffic that belongs to no route',
      description:
        'Services with requests that no IngressRoute or Ingress names, or whose routes the agent may not read.',
      service: 'Service',
    },
    history: {
      title: 'History of {{name}}',
      path: 'Path',
      allPaths: 'All paths',
      availability: 'Availability',
      latency: 'P95 latency',
      rate: 'Requests per second',
      target: 'Target',
    },
    range: 'From {{from}} to {{to}}',
    empty: {
      title: 'No domains yet',
      page: 'Connect a cluster: register it, start an agent in it and enable its Traefik source. Domains appear with the first routes.',
      entity:
        'None of the hosts in the annotation {{annotation}} ({{domains}}) is known. Check that they are spelled as in the IngressRoute, and that the agent of their cluster is connected.',
    },
  },
  translations: {
    zh: () => import('./translations/zh'),
    ja: () => import('./translations/ja'),
  },
});
