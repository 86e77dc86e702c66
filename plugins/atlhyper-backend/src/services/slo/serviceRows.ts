import type { ServiceSlo } from '@atlhyper/backstage-plugin-atlhyper-common';
import { keyOf, type JudgedService } from './assembleServices';
import { bringTogether } from './judgedThing';
import type { ListRow } from './listRows';

/** A service in the one window; of several it and its callers each in that of their own worst target. */
export function toServiceRow(
  inWindows: readonly JudgedService[],
): ListRow<ServiceSlo> {
  const { whole, parts } = bringTogether(inWindows);
  return {
    key: keyOf(whole),
    name: whole.service,
    fullName: `${whole.namespace}/${whole.service}`,
    namespace: whole.namespace,
    judged: whole,
    figures: whole.summary,
    mtls: whole.mtls,
    no_response: whole.no_response,
    parts,
    write: chosen => ({
      ...whole,
      edges: chosen.map(i => parts[i].write()),
      ...(chosen.length < parts.length && {
        edges_left_out: parts.length - chosen.length,
      }),
    }),
  };
}
