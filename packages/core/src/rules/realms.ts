import { parseEntityKey } from '../entities';
import type { Alert } from './types';

/** What kind of thing a rule is for; the rules of one are judged together. */
export type RuleRealm = 'slo' | 'node' | 'cluster';

/** The realm of an alert, by what it was judged in: a node, a cluster, else what has objectives. */
export function realmOf({ scope }: Pick<Alert, 'scope'>): RuleRealm {
  const kind = parseEntityKey(scope)?.kind;
  return kind === 'node' || kind === 'cluster' ? kind : 'slo';
}
