import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian's package "prometheus" puts it, unless `npm test` says otherwise. */
const BINARY = process.env.ATLHYPER_PROMETHEUS ?? '/usr/bin/prometheus';
/** In real time: the time of the samples is written in what is scraped. */
const SCRAPE_INTERVAL = '250ms';
const READY_TRIES = 300;
const READY_PAUSE_MS = 100;

type Vector = Map<string, number>;

/** A Prometheus of its own with nothing stored, in a folder that goes away with it. */
export class PrometheusServer {
  static readonly isInstalled = existsSync(BINARY);

  private constructor(
    private readonly child: ChildProcess,
    private readonly directory: string,
    private readonly url: string,
  ) {}

  /** Scrapes `<origin>/<pod>` for every pod, with the label `pod`. Free of other work until then. */
  static async start(
    origin: string,
    pods: readonly string[],
  ): Promise<PrometheusServer> {
    const directory = mkdtempSync(join(tmpdir(), 'atlhyper-prometheus-'));
    const config = join(directory, 'prometheus.yml');
    writeFileSync(config, JSON.stringify(toConfig(origin, pods)));
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(
      BINARY,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const server = new PrometheusServer(child, directory, `http://${address}`);
    process.once('exit', server.kill);
    await server.untilReady();
    return server;
  }

  async stop(): Promise<void> {
    process.off('exit', this.kill);
    const exited = new Promise(resolve => {
      this.child.once('exit', resolve);
    });
    if (this.child.exitCode === null && this.kill()) await exited;
    rmSync(this.directory, { recursive: true, force: true });
  }

  async version(): Promise<string> {
    return (await this.get('status/buildinfo')).data.version;
  }

  /** An instant query; values by the text of the labels' values, in the order of their names. */
  async vector(query: string, atMs: number): Promise<Vector> {
    const time = (atMs / 1000).toFixed(3);
    const { data } = await this.get('query', { query, time });
    return new Map(
      data.result.map(
        ({ metric, value }: { metric: object; value: [number, string] }) => [
          Object.entries(metric)
            .filter(([name]) => name !== '__name__')
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([, text]) => text)
            .join(' '),
          Number(value[1]),
        ],
      ),
    );
  }

  /** An instant query with one answer at most; `undefined` for none. */
  async value(query: string, atMs: number): Promise<number | undefined> {
    const [value, ...others] = (await this.vector(query, atMs)).values();
    if (others.length > 0) throw new Error(`several values for ${query}`);
    return value;
  }

  private readonly kill = () => this.child.kill('SIGKILL');

  private async get(path: string, query: Record<string, string> = {}) {
    const parameters = new URLSearchParams(query);
    const response = await fetch(`${this.url}/api/v1/${path}?${parameters}`);
    const answer = await response.json();
    if (answer.status !== 'success') throw new Error(answer.error);
    return answer;
  }

  private async untilReady(): Promise<void> {
    for (let i = 0; i < READY_TRIES && this.child.exitCode === null; i++) {
      const response = await fetch(`${this.url}/-/ready`).catch(() => {});
      if (response?.ok) return;
      await new Promise(resolve => {
        setTimeout(resolve, READY_PAUSE_MS);
      });
    }
    await this.stop();
    throw new Error('Prometheus did not start');
  }
}

/** YAML takes JSON. Times in the exposition are taken as they are. */
function toConfig(origin: string, pods: readonly string[]) {
  return {
    scrape_configs: [
      {
        job_name: 'demo',
        scrape_interval: SCRAPE_INTERVAL,
        scrape_timeout: SCRAPE_INTERVAL,
        honor_timestamps: true,
        static_configs: pods.map(pod => ({
          targets: [new URL(origin).host],
          labels: { pod, __metrics_path__: `/${pod}` },
        })),
      },
    ],
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
