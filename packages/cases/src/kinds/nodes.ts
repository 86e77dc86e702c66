import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectNodeSnapshot } from '@atlhyper/agent/src/collector/collectNodeSnapshot';
import { createTemperatureReader } from '@atlhyper/agent/src/collector/readers/temperature';
import {
  createExporterReader,
  ExporterScrape,
} from '@atlhyper/agent/src/nodes/exporter/ExporterScrape';
import { NodeExporterMapper } from '@atlhyper/agent/src/nodes/exporter/NodeExporterMapper';
import { toNodeRow } from '@atlhyper/agent/src/nodes/NodeRegistry';
import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { StackAgent, withStack } from './stack';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

/** Kind `sysfs`. */
export async function runSysfs({ files }: { files: Record<string, string> }) {
  const root = mkdtempSync(join(tmpdir(), 'case-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const snapshot = await collectNodeSnapshot({
      node: 'n1',
      readers: [createTemperatureReader({ sys: join(root, 'sys') })],
      timestampMs: NOW_MS,
      monotonicMs: 0,
    });
    return await judge(snapshot);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The node as the backend shows it, after its default rules held for as long as they have to. */
async function judge(snapshot: NodeSnapshot) {
  return withStack({ nowMs: NOW_MS, config: {} }, async stack => {
    const agent = await StackAgent.open(stack);
    for (let minute = 0; minute <= 30; minute++) {
      stack.time.nowMs = NOW_MS + minute * 60_000;
      await agent.push({
        nodes: [{ ...snapshot, timestampMs: stack.time.nowMs }],
      });
      await stack.monitor.run();
    }
    const fired = await stack.alerts.listNodeAlerts({ limit: 100 }, 'all');
    const alerts = fired.alerts.map(one => ({
      sensor: one.holder,
      celsius: one.value,
      limit: one.limit,
      severity: one.severity,
    }));
    const { summary } = await stack.nodes.listNodes({
      access: 'all',
      clusterId: 'prod',
    });
    const hottest = summary.maxTemperature;
    return {
      sensors: snapshot.temperature?.sensors.map(
        ({ chip, name, celsius }) => `${chip} ${name} ${celsius}`,
      ),
      cpuCelsius: snapshot.temperature?.cpuCelsius,
      hottest: hottest && `${hottest.sensor} ${hottest.celsius}`,
      alerts,
    };
  });
}

/** Kind `exporter`. */
export function runExporter(input: {
  scrapes: string[];
  secondsBetween?: number;
}) {
  const reader = createExporterReader();
  const mapper = new NodeExporterMapper();
  const snapshots = input.scrapes.map((body, i) => {
    const scrape = ExporterScrape.read(reader, Buffer.from(body));
    const elapsedMs = i * 1000 * (input.secondsBetween ?? 30);
    return mapper.map('n1', scrape, {
      nowMs: NOW_MS + elapsedMs,
      monotonicMs: elapsedMs,
    });
  });
  const snapshot = snapshots[snapshots.length - 1];
  const row = toNodeRow(snapshot).metrics;
  const physical = snapshot.networks?.filter(one => !one.virtual) ?? [];
  const sum = (
    direction: 'receiveBytesPerSecond' | 'transmitBytesPerSecond',
  ) => physical.reduce((total, one) => total + (one[direction] ?? 0), 0);
  return {
    interfaces: Object.fromEntries(
      (snapshot.networks ?? []).map(({ interface: name, ...rest }) => [
        name,
        rest,
      ]),
    ),
    nodeReceiveBytesPerSecond: sum('receiveBytesPerSecond'),
    nodeTransmitBytesPerSecond: sum('transmitBytesPerSecond'),
    keptReceiveBytesPerSecond: row.networkReceiveBytesPerSecond?.sum,
    keptTransmitBytesPerSecond: row.networkTransmitBytesPerSecond?.sum,
  };
}
