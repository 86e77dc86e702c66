import { readFileSync } from 'node:fs';
import { createExpositionReader, type ExpositionSeries } from '@atlhyper/core';
import { ScrapeBuilder } from '../../agent/ScrapeBuilder';
import type { AgentConfig } from '../../config/schema';
import { openRequest } from '../../http/openRequest';
import { readBody } from '../../http/readBody';
import { MESH_METRICS } from './meshSeries';
import { meshSelectors } from './meshSelectors';

export const PROCESS_START = 'process_start_time_seconds';

/** Visits all samples there are now; a series is the same object every time. */
export type SampleFetcher = (
  signal: AbortSignal,
  visit: (
    series: Pick<ExpositionSeries, 'name' | 'labels'>,
    value: number,
  ) => void,
) => Promise<void>;

type Config = AgentConfig['slo']['linkerd'];

const MAX_ERROR_CHARS = 300;
const ACCEPT = 'text/plain;version=0.0.4';

/** The fetcher of a source that is asked by a URL. */
export function createFetcher(config: Config): SampleFetcher {
  const url = config.metrics_url!;
  switch (config.source) {
    case 'federate': {
      const target = new URL(withPath(url, '/federate'));
      meshSelectors(config).forEach(selector =>
        target.searchParams.append('match[]', selector),
      );
      return createTextFetcher(config, target);
    }
    case 'query':
      return createQueryFetcher(
        config,
        new URL(withPath(url, '/api/v1/query')),
      );
    default:
      return createTextFetcher(config, new URL(url));
  }
}

function createTextFetcher(config: Config, url: URL): SampleFetcher {
  const reader = createExpositionReader({
    metrics: [PROCESS_START, ...MESH_METRICS],
    // Left out, a series would look evicted.
    visitNaN: true,
  });
  return async (signal, visit) => {
    const body = await request(config, url, signal, { accept: ACCEPT });
    ScrapeBuilder.refuse(reader.read(body, visit));
  };
}

/** Instant queries: https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
function createQueryFetcher(config: Config, url: URL): SampleFetcher {
  const query = meshSelectors(config).join(' or ');
  const form = new URLSearchParams({ query }).toString();
  let known = new Map<string, Pick<ExpositionSeries, 'name' | 'labels'>>();
  return async (signal, visit) => {
    const body = await request(config, url, signal, {
      accept: 'application/json',
      form,
    });
    const present: typeof known = new Map();
    for (const { metric, value } of parseVector(body)) {
      const text = JSON.stringify(metric);
      const { __name__: name, ...labels } = metric;
      const series = known.get(text) ?? { name, labels };
      present.set(text, series);
      visit(series, Number(value[1]));
    }
    known = present;
  };
}

type Sample = {
  metric: Record<string, string>;
  value: [timeSeconds: number, value: string];
};

function parseVector(body: Buffer): Sample[] {
  const answer = JSON.parse(body.toString('utf8')) as {
    data?: { resultType?: unknown; result?: unknown };
  };
  if (
    answer.data?.resultType !== 'vector' ||
    !Array.isArray(answer.data.result)
  ) {
    throw new Error('the answer is no instant vector of a Prometheus');
  }
  return answer.data.result;
}

async function request(
  config: Config,
  url: URL,
  signal: AbortSignal,
  { accept, form }: { accept: string; form?: string },
): Promise<Buffer> {
  const token = config.token_file
    ? readFileSync(config.token_file, 'utf8').trim()
    : undefined;
  const message = await openRequest({
    url,
    method: form === undefined ? 'GET' : 'POST',
    body: form,
    headers: {
      accept,
      'accept-encoding': 'gzip',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(form !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(Buffer.byteLength(form)),
      }),
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(config.timeout)]),
  });
  const body = await readBody(message, config.body_limit_bytes);
  if (message.statusCode !== 200) {
    const reason = body.toString('utf8').slice(0, MAX_ERROR_CHARS).trim();
    throw new Error(
      `status ${message.statusCode}${reason ? `: ${reason}` : ''}`,
    );
  }
  return body;
}

function withPath(url: string, path: string): string {
  return new URL(url).pathname.endsWith(path) ? url : `${url}${path}`;
}
