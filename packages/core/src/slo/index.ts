export * from './targets';
export * from './latencyShare';
export * from './burnRules';
export * from './errorBudget';
export * from './absence';
export * from './evaluateSlo';
