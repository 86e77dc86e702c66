/**
 * SLO tab and page of AtlHyper, for the new frontend system. `./legacy` holds the same for apps on
 * the legacy system.
 *
 * @packageDocumentation
 */
export { atlhyperSloPlugin as default } from './plugin';
export { atlhyperSloTranslationRef } from './translation';
export { isAtlhyperSloAvailable } from '@atlhyper/backstage-plugin-atlhyper-react';
