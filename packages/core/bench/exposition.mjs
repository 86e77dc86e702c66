/**
 * How fast expositions are read: 50 MB of Traefik and Linkerd-like series, a first read and the
 * steady ones after it, against peers that are measured in the same run.
 *
 * Run from the repository's root: `node packages/core/bench/exposition.mjs [megabytes]`.
 */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
const { createExpositionReader } = require('../src/index.ts');

const isSmall = process.env.ATLHYPER_BENCH_SMALL === '1';
const megabytes = Number(process.argv[2] ?? (isSmall ? 2 : 50));
const TRAEFIK_BOUNDS = ['0.1', '0.3', '1.2', '5', '+Inf'];
const LINKERD_BOUNDS =
  '1,2,3,4,5,10,20,30,40,50,100,200,300,400,500,1000,2000,3000,4000,5000,10000,20000,30000,40000,50000,+Inf'.split(
    ',',
  );

/** The same text for the same size; `step` moves every value on. */
function buildExposition(sizeBytes, step) {
  const parts = [];
  let size = 0;
  const add = line => {
    parts.push(line);
    size += line.length + 1;
  };
  for (let service = 0; size < sizeBytes; service++) {
    addTraefik(add, service, step);
    addLinkerd(add, service, step);
  }
  return new TextEncoder().encode(`${parts.join('\n')}\n`);
}

function addTraefik(add, service, step) {
  const name = `shop-web-${service}-a1b2c3d4e5f6a7b8c9d0@kubernetescrd`;
  for (const code of ['200', '404', '503']) {
    const labels = `code="${code}",method="GET",protocol="http",service="${name}"`;
    add(`traefik_service_requests_total{${labels}} ${service * 31 + step * 7}`);
    TRAEFIK_BOUNDS.forEach((le, i) =>
      add(
        `traefik_service_request_duration_seconds_bucket{${labels},le="${le}"} ${
          service * 31 + step * 7 + i
        }`,
      ),
    );
    add(
      `traefik_service_request_duration_seconds_sum{${labels}} ${
        (service * 31 + step * 7) / 7.3
      }`,
    );
    add(
      `traefik_service_request_duration_seconds_count{${labels}} ${
        service * 31 + step * 7 + 4
      }`,
    );
    add(
      `traefik_entrypoint_requests_total{code="${code}",entrypoint="web${service}",method="GET",protocol="http"} ${step}`,
    );
  }
}

function addLinkerd(add, service, step) {
  const labels = `direction="outbound",authority="web-${service}.shop.svc.cluster.local:8080",target_addr="10.42.0.${
    service % 250
  }:8080",dst_deployment="web-${service}",dst_namespace="shop",dst_service="web-${service}",tls="true",server_id="default.shop.serviceaccount.identity.linkerd.cluster.local"`;
  add(`request_total{${labels}} ${step + service}`);
  add(
    `response_total{${labels},status_code="200",classification="success"} ${
      step + service
    }`,
  );
  for (const le of LINKERD_BOUNDS)
    add(
      `response_latency_ms_bucket{${labels},status_code="200",le="${le}"} ${
        step + service
      }`,
    );
  add(
    `response_latency_ms_sum{${labels},status_code="200"} ${
      step * 9 + service
    }`,
  );
  add(
    `response_latency_ms_count{${labels},status_code="200"} ${step + service}`,
  );
}

/** What a reader of text does: lines, one pattern for a sample, one for its labels. */
function readByRegex(text, wanted, visit) {
  for (const line of text.split('\n')) {
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/.exec(line);
    if (!sample || !wanted.has(sample[1])) continue;
    const labels = {};
    for (const [, key, value] of (sample[2] ?? '').matchAll(
      /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g,
    ))
      labels[key] = value;
    visit(sample[1], labels, Number(sample[3]));
  }
}

const say = text => process.stdout.write(`${text}\n`);

const METRICS = [
  'traefik_service_requests_total',
  'traefik_service_request_duration_seconds_bucket',
  'traefik_service_request_duration_seconds_sum',
  'traefik_service_request_duration_seconds_count',
  'request_total',
  'response_total',
  'response_latency_ms_bucket',
  'response_latency_ms_sum',
  'response_latency_ms_count',
];

function measure(sizeBytes, run) {
  const start = performance.now();
  const samples = run();
  const seconds = (performance.now() - start) / 1000;
  return { rate: sizeBytes / 1e6 / seconds, samples };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function print(name, rate, ours, samples) {
  const ratio = ours
    ? `   ours is ${(ours / rate).toFixed(1)} times as fast`
    : '';
  say(
    `${name.padEnd(34)} ${rate
      .toFixed(0)
      .padStart(6)} MB/s   ${samples} samples${ratio}`,
  );
}

const texts = [0, 1, 2, 3, 4, 5].map(step =>
  buildExposition(megabytes * 1e6, step),
);
const reader = createExpositionReader({ metrics: METRICS });
const rates = texts.map(bytes =>
  measure(bytes.length, () => {
    let samples = 0;
    const problems = reader.read(bytes, () => {
      samples += 1;
    });
    if (problems.length > 0) throw new Error(problems[0].message);
    return samples;
  }),
);
const steady = median(rates.slice(1).map(r => r.rate));
say(
  `${(texts[0].length / 1e6).toFixed(1)} MB, ${
    rates[0].samples
  } wanted samples`,
);
print('ours, first read', rates[0].rate, undefined, rates[0].samples);
print('ours, steady (median of 5)', steady, undefined, rates[1].samples);

const regex = measure(texts[0].length, () => {
  let samples = 0;
  readByRegex(new TextDecoder().decode(texts[0]), new Set(METRICS), () => {
    samples += 1;
  });
  return samples;
});
print('split and regular expressions', regex.rate, steady, regex.samples);

try {
  const parse = require('parse-prometheus-text-format');
  const part = texts[0].subarray(0, texts[0].lastIndexOf(10, 10e6) + 1);
  const peer = measure(
    part.length,
    () => parse(new TextDecoder().decode(part)).length,
  );
  print('parse-prometheus-text-format', peer.rate, steady, peer.samples);
} catch {
  say('parse-prometheus-text-format is not installed: left out');
}
