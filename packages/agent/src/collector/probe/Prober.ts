import { systemClock, type Clock } from '../../Clock';
import { connectOnce } from './connectOnce';
import type { Peer } from './readPeers';

/** How this node reached another in one round. */
export type ProbeResult = {
  node: string;
  timestampMs: number;
  sentCount: number;
  lostCount: number;
  rttMs?: { min: number; avg: number; max: number };
};

const ROUND_MS = 30_000;
const ATTEMPTS = 5;
const TIMEOUT_MS = 1_000;

/** Measures the way to the peers that the agent names, round after round. */
export class Prober {
  /** Whom to probe from the next round on. */
  peers: readonly Peer[] = [];
  private latest: ProbeResult[] = [];

  constructor(
    private readonly clock: Clock = systemClock,
    private readonly connect: typeof connectOnce = connectOnce,
  ) {}

  /** What the last complete round found. */
  get results(): readonly ProbeResult[] {
    return this.latest;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.peers.length === 0) {
        this.latest = [];
        await this.clock.sleep(TIMEOUT_MS, signal);
      } else {
        await this.runRound(signal);
      }
    }
  }

  /** Five attempts for each peer, spread over the round. */
  private async runRound(signal: AbortSignal): Promise<void> {
    const { peers } = this;
    const rtts = peers.map((): number[] => []);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const begunMs = this.clock.nowMs();
      await Promise.all(
        peers.map(async (peer, index) => {
          const rttMs = await this.connect(peer, TIMEOUT_MS);
          if (rttMs !== undefined) rtts[index].push(rttMs);
        }),
      );
      const spentMs = Math.max(0, this.clock.nowMs() - begunMs);
      await this.clock.sleep(
        Math.max(0, ROUND_MS / ATTEMPTS - spentMs),
        signal,
      );
      // Of a round that was broken off it is not known what is lost.
      if (signal.aborted) return;
    }
    const timestampMs = this.clock.nowMs();
    this.latest = peers.map(({ node }, index) => ({
      node,
      timestampMs,
      ...toFigures(rtts[index]),
    }));
  }
}

function toFigures(
  rtts: readonly number[],
): Omit<ProbeResult, 'node' | 'timestampMs'> {
  const sum = rtts.reduce((total, rtt) => total + rtt, 0);
  return {
    sentCount: ATTEMPTS,
    lostCount: ATTEMPTS - rtts.length,
    ...(rtts.length > 0 && {
      rttMs: {
        min: Math.min(...rtts),
        avg: sum / rtts.length,
        max: Math.max(...rtts),
      },
    }),
  };
}
