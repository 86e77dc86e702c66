import {
  asNumber,
  asObject,
  asPort,
  asText,
  commonOf,
  type Json,
  type KubeObject,
} from '../KubeObject';
import { selectorOf } from './selector';

/** Keeps of a PodDisruptionBudget which pods it is for and how many of them may be disrupted now. */
export function trimDisruptionBudget(budget: KubeObject): { data: Json } {
  const spec = asObject(budget.spec);
  const status = asObject(budget.status);
  return {
    data: {
      ...commonOf(budget),
      // A number, or a share as text: `50%`.
      minAvailable: asPort(spec.minAvailable),
      maxUnavailable: asPort(spec.maxUnavailable),
      unhealthyPodEvictionPolicy: asText(spec.unhealthyPodEvictionPolicy),
      podSelector: selectorOf(spec.selector),
      disruptionsAllowed: asNumber(status.disruptionsAllowed),
      currentHealthy: asNumber(status.currentHealthy),
      desiredHealthy: asNumber(status.desiredHealthy),
      expectedPods: asNumber(status.expectedPods),
    },
  };
}
