import { subjectKey, type SloSubject, type StoredTarget } from './sloTargets';

/**
 * Subjects whose target holds for one, the most specific first: of its cluster before that of all clusters,
 * its own before that of what it belongs to. Without a cluster only those of all clusters.
 */
function targetCandidates(subject: SloSubject, cluster?: string): SloSubject[] {
  const levels: SloSubject[] = [subject];
  if (subject.kind === 'path') {
    levels.push({ kind: 'domain', domain: subject.domain });
  } else if (subject.kind === 'edge') {
    const { namespace, service } = subject;
    levels.push({ kind: 'service', namespace, service });
  }
  return levels.flatMap(level => [
    ...(cluster === undefined ? [] : [{ ...level, cluster }]),
    { ...level, cluster: undefined },
  ]);
}

/** Stored targets by what they are for; what the catalog defines goes before what the editor set. */
export class TargetIndex {
  private readonly byKey = new Map<string, StoredTarget>();

  constructor(stored: readonly StoredTarget[]) {
    for (const target of stored) {
      const key = keyOf(target.subject, target.window);
      if (!this.byKey.has(key) || target.source === 'catalog') {
        this.byKey.set(key, target);
      }
    }
  }

  /** The target in force for a subject; `undefined` where the default is. */
  find(
    subject: SloSubject,
    window: StoredTarget['window'],
    cluster?: string,
  ): StoredTarget | undefined {
    if (this.byKey.size === 0) return undefined;
    for (const candidate of targetCandidates(subject, cluster)) {
      const found = this.byKey.get(keyOf(candidate, window));
      if (found) return found;
    }
    return undefined;
  }
}

function keyOf(subject: SloSubject, window: string): string {
  return `${window} ${subjectKey(subject)}`;
}
