/**
 * Clusters page of AtlHyper, for the new frontend system. `./legacy` holds the same for apps on the
 * legacy system.
 *
 * @packageDocumentation
 */
export { atlhyperClustersPlugin as default } from './plugin';
export { atlhyperClustersTranslationRef } from './translation';
