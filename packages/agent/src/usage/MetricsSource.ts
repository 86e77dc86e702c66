import type {
  NodeUsage,
  PodUsage,
  SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** What a source knows of one node; several sources add up to its usage. */
export type NodeFigures = Omit<NodeUsage, 'node'>;

/** What one collection found. */
export type UsageReading = {
  pods: readonly PodUsage[];
  nodes: ReadonlyMap<string, NodeFigures>;
  /**
   * Whether it is all there is: what is not in it is gone. Not so where a part could not be read;
   * what was known of that part then stays until it is too old.
   */
  complete: boolean;
};

/** Gives figures of nodes and pods; the manager asks it again and again. */
export interface MetricsSource {
  /** Unique; it names the state as well. */
  readonly name: string;
  /** How it fares. */
  readonly state: SourceState;
  /**
   * One collection. It ends within the source's own timeout, and tells in its state what went
   * wrong.
   *
   * @throws what failed all of it
   */
  collect(signal: AbortSignal): Promise<UsageReading>;
}
