export * from './targets';
export * from './latencyShare';
export * from './errorBudget';
export * from './comparison';
export * from './evaluateSlo';
