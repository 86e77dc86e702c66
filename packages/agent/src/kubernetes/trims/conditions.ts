import type { Condition } from '@atlhyper/backstage-plugin-atlhyper-common';
import { asObjects, asText, asTimeMs } from '../KubeObject';

/**
 * The conditions of an object's status. The times of heartbeats and probes are left out: they
 * change all the time and would make the object one that changes all the time.
 */
export function conditionsOf(list: unknown): Condition[] {
  return asObjects(list).flatMap(condition => {
    const type = asText(condition.type);
    if (!type) return [];
    return {
      type,
      status: asText(condition.status) ?? 'Unknown',
      reason: asText(condition.reason) || undefined,
      message: asText(condition.message) || undefined,
      sinceMs: asTimeMs(condition.lastTransitionTime),
    };
  });
}

/** Whether the condition `Ready` is there and true. */
export function isReady(conditions: readonly Condition[]): boolean {
  return conditions.some(c => c.type === 'Ready' && c.status === 'True');
}
