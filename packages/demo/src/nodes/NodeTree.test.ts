import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeSnapshotSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import { collectNodeSnapshot, createReaders } from '@atlhyper/agent';
import { readScenario } from '../scenario/readScenario';
import { nodeUsage } from '../truth/nodeUsage';
import { NodeTree } from './NodeTree';

const startMs = Date.UTC(2026, 10, 18, 12, 0, 0);
const world = { scenario: readScenario(), seed: 1, startMs };
const [, node] = world.scenario.nodes;

describe('NodeTree', () => {
  const dir = mkdtempSync(join(tmpdir(), 'node-tree-'));
  const tree = new NodeTree(world, node, join(dir, node.name), startMs);
  const read = (path: string) => readFileSync(join(tree.procDir, path), 'utf8');
  const cpuOf = (line: string) => line.trim().split(/\s+/).slice(1).map(Number);

  beforeAll(() => tree.create(startMs));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('has one line per core that add up to the first', () => {
    const lines = read('stat')
      .split('\n')
      .filter(line => line.startsWith('cpu'));
    expect(lines).toHaveLength(node.cores + 1);
    const [all, ...cores] = lines.map(cpuOf);
    expect(
      cores[0].map((_, field) =>
        cores.reduce((sum, core) => sum + core[field], 0),
      ),
    ).toEqual(all);
  });

  it('moves its counters with the time and its usage', () => {
    const before = cpuOf(read('stat').split('\n')[0]);
    const laterMs = startMs + 5_000;
    tree.refresh(laterMs);
    const moved = cpuOf(read('stat').split('\n')[0]).map(
      (count, i) => count - before[i],
    );
    // 100 jiffies per second and core, less what rounding takes from each of four counters.
    const total = moved.reduce((a, b) => a + b, 0);
    expect(Math.abs(total - 500 * node.cores)).toBeLessThanOrEqual(
      4 * node.cores,
    );
    const used = (moved[0] + moved[2]) / total;
    expect(
      Math.abs(used - nodeUsage(world, node, laterMs).cpuFraction),
    ).toBeLessThan(0.06);
    expect(Number(read('uptime').split(' ')[0])).toBeGreaterThan(12 * 86_400);
  });

  it('looks as a kernel shows itself', () => {
    expect(read('meminfo')).toMatch(
      /^MemTotal: {7}33554432 kB\nMemFree: +\d+ kB\nMemAvailable: +\d+ kB\n/,
    );
    expect(read('loadavg')).toMatch(
      /^\d+\.\d\d \d+\.\d\d \d+\.\d\d \d+\/\d+ \d+\n$/,
    );
    expect(read('net/dev').split('\n')[3]).toMatch(
      /^ {2}eth0: \d+ \d+ 0 0 0 0 0 0 \d+ \d+ 0 0 0 0 0 0$/,
    );
    expect(read('mounts')).toContain('/dev/vda1 / ext4 ');
    expect(read('sys/kernel/osrelease')).toBe('6.1.0-demo\n');
    expect(readdirSync(join(tree.sysDir, 'class/net')).sort()).toEqual([
      'cni0',
      'eth0',
      'lo',
    ]);
    expect(realpathSync(join(tree.sysDir, 'class/net/cni0'))).toContain(
      '/devices/virtual/',
    );
    expect(realpathSync(join(tree.sysDir, 'class/net/eth0'))).not.toContain(
      '/virtual/',
    );
  });

  it('lets the real collector find every group, with what the node does', async () => {
    const readers = createReaders({
      proc: tree.procDir,
      sys: tree.sysDir,
      root: tree.rootDir,
    });
    const atMs = startMs + 60_000;
    const collect = (timestampMs: number) => {
      tree.refresh(timestampMs);
      return collectNodeSnapshot({
        node: node.name,
        readers,
        timestampMs,
        monotonicMs: timestampMs,
      });
    };
    await collect(atMs);
    const snapshot = await collect(atMs + 5_000);
    const usage = nodeUsage(world, node, atMs + 5_000);
    expect(nodeSnapshotSchema.parse(snapshot)).toEqual(snapshot);
    expect(snapshot.problems?.map(p => p.reader) ?? []).not.toEqual(
      expect.arrayContaining(['disks', 'processes', 'temperature']),
    );
    expect(snapshot.disks?.map(d => d.device)).toEqual(['vda']);
    const [disk] = snapshot.disks!;
    expect(disk.writeBytesPerSecond! / usage.writeBytesPerSecond).toBeCloseTo(
      1,
      2,
    );
    expect(disk.busyFraction).toBeCloseTo(usage.diskBusyFraction, 3);
    expect(snapshot.pressure?.io?.some.lastFraction).toBeCloseTo(
      usage.ioStallFraction,
      5,
    );
    expect(snapshot.temperature?.cpuCelsius).toBeCloseTo(usage.cpuCelsius, 2);
    expect(snapshot.tcp?.established).toBe(usage.connections);
    expect(snapshot.tcp?.retransmitsPerSecond).toBeCloseTo(
      usage.retransmitsPerSecond,
      0,
    );
    expect(snapshot.softnet?.processedPerSecond).toBeGreaterThan(0);
    expect(snapshot.kernelLimits?.conntrack?.limit).toBe(262_144);
    const [busiest] = snapshot.processes!.topByCpu!;
    expect(busiest).toMatchObject({ name: 'java', userId: 1000 });
    expect(
      Math.abs(busiest.cpuCores! - usage.cpuFraction * node.cores * 0.31),
    ).toBeLessThan(0.01);
    // The file system is that of the disk which holds the tree; its disk is the generated one.
    expect(snapshot.filesystems?.map(f => [f.mount, f.disk])).toEqual([
      ['/', 'vda'],
    ]);
  });

  it('leaves no half-written file behind', () => {
    const files = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    expect(files.filter(file => file.endsWith('.new'))).toEqual([]);
  });
});
