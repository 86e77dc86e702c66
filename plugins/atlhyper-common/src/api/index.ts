export * from './slo';
export * from './nodes';
export * from './clusters';
