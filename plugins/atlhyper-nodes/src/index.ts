/**
 * Nodes tab and page of AtlHyper, for the new frontend system. `./legacy` holds the same for apps on
 * the legacy system.
 *
 * @packageDocumentation
 */
export { atlhyperNodesPlugin as default } from './plugin';
export { atlhyperNodesTranslationRef } from './translation';
export { isAtlhyperNodesAvailable } from '@atlhyper/backstage-plugin-atlhyper-react';
