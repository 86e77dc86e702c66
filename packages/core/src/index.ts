/**
 * The pure part of AtlHyper: no dependencies, no clock, no randomness, no input or output.
 *
 * @packageDocumentation
 */
export * from './series';
export * from './prometheus';
export * from './routing';
export * from './slo';
export * from './usage';
export * from './rules';
export * from './forecast';
export * from './entities';
