import {
  kubernetesEventSchema,
  networkProbeSchema,
  nodeSnapshotSchema,
  nodeUsageSchema,
  podUsageSchema,
  resourceIdSchema,
  resourceSchema,
  routeSchema,
  type Gap,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { toReading } from '@atlhyper/core';
import { z } from 'zod';
import type { PushUnit } from '../stores/Ledger';
import type { Stores } from '../stores/Stores';
import type { PushState } from './PushBatch';

/** Where a section may go. */
export type SectionStores = Pick<
  Stores,
  'ledger' | 'latest' | 'nodeReadings' | 'events' | 'objects' | 'routes'
>;

/** Schemas of the lists of a section that may be long, or of the section itself, which is one. */
type LongLists = z.ZodType | Record<string, z.ZodType>;

/** One section of a push that replaces state. */
export type PushSection<K extends keyof PushState> = {
  lists?: LongLists;
  /** A history may bring it, too. */
  ofHistory?: boolean;
  /** True where the sender must send all of it anew. */
  write: (
    stores: SectionStores,
    unit: PushUnit,
    value: NonNullable<PushState[K]>,
  ) => Promise<boolean | void>;
};

/** The body was JSON, so what an object holds is: looking again takes most of a second for 1 MB. */
const parsedResourceSchema = resourceSchema.extend({
  data: z.record(z.string(), z.unknown()),
});

/**
 * What a push may hold beside slots, in the order in which it is written. A new section is a row here,
 * its schema in the wire's `pushRequestSchema`, and a store that takes it.
 */
export const PUSH_SECTIONS: {
  [K in keyof Required<PushState>]: PushSection<K>;
} = {
  gaps: {
    ofHistory: true,
    write: ({ ledger }, unit, gaps) =>
      ledger.recordGaps(unit, whatIsPast(gaps, unit.receivedMs)),
  },
  sources: {
    ofHistory: true,
    write: ({ ledger }, unit, sources) => ledger.recordSources(unit, sources),
  },
  nodes: {
    lists: nodeSnapshotSchema,
    write: async ({ latest, nodeReadings }, unit, nodes) => {
      await latest.putSnapshots(unit, nodes);
      const kind = 'snapshot';
      await nodeReadings.put(
        unit,
        nodes.map(one => ({ node: one.node, kind, reading: toReading(one) })),
      );
    },
  },
  events: {
    lists: kubernetesEventSchema,
    write: ({ events }, unit, items) => events.record(unit, items),
  },
  usage: {
    lists: {
      pods: podUsageSchema,
      nodes: nodeUsageSchema,
      probes: networkProbeSchema,
    },
    write: ({ latest }, unit, usage) => latest.putUsage(unit, usage),
  },
  resources: {
    lists: { upserts: parsedResourceSchema, deletes: resourceIdSchema },
    write: ({ objects }, unit, changes) => objects.apply(unit, changes),
  },
  routes: {
    lists: { upserts: routeSchema },
    write: ({ routes }, unit, list) => routes.apply(unit, list),
  },
};

/** Nobody has missed what is to come: a clock that stepped says so, and would mute the alerts of then. */
function whatIsPast(gaps: readonly Gap[], nowMs: number): Gap[] {
  return gaps
    .filter(gap => gap.fromMs < nowMs)
    .map(gap => ({ ...gap, toMs: Math.min(gap.toMs, nowMs) }));
}

/** Names of the sections, in the order in which they are written. */
export const SECTION_NAMES = Object.keys(PUSH_SECTIONS) as (keyof PushState)[];
