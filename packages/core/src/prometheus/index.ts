export * from './types';
export { createExpositionReader } from './createExpositionReader';
