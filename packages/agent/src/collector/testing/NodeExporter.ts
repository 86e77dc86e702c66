import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const START_TRIES = 100;
const START_PAUSE_MS = 100;

/** Figures of one scrape by `name` or `name{label="value",…}`, as node_exporter writes them. */
export type Scrape = Map<string, number>;

/** A node_exporter to compare with; it runs as a child process on a free loopback port. */
export class NodeExporter {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  /** Where Debian puts it, unless `ATLHYPER_NODE_EXPORTER` says otherwise; `undefined` without one. */
  static find(): string | undefined {
    const binary =
      process.env.ATLHYPER_NODE_EXPORTER ?? '/usr/bin/prometheus-node-exporter';
    return existsSync(binary) ? binary : undefined;
  }

  static async start(
    binary: string,
    args: readonly string[],
  ): Promise<NodeExporter> {
    const port = await findFreePort();
    const child = spawn(
      binary,
      [`--web.listen-address=127.0.0.1:${port}`, ...args],
      { stdio: 'ignore' },
    );
    const exporter = new NodeExporter(
      child,
      `http://127.0.0.1:${port}/metrics`,
    );
    for (let tries = 0; ; tries += 1) {
      try {
        await exporter.scrape();
        return exporter;
      } catch (error) {
        if (tries >= START_TRIES || child.exitCode !== null) {
          child.kill();
          throw error;
        }
        await sleep(START_PAUSE_MS);
      }
    }
  }

  async scrape(): Promise<Scrape> {
    const text = await (await fetch(this.url)).text();
    return new Map(
      [...text.matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm)].map(
        ([, series, value]) => [series, Number(value)],
      ),
    );
  }

  /** The same as it arrives. */
  async scrapeBytes(): Promise<Uint8Array> {
    return new Uint8Array(await (await fetch(this.url)).arrayBuffer());
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise(resolve => {
      this.child.once('exit', resolve);
    });
    this.child.kill();
    await ended;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}
