import { KINDS } from '../kubernetes/kinds';
import type { KindStatus } from '../kubernetes/KindStatus';

/** What is known of a watched kind: listed, unless the test says otherwise. */
export function kindStatus(
  id: string,
  overrides: Partial<Omit<KindStatus, 'state'>> & {
    state?: Partial<KindStatus['state']>;
  } = {},
): KindStatus {
  return {
    id,
    kind: KINDS.find(entry => entry.id === id)?.kind,
    knowledge: 'listed',
    isDenied: false,
    ...overrides,
    state: { name: `kubernetes/${id}`, state: 'ok', ...overrides.state },
  };
}
