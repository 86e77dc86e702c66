import {
  slotSchema,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { readScenario } from '../scenario/readScenario';
import { truthForWindow } from '../truth/Truth';
import type { World } from '../truth/World';
import { generateHistory } from './generateHistory';

const DAY_MS = 86_400_000;
const startMs = Date.UTC(2026, 10, 18, 12, 13, 47, 123);
const world: World = { scenario: readScenario(), seed: 5, startMs };

function generate(days: number): Slot[] {
  return [
    ...generateHistory({
      world,
      fromMs: startMs - days * DAY_MS,
      toMs: startMs,
      diskUsedFraction: 0.4,
    }),
  ];
}

describe('generateHistory', () => {
  const slots = generate(9);

  it('gives slots that the wire takes', () => {
    const refused = slots.filter(slot => !slotSchema.safeParse(slot).success);
    expect(refused).toEqual([]);
  });

  it('covers the time without hole or overlap: hours, then 5 minutes, then what is left', () => {
    for (let i = 1; i < slots.length; i++) {
      expect(slots[i].startMs).toBe(
        slots[i - 1].startMs + slots[i - 1].durationMs,
      );
      expect(slots[i].durationMs).toBeLessThanOrEqual(slots[i - 1].durationMs);
    }
    const count = (durationMs: number) =>
      slots.filter(s => s.durationMs === durationMs).length;
    // From 13:00 nine days before to 12:00 seven days before, to 12:10, to 12:13:30.
    expect([count(3_600_000), count(300_000), count(30_000)]).toEqual([
      47,
      7 * 288 + 2,
      7,
    ]);
    for (const slot of slots) {
      expect(slot.coversFromMs).toBe(slot.startMs);
      expect(slot.coversThroughMs).toBe(slot.startMs + slot.durationMs);
    }
  });

  it('holds exactly what was requested', () => {
    const fromMs = slots[0].startMs;
    const last = slots[slots.length - 1];
    const toMs = last.startMs + last.durationMs;
    const rows = slots
      .flatMap(slot => slot.requests)
      .filter(
        ({ series }) =>
          series.kind === 'route' &&
          series.host === 'shop.example.com' &&
          series.path === '/api',
      );
    const truth = truthForWindow(world, {
      host: 'shop.example.com',
      path: '/api',
      fromMs,
      toMs,
    });
    const codes: Record<string, number> = {};
    for (const row of rows) {
      for (const [code, n] of Object.entries(row.codes))
        codes[code] = (codes[code] ?? 0) + n;
    }
    expect(codes).toEqual(truth.codes);
    const counts = truth.latency.counts.map((_, i) =>
      rows.reduce((sum, row) => sum + row.latency!.counts[i], 0),
    );
    expect(counts).toEqual(truth.latency.counts);
  });

  it('counts what cannot be told apart once, and keeps what no object names', () => {
    const kinds = slots[slots.length - 10].requests.map(row => row.series);
    expect(
      kinds
        .filter(s => s.kind === 'shared')
        .map(s => s.service)
        .sort(),
    ).toEqual([
      'id.example.com/* + login.example.com/*',
      'media-gallery-http@kubernetes',
    ]);
    expect(kinds).toContainEqual({ kind: 'unmapped', service: 'webhook@file' });
    expect(
      kinds.some(s => s.kind === 'route' && s.host === 'legacy.example.com'),
    ).toBe(false);
    // Ten routes of their own, two shared services and one that nothing names.
    expect(kinds.filter(s => s.kind !== 'edge')).toHaveLength(13);
  });

  it('has as many samples of every node as a collector takes', () => {
    for (const slot of [slots[0], slots[200], slots[slots.length - 1]]) {
      expect(slot.nodes.map(n => n.node)).toEqual(
        world.scenario.nodes.map(n => n.name),
      );
      for (const { metrics } of slot.nodes) {
        for (const aggregate of Object.values(metrics)) {
          expect(aggregate!.count).toBe(slot.durationMs / 5_000);
          expect(aggregate!.sum / aggregate!.count).toBeLessThanOrEqual(
            aggregate!.max * (1 + 1e-12),
          );
        }
      }
    }
  });

  it('says the same again', () => {
    expect(generate(1)).toEqual(generate(1));
  });
});
