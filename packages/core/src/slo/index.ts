export * from './evaluateSlo';
