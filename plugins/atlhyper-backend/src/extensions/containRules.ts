import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterRule, NodeMetricRule } from '@atlhyper/core';
import { findingsSchema, measuredSchema } from './ruleSchemas';

/**
 * A rule of others that takes nothing from ours: where it throws, or finds what cannot be, it says
 * nothing, and the log has a line once, until it succeeds again.
 */
export function containClusterRule(
  rule: ClusterRule,
  logger: LoggerService,
): ClusterRule {
  const attempt = attemptsOf(rule.code, logger);
  const otherwise = rule.title ?? rule.code;
  return {
    ...rule,
    find: state =>
      attempt(state.cluster, () => {
        const found = rule.find(state);
        return found && findingsSchema(state.cluster).parse(found);
      }),
    message: count =>
      attempt('message', () => String(rule.message(count))) ?? otherwise,
  };
}

/** The same of a rule for nodes. */
export function containNodeRule(
  rule: NodeMetricRule,
  logger: LoggerService,
): NodeMetricRule {
  const attempt = attemptsOf(rule.metric, logger);
  return {
    ...rule,
    measure: (reading, severity) =>
      attempt(severity, () => {
        const measured = rule.measure(reading, severity);
        return measured && measuredSchema.parse(measured);
      }),
  };
}

/** Tries something, for one purpose or another; gives `undefined` where it fails. */
function attemptsOf(name: string, logger: LoggerService) {
  const failing = new Set<string>();
  return <T>(purpose: string, make: () => T): T | undefined => {
    try {
      const made = make();
      failing.delete(purpose);
      return made;
    } catch (error) {
      if (!failing.has(purpose)) {
        failing.add(purpose);
        logger.error(
          `Rule '${name}' fails (${purpose}): its alerts stay as they are`,
          error as Error,
        );
      }
      return undefined;
    }
  };
}
