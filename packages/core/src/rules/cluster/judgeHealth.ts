import { entityTitle, parseEntity } from '../../entities';
import type { ClusterHealthOf, HealthIssueOf } from '../../usage/types';
import { isFiring } from '../AlertRound';
import type { Alert } from '../types';
import type { ClusterRule } from './ClusterRule';
import { CLUSTER_RULES } from './clusterRules';
import { unknownParts, type ClusterState } from './ClusterState';

/** Names that an issue holds; its count tells how many there are. */
const MAX_ISSUE_OBJECTS = 10;

/**
 * How a cluster fares: the alerts that fire, worst first, one issue for each rule. Healthy is only
 * what is known to be: where a part is unknown and nothing fires the status is unknown, and where the
 * agent is silent it is so whatever fired before.
 */
export function judgeHealth(
  state: ClusterState,
  alerts: readonly Alert[],
  rules: readonly ClusterRule[] = CLUSTER_RULES,
): ClusterHealthOf {
  const issues = issuesOf(alerts.filter(isFiring), rules);
  const unknown = [
    ...new Map(
      [...unknownParts(state).values()]
        .flat()
        .map(one => [`${one.part} ${one.reason}`, one]),
    ).values(),
  ];
  const isBlind = unknown.some(one => one.part === 'agent');
  const worst = issues[0]?.severity;
  const known = unknown.length > 0 ? 'unknown' : 'healthy';
  return {
    status: isBlind ? 'unknown' : worst ?? known,
    issues,
    unknown,
    asOfMs: isBlind ? state.agent?.lastHeardMs : undefined,
  };
}

function issuesOf(
  alerts: readonly Alert[],
  rules: readonly ClusterRule[],
): HealthIssueOf[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const key = `${alert.severity} ${alert.rule}`;
    const known = groups.get(key);
    if (known) known.push(alert);
    else groups.set(key, [alert]);
  }
  return [...groups.values()]
    .map(group => toIssue(group, rules))
    .sort(byWeightIn(rules));
}

function toIssue(
  alerts: readonly Alert[],
  rules: readonly ClusterRule[],
): HealthIssueOf {
  const [{ severity, rule: code }] = alerts;
  const shown = alerts
    .map(alert => ({ entity: alert.entity, name: objectOf(alert) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, MAX_ISSUE_OBJECTS);
  const rule = rules.find(one => one.code === code);
  return {
    severity,
    code,
    message: rule
      ? rule.message(alerts.length)
      : `${code} of ${alerts.length} is beyond its limit`,
    objects: shown.map(one => one.name),
    entities: shown.map(one => one.entity),
    count: alerts.length,
    sinceMs: Math.min(...alerts.map(one => one.sinceMs)),
  };
}

/** `shop/checkout`, `n1`, `n1 /var`; of the cluster itself the part. */
function objectOf({ entity, part }: Alert): string {
  const named = parseEntity(entity);
  if (named?.kind === 'cluster' && part) return part;
  const title = named ? entityTitle(named) : entity;
  return [title, part].filter(Boolean).join(' ');
}

/** Critical first, then in the order of the rules; those of nodes after those of the cluster. */
function byWeightIn(rules: readonly ClusterRule[]) {
  const weight = ({ severity, code }: HealthIssueOf) => {
    const order = rules.findIndex(one => one.code === code);
    const position = order < 0 ? rules.length : order;
    return (severity === 'critical' ? 0 : 1_000) + position;
  };
  return (a: HealthIssueOf, b: HealthIssueOf) =>
    weight(a) - weight(b) || (a.code < b.code ? -1 : 1);
}
