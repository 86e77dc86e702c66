/**
 * What modules of the AtlHyper backend add to it: rules, receivers of alerts, stores.
 *
 * @packageDocumentation
 */
export * from './rules';
export * from './alerts';
export * from './stores';
export * from './access';
export * from './hostPattern';
