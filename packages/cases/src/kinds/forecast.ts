import { toNodeRow } from '@atlhyper/agent/src/nodes/NodeRegistry';
import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { StackAgent, withStack } from './stack';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Slots of one push. */
const PER_PUSH = 240;

type Input = {
  now: string;
  days: number;
  filesystems: {
    mount: string;
    device: string;
    totalBytes: number;
    usedFractionAtStart: number;
    perDay: number;
  }[];
};

/** Kind `forecast`. */
export async function runForecast(input: Input) {
  const nowMs = Date.parse(input.now);
  return withStack({ nowMs, config: {} }, async stack => {
    const history = await StackAgent.open(stack, { role: 'backfill' });
    const hours = input.days * 24;
    const slots = Array.from({ length: hours }, (_, i) => {
      const startMs = nowMs - (hours - i) * HOUR_MS;
      return {
        startMs,
        durationMs: HOUR_MS as 3_600_000,
        coversFromMs: startMs,
        coversThroughMs: startMs + HOUR_MS,
        requests: [],
        nodes: [toNodeRow(snapshotAt(input, startMs))],
      };
    });
    for (let from = 0; from < hours; from += PER_PUSH) {
      const part = slots.slice(from, from + PER_PUSH);
      await history.pushSlots(1 + from / PER_PUSH, part);
    }
    const live = await StackAgent.open(stack);
    await live.push({ nodes: [snapshotAt(input, nowMs)] });
    const { nodes } = await stack.forecasts.getCapacity({ access: 'all', clusterId: 'prod' });
    const disk = nodes[0].forecasts.find(one => one.resource === 'disk')!;
    const { mount, state, perDayFraction, full } = disk;
    return {
      forecast: {
        mount,
        state,
        perDay: perDayFraction?.estimate,
        fullInDays: full && (full.expectedMs - nowMs) / DAY_MS,
      },
    };
  });
}

function snapshotAt(input: Input, atMs: number): NodeSnapshot {
  const startMs = Date.parse(input.now) - input.days * DAY_MS;
  return {
    node: 'n1',
    timestampMs: atMs,
    filesystems: input.filesystems.map(one => {
      const { mount, device, totalBytes, usedFractionAtStart, perDay } = one;
      const used = usedFractionAtStart + (perDay * (atMs - startMs)) / DAY_MS;
      const usedBytes = Math.round(totalBytes * used);
      const availableBytes = totalBytes - usedBytes;
      const fsType = 'ext4';
      return { mount, device, fsType, totalBytes, usedBytes, availableBytes };
    }),
  };
}
