import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const BOUNDS = [0.1, 0.3, 1.2, 5];

type Series = {
  service: string;
  code: string;
  method: string;
  buckets: number[];
  sumSeconds: number;
  count: number;
};

/** A Traefik whose truth is known: it counts what the test sends through it. */
export class FakeTraefik {
  startedSeconds: number;
  /** Requests that were ever served, over all restarts. */
  truth = 0;
  /** Answers with this status instead of metrics. */
  failure: number | undefined;
  scrapes = 0;
  /** Called before each scrape is answered: traffic that comes just then. */
  onScrape: () => void = () => {};
  private series = new Map<string, Series>();
  private readonly server: Server;

  constructor(startedMs: number) {
    this.startedSeconds = startedMs / 1000;
    this.server = createServer((_request, response) => {
      this.scrapes += 1;
      this.onScrape();
      if (this.failure) {
        response.writeHead(this.failure).end();
        return;
      }
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(this.exposition()));
    });
  }

  async start(): Promise<number> {
    await new Promise<void>(resolve => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => {
      this.server.close(resolve);
    });
  }

  serve(
    service: string,
    requests: number,
    options: { code?: string; method?: string; seconds?: number } = {},
  ): void {
    const { code = '200', method = 'GET', seconds = 0.05 } = options;
    const key = `${service} ${code} ${method}`;
    let series = this.series.get(key);
    if (!series) {
      series = {
        service,
        code,
        method,
        buckets: BOUNDS.map(() => 0),
        sumSeconds: 0,
        count: 0,
      };
      this.series.set(key, series);
    }
    series.count += requests;
    series.sumSeconds += requests * seconds;
    BOUNDS.forEach((bound, i) => {
      if (seconds <= bound) series!.buckets[i] += requests;
    });
    this.truth += requests;
  }

  /** A new process: counters begin at 0 again. */
  restart(startedMs: number): void {
    this.startedSeconds = startedMs / 1000;
    this.series = new Map();
  }

  exposition(): string {
    const lines = [
      `process_start_time_seconds ${this.startedSeconds}`,
      'traefik_entrypoint_requests_total{code="200",entrypoint="web",method="GET",protocol="http"} 1e6',
    ];
    for (const s of this.series.values()) {
      const labels = `code="${s.code}",method="${s.method}",protocol="http",service="${s.service}"`;
      const histogram = 'traefik_service_request_duration_seconds';
      lines.push(`traefik_service_requests_total{${labels}} ${s.count}`);
      BOUNDS.forEach((bound, i) =>
        lines.push(
          `${histogram}_bucket{${labels},le="${bound}"} ${s.buckets[i]}`,
        ),
      );
      lines.push(
        `${histogram}_bucket{${labels},le="+Inf"} ${s.count}`,
        `${histogram}_sum{${labels}} ${s.sumSeconds}`,
        `${histogram}_count{${labels}} ${s.count}`,
      );
    }
    return `${lines.join('\n')}\n`;
  }
}
