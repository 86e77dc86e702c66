import type {
  PushRequest,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { planSlots } from '../ingest/planSlots';
import type { PushBatch } from '../ingest/PushBatch';
import type { RetainedLevel } from '../levels';
import type { LedgerPart } from '../stores/Ledger';

/** A checked push as it is written. */
export async function toPushBatch(
  push: PushRequest,
  context: {
    clusterId: string;
    digest: string;
    levels: readonly RetainedLevel[];
    nowMs: number;
  },
): Promise<PushBatch> {
  const { slots, session, streamId } = push;
  const { clusterId, levels, nowMs } = context;
  const part = toLedgerPart(push, context.digest);
  return {
    entry: { clusterId, ...session, streamId, receivedMs: nowMs, part },
    plan: part && (await planSlots(slots, levels, nowMs)),
    state: push,
  };
}

function toLedgerPart(
  { slots, sequence }: PushRequest,
  digest: string,
): LedgerPart | undefined {
  if (slots.length === 0 || sequence === undefined) {
    return undefined;
  }
  return {
    sequence,
    digest,
    coversFromMs: Math.min(...slots.map(slot => slot.coversFromMs)),
    coversThroughMs: Math.max(...slots.map(slot => slot.coversThroughMs)),
    endsMs: Math.max(...slots.map(endOf)),
  };
}

function endOf({ startMs, durationMs }: Slot): number {
  return startMs + durationMs;
}
