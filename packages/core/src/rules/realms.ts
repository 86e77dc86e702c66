import { NODE_METRIC_RULES } from './node/judgeNode';
import { ABSENT_RULE } from './slo/absence';
import { BURN_RATE_RULE } from './slo/judgeBurnRate';

/** What kind of thing a rule is for; the rules of one are judged together. */
export type RuleRealm = 'slo' | 'node' | 'cluster';

/** The realm of a rule by its name. */
export function realmOf(rule: string): RuleRealm {
  if (rule === BURN_RATE_RULE || rule === ABSENT_RULE) return 'slo';
  return Object.hasOwn(NODE_METRIC_RULES, rule) ? 'node' : 'cluster';
}
