import { createConditionExports } from '@backstage/plugin-permission-node';
import { kinds } from './kinds';

const domain = createConditionExports(kinds.domain);
const node = createConditionExports(kinds.node);
const service = createConditionExports(kinds.service);
const resource = createConditionExports(kinds.resource);
const cluster = createConditionExports(kinds.cluster);
/** Conditions on domains for a permission policy: `hasHost`, `isInCluster`. */
export const atlhyperDomainConditions = domain.conditions;
/** Makes the decision on a domain depend on conditions. */
export const createAtlhyperDomainConditionalDecision =
  domain.createConditionalDecision;

/** Conditions on nodes for a permission policy: `isInCluster`, `hasName`. */
export const atlhyperNodeConditions = node.conditions;
/** Makes the decision on a node depend on conditions. */
export const createAtlhyperNodeConditionalDecision =
  node.createConditionalDecision;

/** Conditions on services of the mesh for a permission policy: `isInCluster`, `isInNamespace`. */
export const atlhyperServiceConditions = service.conditions;
/** Makes the decision on a service depend on conditions. */
export const createAtlhyperServiceConditionalDecision =
  service.createConditionalDecision;

/**
 * Conditions on objects of clusters for a permission policy: `isInCluster`, `isInNamespace`. An object
 * without a namespace, such as a node, meets neither `isInNamespace` nor its negation.
 */
export const atlhyperResourceConditions = resource.conditions;
/** Makes the decision on an object depend on conditions. */
export const createAtlhyperResourceConditionalDecision =
  resource.createConditionalDecision;

/** Conditions on clusters for a permission policy: `isCluster`. */
export const atlhyperClusterConditions = cluster.conditions;
/** Makes the decision on a cluster depend on conditions. */
export const createAtlhyperClusterConditionalDecision =
  cluster.createConditionalDecision;
