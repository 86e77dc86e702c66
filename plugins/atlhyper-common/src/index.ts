/**
 * What the AtlHyper plugins and the agent share: wire schemas, API schemas, permissions,
 * annotations and the client.
 *
 * @packageDocumentation
 */
export * from './wire';
export * from './api';
export * from './annotations';
export * from './permissions';
export * from './signals';
export * from './resourceDigest';
export * from './AtlhyperClient';
export * from './endpoints';
