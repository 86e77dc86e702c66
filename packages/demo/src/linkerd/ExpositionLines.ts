export type Labels = Record<string, string>;

/** Metrics of a proxy in the order in which it writes them. */
const FAMILIES: readonly (readonly [
  name: string,
  type: string,
  help: string,
])[] = [
  ['request_total', 'counter', 'Total count of HTTP requests.'],
  [
    'response_latency_ms',
    'histogram',
    "Elapsed times between a request's headers being received and its response stream completing",
  ],
  ['response_total', 'counter', 'Total count of HTTP responses.'],
  ['tcp_open_total', 'counter', 'Total count of opened connections'],
  [
    'process_start_time_seconds',
    'gauge',
    'Time that the process started (in seconds since the UNIX epoch)',
  ],
  ['proxy_build_info', 'gauge', 'Proxy build info'],
  [
    'outbound_http_route_request_duration_seconds',
    'histogram',
    'The time between request initialization and response completion.',
  ],
  [
    'outbound_http_route_request_statuses',
    'counter',
    'Completed request-response streams.',
  ],
];

/** The lines of an exposition, gathered in any order. */
export class ExpositionLines {
  private readonly byFamily = new Map<string, string[]>();

  /** `suffix` is what the samples of a family have behind its name, such as `_bucket`. */
  add(family: string, labels: Labels, value: number, suffix = ''): void {
    const text = Object.entries(labels)
      .map(([label, of]) => `${label}="${of}"`)
      .join(',');
    const lines = this.byFamily.get(family) ?? [];
    lines.push(`${family}${suffix}${text && `{${text}}`} ${value}`);
    this.byFamily.set(family, lines);
  }

  print(): string {
    return FAMILIES.filter(([name]) => this.byFamily.has(name))
      .map(([name, type, help]) =>
        [
          `# HELP ${name} ${help}`,
          `# TYPE ${name} ${type}`,
          ...this.byFamily.get(name)!,
          '',
        ].join('\n'),
      )
      .join('');
  }
}
