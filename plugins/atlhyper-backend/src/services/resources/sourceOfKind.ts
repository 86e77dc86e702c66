import type {
  ResourceKind,
  ResourceSource,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** Best first. */
const STATES = ['ok', 'failing', 'starting', 'not_available'] as const;

/**
 * How the watch of a kind fares, or `undefined` where there is none. A kind that several API groups
 * may have (`kubernetes/ingressroute`, `kubernetes/ingressroute.traefik.containo.us`) fares as the
 * best of them: one that is served is enough.
 */
export function sourceOfKind(
  sources: readonly SourceState[],
  kind: ResourceKind | 'event',
): ResourceSource | undefined {
  const name = `kubernetes/${kind}`;
  const [best] = sources
    .filter(s => s.name === name || s.name.startsWith(`${name}.`))
    .sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
  return (
    best && {
      state: best.state,
      message: best.message,
      lastSuccessMs: best.lastSuccessMs,
    }
  );
}
