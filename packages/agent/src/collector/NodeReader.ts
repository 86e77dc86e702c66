import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';

/** Where the host's file systems are seen by this process. */
export type HostPaths = { proc: string; sys: string; root: string };

/** What one reader adds to the snapshot. */
export type NodeFacts = Partial<
  Omit<NodeSnapshot, 'node' | 'timestampMs' | 'problems'>
>;

/** A part of a reader that failed while the rest succeeded. */
export type ReaderProblem = { message: string };

/**
 * Reads one group of figures. Readers stand side by side, one file each; a new group is a new
 * file and one line in `collectNodeSnapshot.ts`.
 *
 * A reader keeps its own previous sample where it computes rates. `monotonicMs` never goes back
 * (it is no time of day) and is the same for all readers of one snapshot.
 *
 * @throws whatever went wrong: the collector reports it under `name` and asks the others.
 */
export interface NodeReader {
  readonly name: string;
  read(
    monotonicMs: number,
  ): Promise<{ facts: NodeFacts; problems?: ReaderProblem[] }>;
}
