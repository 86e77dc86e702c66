import { createServer } from 'node:http';
import { listen } from '../listen';
import type { Truth } from '../truth/Truth';
import {
  printExposition,
  printNumber,
  requestFamilies,
  type MetricFamily,
} from './exposition';
import type { TraefikCounters } from './TraefikCounters';
import {
  traefikRouters,
  traefikServices,
  type TraefikSeries,
} from './traefikSeries';

export type TraefikServerOptions = {
  truth: Truth;
  counters: TraefikCounters;
  replica: number;
  startMs: number;
  routerSeries: boolean;
  now: () => number;
};

/** One replica of Traefik, as far as its `/metrics` on a loopback port. */
export class TraefikServer {
  port = 0;
  private readonly services: TraefikSeries[];
  private readonly routers: TraefikSeries[];
  private readonly server = createServer((req, res) => {
    if (req.method !== 'GET' || req.url?.split('?')[0] !== '/metrics') {
      res.writeHead(404, { 'Content-Type': 'text/plain' });
      res.end('404 page not found\n');
      return;
    }
    res.writeHead(200, {
      'Content-Type':
        'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
    });
    res.end(this.print(this.options.now()));
  });

  constructor(private readonly options: TraefikServerOptions) {
    const { scenario } = options.truth.world;
    this.services = traefikServices(scenario);
    this.routers = options.routerSeries ? traefikRouters(scenario) : [];
  }

  async start(port = 0): Promise<void> {
    this.port = await listen(this.server, port);
  }

  async stop(): Promise<void> {
    await new Promise(resolve => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  /** What `/metrics` answers at a time. */
  print(nowMs: number): string {
    const { counters, replica, truth } = this.options;
    const bounds = truth.world.scenario.latencyBoundsMs;
    const countsOf = (series: TraefikSeries) =>
      counters.at(nowMs, series, replica);
    const all = {
      name: 'websecure',
      contributions: this.services.flatMap(series => series.contributions),
    };
    return printExposition([
      ...processFamilies(this.options.startMs, nowMs),
      ...requestFamilies('entrypoint', bounds, [
        { labels: { entrypoint: 'websecure' }, counts: countsOf(all) },
      ]),
      ...requestFamilies(
        'router',
        bounds,
        this.routers.map(series => ({
          labels: { router: series.name, service: series.service ?? '' },
          counts: countsOf(series),
        })),
      ),
      ...requestFamilies(
        'service',
        bounds,
        this.services.map(series => ({
          labels: { service: series.name },
          counts: countsOf(series),
        })),
      ),
    ]);
  }
}

// eslint-disable-next-line max-lines-per-function -- a list of families as Traefik writes them
function processFamilies(startMs: number, nowMs: number): MetricFamily[] {
  const seconds = Math.max(0, nowMs - startMs) / 1000;
  const single = (
    name: string,
    type: 'counter' | 'gauge',
    help: string,
    value: number,
  ): MetricFamily => ({
    name,
    type,
    help,
    lines: [`${name} ${printNumber(value)}`],
  });
  return [
    single(
      'go_goroutines',
      'gauge',
      'Number of goroutines that currently exist.',
      118,
    ),
    {
      name: 'go_info',
      type: 'gauge',
      help: 'Information about the Go environment.',
      lines: ['go_info{version="go1.23.4"} 1'],
    },
    single(
      'go_memstats_alloc_bytes',
      'gauge',
      'Number of bytes allocated in heap and currently in use.',
      33_812_480,
    ),
    single(
      'process_cpu_seconds_total',
      'counter',
      'Total user and system CPU time spent in seconds.',
      Math.floor(seconds * 4) / 100,
    ),
    single('process_open_fds', 'gauge', 'Number of open file descriptors.', 64),
    single(
      'process_resident_memory_bytes',
      'gauge',
      'Resident memory size in bytes.',
      121_634_816,
    ),
    single(
      'process_start_time_seconds',
      'gauge',
      'Start time of the process since unix epoch in seconds.',
      startMs / 1000,
    ),
    single(
      'traefik_config_last_reload_success',
      'gauge',
      'Last config reload success',
      Math.floor(startMs / 1000),
    ),
    single('traefik_config_reloads_total', 'counter', 'Config reloads', 7),
    {
      name: 'traefik_open_connections',
      type: 'gauge',
      help: 'How many open connections exist, by entryPoint and protocol',
      lines: [
        'traefik_open_connections{entrypoint="websecure",protocol="TCP"} 23',
      ],
    },
  ];
}
