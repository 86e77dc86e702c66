/**
 * Whom a node probes in a round: all others if they are at most `max`, else `max` of them.
 *
 * The nodes stand in a ring, and in one round all probe those at the same distances. So each is
 * probed as often as it probes, and the distances move on from round to round until every pair has
 * had its turn: after (n − 1) / max rounds.
 */
export function choosePeers(
  nodes: readonly string[],
  self: string,
  round: number,
  max: number,
): string[] {
  const others = nodes.length - 1;
  const own = nodes.indexOf(self);
  if (own < 0) return [];
  const count = Math.min(max, others);
  return Array.from({ length: count }, (_, k) => {
    const distance = 1 + ((round * count + k) % others);
    return nodes[(own + distance) % nodes.length];
  });
}
