import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const BOUNDS_MS = [1, 10, 100, 1000];

type Labels = Record<string, string>;
type Series = { name: string; labels: Labels; value: number };

/** A mesh proxy whose truth is known: it counts the calls that the test makes through it. */
export class FakeProxy {
  /** Answers with this status instead of metrics, or not at all. */
  failure: number | 'silent' | undefined;
  scrapes = 0;
  port = 0;
  private series = new Map<string, Series>();
  private readonly server: Server;

  constructor(public startedMs: number) {
    this.server = createServer((_request, response) => {
      this.scrapes += 1;
      if (this.failure === 'silent') return;
      if (this.failure) response.writeHead(this.failure).end();
      else response.end(this.exposition());
    });
  }

  async start(): Promise<number> {
    await new Promise<void>(resolve => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
    return this.port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => {
      this.server.close(resolve);
    });
  }

  /** Calls to `<namespace>/<service>`, answered by one of its pods. */
  call(
    to: string,
    calls: number,
    options: {
      code?: number;
      grpcStatus?: string;
      tls?: boolean;
      ms?: number;
      pod?: string;
      /** Calls that were never answered, beside the others. */
      lost?: number;
    } = {},
  ): void {
    const { code = 200, tls = true, ms = 5, pod = 'a', lost = 0 } = options;
    const [namespace, service] = to.split('/');
    const endpoint = {
      direction: 'outbound',
      authority: `${service}.${namespace}.svc.cluster.local:80`,
      target_addr: `10.0.0.${pod.charCodeAt(0)}:8080`,
      tls: tls ? 'true' : 'no_identity',
      dst_namespace: namespace,
      dst_service: service,
      dst_pod: `${service}-${pod}`,
    };
    this.count(endpoint, calls, lost, ms, {
      status_code: String(code),
      classification: this.isFailure(code, options.grpcStatus)
        ? 'failure'
        : 'success',
      grpc_status: options.grpcStatus ?? '',
      error: '',
    });
  }

  /** Requests that come in for a host, as an ingress's proxy sees them. */
  receive(authority: string, requests: number, code = 200): void {
    this.count(
      {
        direction: 'inbound',
        ...(authority && { authority }),
        target_addr: '0.0.0.0:8000',
        target_port: '8000',
        tls: 'true',
      },
      requests,
      0,
      5,
      {
        status_code: String(code),
        classification: this.isFailure(code) ? 'failure' : 'success',
      },
    );
  }

  /** A new process: counters begin at 0 again. */
  restart(startedMs: number): void {
    this.startedMs = startedMs;
    this.series = new Map();
  }

  /** The proxy forgets what was not used for a while. */
  evict(): void {
    this.series = new Map();
  }

  exposition(more: Labels = {}): string {
    return [
      {
        name: 'process_start_time_seconds',
        labels: {},
        value: this.startedMs / 1000,
      },
      ...this.series.values(),
    ]
      .map(({ name, labels, value }) => {
        const text = Object.entries({ ...labels, ...more })
          .map(([key, label]) => `${key}="${label}"`)
          .join(',');
        return `${name}${text && `{${text}}`} ${value}\n`;
      })
      .join('');
  }

  private isFailure(code: number, grpcStatus?: string): boolean {
    return (
      code >= 500 || ['2', '4', '13', '14', '15'].includes(grpcStatus ?? '')
    );
  }

  private count(
    endpoint: Labels,
    responses: number,
    lost: number,
    ms: number,
    answer: Labels,
  ): void {
    this.add('request_total', endpoint, responses + lost);
    if (responses === 0) return;
    this.add('response_total', { ...endpoint, ...answer }, responses);
    const { status_code } = answer;
    const histogram = { ...endpoint, status_code };
    for (const bound of [...BOUNDS_MS, Infinity]) {
      const le = bound === Infinity ? '+Inf' : String(bound);
      const within = ms <= bound ? responses : 0;
      this.add('response_latency_ms_bucket', { ...histogram, le }, within);
    }
    this.add('response_latency_ms_sum', histogram, responses * ms);
    this.add('response_latency_ms_count', histogram, responses);
  }

  private add(name: string, labels: Labels, value: number): void {
    const key = JSON.stringify([name, labels]);
    const known = this.series.get(key) ?? { name, labels, value: 0 };
    this.series.set(key, { ...known, value: known.value + value });
  }
}
