/**
 * The AtlHyper agent: collects in one Kubernetes cluster and pushes to Backstage.
 *
 * @packageDocumentation
 */
export { main } from './main';
export { collectNodeSnapshot, createReaders } from './node/collectNodeSnapshot';
