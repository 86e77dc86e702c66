import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import type { AtlhyperRulesExtensionPoint } from '@atlhyper/backstage-plugin-atlhyper-node';
import {
  ABSENT_RULE,
  BURN_RATE_RULE,
  CLUSTER_RULES,
  defaultsOf,
  NODE_METRIC_RULES,
  type ClusterRule,
  type NodeMetricRule,
  type NodeRule,
} from '@atlhyper/core';
import type { z } from 'zod';
import type { RuleSet } from '../services/alerts/RuleSet';
import { containClusterRule, containNodeRule } from './containRules';
import { clusterRuleSchema, nodeRuleSchema } from './ruleSchemas';

/** Rules that modules added before the plugin starts. */
export class AddedRules implements AtlhyperRulesExtensionPoint {
  private readonly cluster: ClusterRule[] = [];
  private readonly node: NodeMetricRule[] = [];
  private readonly names = new Set<string>([
    ...CLUSTER_RULES.map(one => one.code),
    ...Object.keys(NODE_METRIC_RULES),
    BURN_RATE_RULE,
    ABSENT_RULE,
  ]);

  addClusterRule(rule: ClusterRule): void {
    this.take(rule.code, clusterRuleSchema.safeParse(rule));
    this.cluster.push(rule);
  }

  addNodeRule(rule: NodeMetricRule): void {
    this.take(rule.metric, nodeRuleSchema.safeParse(rule));
    this.node.push(rule);
  }

  /** Ours and those added, which take nothing from ours; `limits` are those of our rules for nodes. */
  join(limits: readonly NodeRule[], logger: LoggerService): RuleSet {
    const cluster = this.cluster.map(one => containClusterRule(one, logger));
    const node = this.node.map(one => containNodeRule(one, logger));
    const titles = [
      ...cluster.map(one => [one.code, one.title] as const),
      ...node.map(one => [one.metric, one.title] as const),
    ];
    return {
      cluster: [...CLUSTER_RULES, ...cluster],
      node: [...limits, ...node.flatMap(defaultsOf)],
      titles: new Map(
        titles.flatMap(([name, title]) => (title ? [[name, title]] : [])),
      ),
    };
  }

  private take(name: string, checked: z.ZodSafeParseResult<unknown>): void {
    if (!checked.success) {
      const [{ path, message }] = checked.error.issues;
      throw new InputError(
        `Rule '${name}' cannot be judged: ${path.join('.')}: ${message}`,
      );
    }
    if (this.names.has(name)) {
      throw new ConflictError(`There is a rule '${name}' already`);
    }
    this.names.add(name);
  }
}
