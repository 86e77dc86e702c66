/** Removes what is no longer kept, in steps that leave room for other work. */
export interface RetentionStore {
  /** Removes request samples of a level that begin before `beforeMs`; gives their number. */
  pruneRequestSamples(levelMs: number, beforeMs: number): Promise<number>;

  /** Removes node figures of a level that begin before `beforeMs`. */
  pruneNodeHistory(levelMs: number, beforeMs: number): Promise<number>;

  /**
   * Removes ledger entries received before `beforeMs`, per stream from its lowest sequence up to
   * the first that is still kept. What leaves is refused from then on, never counted again.
   */
  pruneLedger(beforeMs: number): Promise<number>;

  /** Removes engine inputs received before `beforeMs`. */
  pruneEngineInputs(beforeMs: number): Promise<number>;

  /** Removes changes of status before `beforeMs`, and alerts that recovered before. */
  pruneSloLog(beforeMs: number): Promise<number>;

  /** Removes events that last happened before `beforeMs`, and of each cluster all but the newest. */
  pruneEvents(beforeMs: number, keepPerCluster: number): Promise<number>;

  /** Removes what pods, nodes and probes showed before `beforeMs`. */
  pruneUsage(beforeMs: number): Promise<number>;

  /** Removes alerts of nodes that recovered before `beforeMs`. */
  pruneNodeAlerts(beforeMs: number): Promise<number>;

  /** Removes gaps that ended before `beforeMs`. */
  pruneGaps(beforeMs: number): Promise<number>;

  /** Removes agents last heard of before `beforeMs`, but never a cluster's latest. */
  pruneAgents(beforeMs: number): Promise<number>;

  /** Removes snapshots older than `beforeMs` of nodes that their cluster no longer has. */
  pruneNodes(beforeMs: number): Promise<number>;

  /** Removes series that ended before `beforeMs`, with whatever samples are left of them. */
  pruneSeries(beforeMs: number): Promise<number>;
}
