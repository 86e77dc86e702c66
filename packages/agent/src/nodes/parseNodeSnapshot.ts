import {
  nodeSnapshotSchema,
  type NodeSnapshot,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const MAX_PROBLEMS = 32;

/** Without these nothing of a snapshot can be used. */
const REQUIRED = new Set<unknown>(['node', 'timestampMs', 'problems']);

/**
 * Reads what a collector posted.
 *
 * A group that breaks a rule (a kernel that writes a file in another way) is left out and named
 * among the problems; the others are kept. Gives the first rule broken where that does not help.
 */
export function parseNodeSnapshot(
  json: unknown,
): { snapshot: NodeSnapshot } | { refused: string } {
  const parsed = nodeSnapshotSchema.safeParse(json);
  if (parsed.success) {
    return { snapshot: parsed.data };
  }
  const { issues } = parsed.error;
  const [first] = issues;
  const refused = { refused: `${first.path.join('.')}: ${first.message}` };
  if (issues.some(({ path }) => !path.length || REQUIRED.has(path[0]))) {
    return refused;
  }
  const rest = { ...(json as Record<string, unknown>) };
  const broken = new Map(
    // The first rule that each group breaks; a map keeps the last of its entries.
    [...issues]
      .reverse()
      .map(({ path, message }) => [
        String(path[0]),
        `${path.join('.')}: ${message}`,
      ]),
  );
  broken.forEach((_, group) => delete rest[group]);
  const kept = nodeSnapshotSchema.safeParse(rest);
  if (!kept.success) {
    return refused;
  }
  const problems = [...broken].map(([reader, message]) => ({
    reader: reader.slice(0, 64),
    message: message.slice(0, 512),
  }));
  return {
    snapshot: {
      ...kept.data,
      problems: [...problems, ...(kept.data.problems ?? [])].slice(
        0,
        MAX_PROBLEMS,
      ),
    },
  };
}
