import { toRequestRows } from '@atlhyper/agent/src/counters/traefik/toRequestRows';
import { digestOf } from '@atlhyper/backstage-plugin-atlhyper-backend/src/__testUtils__/digestOf';
import type {
  EdgeKey,
  RequestRow,
  Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { RouteTable } from '@atlhyper/core';
import type { StackAgent } from './stack';

const SLOT_MS = 30_000;
const UNITS_MS: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** What went to one Traefik service, or over one edge of the mesh, in each slot of a stretch. */
export type Traffic = {
  service?: string;
  edge?: {
    source: EdgeKey['source'];
    destination: EdgeKey['destination'];
  };
  /** Ago. */
  from: string;
  to?: string;
  per30s: Record<string, number>;
};

/** `70m` as milliseconds. */
export function durationMs(text: string): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (!unit) throw new Error(`"${text}" is no duration`);
  return Number(amount) * UNITS_MS[unit];
}

/** Pushes the traffic as slots, one after the other; gives the last sequence. */
export async function pushTraffic(
  agent: StackAgent,
  traffic: readonly Traffic[],
  at: { nowMs: number; table: RouteTable; sequence?: number },
): Promise<number> {
  const bySlot = new Map<number, RequestRow[]>();
  for (const one of traffic) {
    const rows = rowsOf(one, at.table);
    const toMs = at.nowMs - (one.to ? durationMs(one.to) : 0);
    for (
      let startMs = at.nowMs - durationMs(one.from);
      startMs < toMs;
      startMs += SLOT_MS
    ) {
      bySlot.set(startMs, [...(bySlot.get(startMs) ?? []), ...rows]);
    }
  }
  const slots = [...bySlot]
    .sort(([a], [b]) => a - b)
    .map(
      ([startMs, requests]): Slot => ({
        startMs,
        durationMs: SLOT_MS,
        coversFromMs: startMs,
        coversThroughMs: startMs + SLOT_MS,
        requests,
        nodes: [],
      }),
    );
  let sequence = at.sequence ?? 0;
  for (let i = 0; i < slots.length; i += 100) {
    sequence += 1;
    const part = slots.slice(i, i + 100);
    await agent.push({ sequence, digest: digestOf(part), slots: part });
  }
  return sequence;
}

function rowsOf(
  { service, edge, per30s }: Traffic,
  table: RouteTable,
): RequestRow[] {
  if (edge) {
    const count = (codes: [string, number][]) =>
      codes.reduce((sum, [, one]) => sum + one, 0);
    const codes = Object.entries(per30s);
    return [
      {
        series: { kind: 'edge', ...edge },
        codes: per30s,
        methods: {},
        mesh: {
          started: count(codes),
          failed: count(codes.filter(([code]) => code.startsWith('5'))),
          secured: 0,
        },
      },
    ];
  }
  const counters = new Map(
    Object.entries(per30s).map(([code, count]) => [
      JSON.stringify(['service', service, code, 'GET', 'http']),
      count,
    ]),
  );
  return [...toRequestRows({ counters, histograms: new Map() }, table)];
}
