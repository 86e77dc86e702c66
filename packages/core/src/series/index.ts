export * from './types';
export * from './computeIncrements';
export * from './mergeHistograms';
export * from './histogramQuantile';
export { countOf as histogramCount } from './histogramCount';
export * from './thinBounds';
export * from './buckets';
export * from './planLevels';
