export * from './clusters';
export * from './metrics';
export * from './nodes';
export * from './plugin';
export * from './resources';
export * from './services';
export * from './slo';
export * from './targets';
