import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  collectNodeSnapshot,
  createReaders,
} from '../../collector/collectNodeSnapshot';
import { NodeExporter } from '../../collector/testing/NodeExporter';
import { createExporterReader, ExporterScrape } from './ExporterScrape';
import { NodeExporterMapper } from './NodeExporterMapper';

jest.setTimeout(120_000);

const ROUNDS = 10;
const ROUND_MS = 1_500;
/** The two read one after the other, some milliseconds apart, of an interval of 1.5 s. */
const RELATIVE_DIFFERENCE = 0.1;

const binary = NodeExporter.find();
if (!binary) {
  process.stdout.write(
    'left out: node_exporter as a source (Debian package "prometheus-node-exporter", or set ATLHYPER_NODE_EXPORTER)\n',
  );
}

/**
 * Groups that the exporter does not give, and figures that it does not know; older ones leave out
 * the loopback. Averages of pressure are the kernel's there and computed here.
 */
const NOT_GIVEN =
  /^(networks\[lo\]|pressure\.cpu\.full|processes|problems|timestampMs|uptimeMs|cpu\.modelName|cpu\.frequencyMhz|disks\[\w+\]\.sizeBytes|pressure\.\w+\.\w+\.avg\d+Fraction)|^networks\[.*\]\.addresses/;

/** Every figure of a snapshot by its path; lists by what they hold, not by place. */
function flatten(value: unknown, path = ''): Map<string, unknown> {
  const figures = new Map<string, unknown>();
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const name = item?.mount ?? item?.device ?? item?.interface ?? index;
      flatten(item, `${path}[${name}]`).forEach((v, k) => figures.set(k, v));
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const below = path ? `${path}.${key}` : key;
      flatten(item, below).forEach((v, k) => figures.set(k, v));
    }
  } else {
    figures.set(path, value);
  }
  return figures;
}

/** /proc as the exporter sees it: it reads the network of its own namespace, ours that of process 1. */
function createProcView(): string {
  const view = mkdtempSync(join(tmpdir(), 'atlhyper-proc-'));
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) symlinkSync(join('/proc', name), join(view, name));
  }
  mkdirSync(join(view, '1'));
  symlinkSync('/proc/self/net', join(view, '1/net'));
  symlinkSync('/proc/1/mountinfo', join(view, '1/mountinfo'));
  return view;
}

/** Reads, writes, computes and sends, evenly, so that few figures are zero or jump. */
function startWork(dir: string): () => Promise<void> {
  let stopped = false;
  const server: Server = createServer((_, response) => response.end('x'));
  const done = (async () => {
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    while (!stopped) {
      writeFileSync(join(dir, 'work'), Buffer.alloc(500_000, 1), {
        flush: true,
      });
      await (await fetch(`http://127.0.0.1:${port}`)).text();
      await sleep(20);
    }
  })();
  return async () => {
    stopped = true;
    await done;
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  };
}

function agrees(ours: unknown, theirs: unknown): boolean {
  if (typeof ours !== 'number' || typeof theirs !== 'number') {
    return ours === theirs;
  }
  const difference = Math.abs(ours - theirs);
  return (
    difference <= RELATIVE_DIFFERENCE * Math.max(Math.abs(ours), 1e-9) ||
    // Shares of a moment, single packets and segments: counted in few units.
    difference <= 0.03
  );
}

(binary ? describe : describe.skip)('node_exporter as a source', () => {
  it('gives the snapshot that our collector gives of the same /proc', async () => {
    const proc = createProcView();
    const exporter = await NodeExporter.start(binary!, ['--collector.softnet']);
    const stopWork = startWork(proc);
    try {
      const readers = createReaders({ proc, sys: '/sys', root: '/' });
      const reader = createExporterReader();
      const mapper = new NodeExporterMapper();
      const sample = async () => {
        const [ours, theirs] = await Promise.all([
          collectNodeSnapshot({
            node: 'n',
            readers,
            timestampMs: Date.now(),
            monotonicMs: performance.now(),
          }),
          exporter.scrapeBytes().then(body =>
            mapper.map('n', ExporterScrape.read(reader, body), {
              nowMs: Date.now(),
              monotonicMs: performance.now(),
            }),
          ),
        ]);
        return { ours, theirs };
      };
      const agreed = new Set<string>();
      const differed = new Map<string, string>();
      let last: { ours: NodeSnapshot; theirs: NodeSnapshot } = await sample();
      for (let round = 0; round < ROUNDS; round += 1) {
        await sleep(ROUND_MS);
        last = await sample();
        const theirs = flatten(last.theirs);
        for (const [path, value] of flatten(last.ours)) {
          if (NOT_GIVEN.test(path)) continue;
          // The kernel's own text is of one moment each: one round of several must agree.
          if (agrees(value, theirs.get(path))) agreed.add(path);
          else differed.set(path, `${value} ≠ ${theirs.get(path)}`);
        }
        agreed.forEach(path => differed.delete(path));
        if (differed.size === 0) break;
      }
      expect(Object.fromEntries(differed)).toEqual({});
      // Every Linux gives these; a test that compares nothing would agree as well.
      expect(agreed.size).toBeGreaterThan(60);
      const extra = [...flatten(last.theirs).keys()].filter(
        path => !flatten(last.ours).has(path) && !NOT_GIVEN.test(path),
      );
      expect(extra).toEqual([]);
    } finally {
      await stopWork();
      await exporter.stop();
      rmSync(proc, { recursive: true });
    }
  });
});
