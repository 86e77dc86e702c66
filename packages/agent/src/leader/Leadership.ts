/** Who may push. */
export interface Leadership {
  readonly isLeader: boolean;
  /** `host:port` of the leader's node gateway if another one leads and says where it is. */
  readonly leaderAddress: string | undefined;
  /** Takes part in the election until the signal aborts, then gives the lead away. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when this agent leads, or when the signal aborts. */
  untilLeader(signal: AbortSignal): Promise<void>;
  /** Aborts when the lead is lost; of a leader that cannot lose it, never. */
  lost(): AbortSignal;
}

/** The only agent of its cluster. */
export function createSoleLeadership(): Leadership {
  const never = new AbortController().signal;
  return {
    isLeader: true,
    leaderAddress: undefined,
    run: async () => {},
    untilLeader: async () => {},
    lost: () => never,
  };
}
