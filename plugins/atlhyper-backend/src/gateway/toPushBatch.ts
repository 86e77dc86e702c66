import type {
  PushRequest,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { planSlots } from '../ingest/planSlots';
import type { RetainedLevel } from '../levels';
import type { PushBatch, SlotPart } from '../stores/IngestStore';

/** A checked push as the store takes it. */
export async function toPushBatch(
  push: PushRequest,
  context: {
    clusterId: string;
    digest: string;
    levels: readonly RetainedLevel[];
    nowMs: number;
  },
): Promise<PushBatch> {
  return {
    clusterId: context.clusterId,
    role: push.session.role,
    epoch: push.session.epoch,
    streamId: push.streamId,
    receivedMs: context.nowMs,
    slots: await toSlotPart(push, context),
    gaps: push.gaps,
    sources: push.sources,
    nodes: push.nodes,
    events: push.events,
    usage: push.usage,
    resources: push.resources,
    routes: push.routes,
    engineInput: toEngineInput(push),
  };
}

async function toSlotPart(
  push: PushRequest,
  context: { digest: string; levels: readonly RetainedLevel[]; nowMs: number },
): Promise<SlotPart | undefined> {
  const { slots, sequence } = push;
  if (slots.length === 0 || sequence === undefined) {
    return undefined;
  }
  return {
    sequence,
    digest: context.digest,
    coversFromMs: Math.min(...slots.map(slot => slot.coversFromMs)),
    coversThroughMs: Math.max(...slots.map(slot => slot.coversThroughMs)),
    endsMs: spanOf(slots).throughMs,
    plan: await planSlots(slots, context.levels, context.nowMs),
  };
}

/** A history never alerts, so the engine is told of live data only. */
function toEngineInput(push: PushRequest): PushBatch['engineInput'] {
  const { slots, resources, events } = push;
  const isEmpty = slots.length === 0 && !resources && events.length === 0;
  if (push.session.role !== 'live' || isEmpty) {
    return undefined;
  }
  return {
    ...(slots.length > 0 && spanOf(slots)),
    payloadJson: JSON.stringify({ slots, resources, events }),
  };
}

function spanOf(slots: readonly Slot[]): { fromMs: number; throughMs: number } {
  return {
    fromMs: Math.min(...slots.map(slot => slot.startMs)),
    throughMs: Math.max(...slots.map(slot => slot.startMs + slot.durationMs)),
  };
}
