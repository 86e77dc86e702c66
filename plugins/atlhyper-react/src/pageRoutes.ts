import { createRouteRef } from '@backstage/frontend-plugin-api';

/**
 * Where the pages of AtlHyper are. Each belongs to the plugin that has the page; they are here so that
 * all of them can link to each other, whichever are installed.
 */
export const atlhyperPageRoutes = {
  overview: createRouteRef(),
  slo: createRouteRef(),
  nodes: createRouteRef(),
  clusters: createRouteRef(),
};
