import type { TraefikCount } from './TraefikCounters';

/** One metric of an exposition with all its lines. */
export type MetricFamily = {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  lines: string[];
};

/** The text that `/metrics` answers with, families by name as the Go client orders them. */
export function printExposition(families: readonly MetricFamily[]): string {
  return [...families]
    .filter(family => family.lines.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, help, type, lines }) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join(
        '\n',
      ),
    )
    .join('');
}

/** `requests_total` and `request_duration_seconds` of services, routers or entry points. */
export function requestFamilies(
  scope: 'service' | 'router' | 'entrypoint',
  boundsMs: readonly number[],
  entries: readonly {
    labels: Record<string, string>;
    counts: readonly TraefikCount[];
  }[],
): MetricFamily[] {
  const where = `on ${
    scope === 'entrypoint' ? 'an' : 'a'
  } ${scope}, partitioned by status code, protocol, and method.`;
  const requests = `traefik_${scope}_requests_total`;
  const duration = `traefik_${scope}_request_duration_seconds`;
  const counterLines: string[] = [];
  const histogramLines: string[] = [];
  for (const { labels, counts } of entries) {
    for (const count of counts) {
      const text = printLabels({
        ...labels,
        code: count.code,
        method: count.method,
        protocol: 'http',
      });
      counterLines.push(`${requests}{${text}} ${printNumber(count.total)}`);
      histogramLines.push(...histogramOf(duration, text, boundsMs, count));
    }
  }
  return [
    {
      name: requests,
      help: `How many HTTP requests processed ${where}`,
      type: 'counter',
      lines: counterLines,
    },
    {
      name: duration,
      help: `How long it took to process the request ${where}`,
      type: 'histogram',
      lines: histogramLines,
    },
  ];
}

function histogramOf(
  name: string,
  labels: string,
  boundsMs: readonly number[],
  count: TraefikCount,
): string[] {
  let cumulative = 0;
  const buckets = count.buckets.map((n, i) => {
    cumulative += n;
    const le = i < boundsMs.length ? String(boundsMs[i] / 1000) : '+Inf';
    return `${name}_bucket{${labels},le="${le}"} ${printNumber(cumulative)}`;
  });
  return [
    ...buckets,
    `${name}_sum{${labels}} ${printNumber(count.sumSeconds)}`,
    `${name}_count{${labels}} ${printNumber(count.total)}`,
  ];
}

function printLabels(labels: Record<string, string>): string {
  return Object.keys(labels)
    .sort()
    .map(name => `${name}="${labels[name].replace(/[\\"]/g, '\\$&')}"`)
    .join(',');
}

/** Large numbers with an exponent, as Go's `%g` prints them. */
export function printNumber(value: number): string {
  const text = String(value);
  if (
    Math.abs(value) < 1e21 &&
    !(Number.isInteger(value) && Math.abs(value) >= 1e6)
  )
    return text;
  const [mantissa, exponent] = value.toExponential().split('e');
  const sign = exponent[0];
  return `${mantissa}e${sign}${exponent.slice(1).padStart(2, '0')}`;
}
