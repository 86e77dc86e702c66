/**
 * Start page of AtlHyper and overview tab of systems, domains and groups, for the new frontend system.
 * `./legacy` holds the same for apps on the legacy system.
 *
 * @packageDocumentation
 */
export { atlhyperOverviewPlugin as default } from './plugin';
export { atlhyperOverviewTranslationRef } from './translation';
