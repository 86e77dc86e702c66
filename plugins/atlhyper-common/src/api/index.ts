export * from './slo';
export * from './sloTargets';
export * from './nodes';
export * from './clusters';
export * from './resources';
export * from './metrics';
export * from './events';
export * from './nodeAlerts';
