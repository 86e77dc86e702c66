export * from './types';
export * from './settleAlerts';
export { isFiring, type SettledAlerts } from './AlertRound';
export * from './slo';
export * from './node';
export * from './cluster';
export { realmOf, type RuleRealm } from './realms';
