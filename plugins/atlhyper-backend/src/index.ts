/**
 * Backend of AtlHyper: takes the pushes of the agents, keeps SLO and node series, answers the tabs
 * and pages.
 *
 * @packageDocumentation
 */
export { atlhyperPlugin as default } from './plugin';
export * from './access/conditions';
