import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ConfigError } from './ConfigError';
import { readAgentConfig, readMetricsConfig } from './readAgentConfig';
import { flagOf, SETTINGS, variableOf } from './settings';

describe('readAgentConfig', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-config-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const minimal = { cluster_id: 'prod', master_url: 'https://portal.example' };

  function read(
    file: object | string,
    options: {
      flags?: Record<string, string>;
      env?: Record<string, string>;
    } = {},
  ) {
    const path = join(directory, 'agent.yaml');
    writeFileSync(path, typeof file === 'string' ? file : stringify(file));
    return readAgentConfig({
      file: path,
      flags: options.flags ?? {},
      env: { ATLHYPER_TOKEN: 'from-env', ...options.env },
    });
  }

  function messageOf(act: () => unknown): string {
    try {
      act();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      return (error as Error).message;
    }
    throw new Error('nothing was thrown');
  }

  it('has the documented defaults', () => {
    expect(read(minimal)).toMatchObject({
      state_dir: '/var/lib/atlhyper-agent',
      slo: { enabled: false, collect_interval: 30_000 },
      metrics: {
        enabled: true,
        push_interval: 5_000,
        collect_interval: 30_000,
        namespaces: [],
        enable_node: true,
        enable_pod: true,
        enable_network: false,
        enable_custom: false,
        cache_retention: 300_000,
      },
      push: { interval: 15_000, heartbeat_interval: 15_000, timeout: 30_000 },
      sources: {
        traefik: {
          enabled: true,
          namespace: 'kube-system',
          pod_selector: 'app.kubernetes.io/name=traefik',
          path: '/metrics',
          via: 'pod',
          timeout: 10_000,
        },
      },
      leader_election: { enabled: false },
      log: { level: 'info' },
    });
  });

  describe('slo.linkerd', () => {
    const withMesh = (linkerd: object) => ({ ...minimal, slo: { linkerd } });

    it('is off, asks the proxies, and looks at all namespaces', () => {
      expect(read(minimal).slo.linkerd).toEqual({
        enabled: false,
        source: 'proxies',
        target_namespaces: [],
        traefik_namespace: 'kube-system',
        timeout: 10_000,
        body_limit_bytes: 67_108_864,
        via: 'pod',
        port: 4191,
      });
    });

    it('takes the block of the source documents, a URL alone for an exposition', () => {
      const { linkerd } = read(
        withMesh({
          enabled: true,
          metrics_url: 'http://metrics-api.linkerd-viz:8085/metrics',
          target_namespaces: ['atlhyper', 'atlantis'],
          traefik_namespace: 'kube-system',
        }),
      ).slo;
      expect(linkerd).toMatchObject({
        enabled: true,
        source: 'exposition',
        target_namespaces: ['atlhyper', 'atlantis'],
      });
    });

    it.each([
      [{ source: 'query' }, 'metrics_url: is required with source "query"'],
      [{ source: 'zipkin' }, 'source: Invalid option'],
      [
        { source: 'proxies', metrics_url: 'http://p' },
        'metrics_url: is not used with source "proxies"',
      ],
      [{ token_file: '/t' }, 'token_file: is not used with source "proxies"'],
      [{ metrics_url: 'metrics-api:8085' }, 'metrics_url: must be an http'],
      [{ port: 0 }, 'port: '],
      [{ timeout: 'soon' }, 'timeout: "soon" is not a duration'],
      [{ namespaces: ['shop'] }, 'namespaces: is not a known key'],
    ])('refuses %j', (linkerd, message) => {
      expect(messageOf(() => read(withMesh(linkerd)))).toContain(
        `slo.linkerd.${message}`,
      );
    });
  });

  it('lets a flag win over a variable, that over the file, that over the default', () => {
    const file = { ...minimal, sources: { traefik: { port: 1 } } };
    const env = { ATLHYPER_SOURCES_TRAEFIK_PORT: '2' };
    const flags = { 'sources-traefik-port': '3' };
    expect(read(minimal).sources.traefik.port).toBeUndefined();
    expect(read(file).sources.traefik.port).toBe(1);
    expect(read(file, { env }).sources.traefik.port).toBe(2);
    expect(read(file, { env, flags }).sources.traefik.port).toBe(3);
  });

  it('takes backendUrl for master_url, but not both', () => {
    const { cluster_id } = minimal;
    expect(read({ cluster_id, backendUrl: 'http://b:7007/' }).master_url).toBe(
      'http://b:7007',
    );
    expect(
      messageOf(() => read({ ...minimal, backendUrl: 'http://b:7007' })),
    ).toMatch(/^backendUrl: /);
  });

  it.each([
    ['an unknown key', { clusterid: 'x' }, 'clusterid: is not a known key'],
    [
      'an unknown key deep inside',
      { sources: { traefik: { prot: 1 } } },
      'sources.traefik.prot: is not a known key',
    ],
    [
      'a port out of range',
      { sources: { traefik: { port: 65_536 } } },
      'sources.traefik.port: ',
    ],
    [
      'a text where a number belongs',
      { sources: { traefik: { port: '9100' } } },
      'sources.traefik.port: ',
    ],
    [
      'a bad duration',
      { slo: { collect_interval: '30 s' } },
      'slo.collect_interval: ',
    ],
    [
      'an interval that does not fit slots of 30 s',
      { slo: { collect_interval: '20s' } },
      'slo.collect_interval: must divide 30s',
    ],
    [
      'a selector that cannot be read',
      { sources: { traefik: { pod_selector: 'a in b' } } },
      'sources.traefik.pod_selector: ',
    ],
    [
      'credentials in the URL',
      { master_url: 'https://me:secret@portal.example' },
      'master_url: must not hold credentials',
    ],
    [
      'a password without a name in the URL',
      { master_url: 'https://:secret@portal.example' },
      'master_url: must not hold credentials',
    ],
    [
      // A timer of more than 2³¹ − 1 ms fires at once, and so would every one after it.
      'a time that no timer can wait for',
      { metrics: { collect_interval: '30d', cache_retention: '31d' } },
      'metrics.collect_interval: "30d" is longer than 24 days',
    ],
    ['a cluster id that is no label', { cluster_id: 'A_b' }, 'cluster_id: '],
    ['listening without authentication', { listen: {} }, 'node_auth: '],
    [
      'an election without a namespace',
      { leader_election: { enabled: true } },
      'leader_election.namespace: ',
    ],
  ])('stops at %s, naming the key', (_, change, message) => {
    expect(messageOf(() => read({ ...minimal, ...change }))).toContain(message);
  });

  it('names every missing key, and a file that is no mapping', () => {
    expect(messageOf(() => read({}))).toBe(
      'cluster_id: is required\nmaster_url: is required',
    );
    expect(messageOf(() => read('just text'))).toMatch(/^config: /);
    expect(messageOf(() => read('a: [1'))).toMatch(/^config: /);
  });

  it('reads the token file again for every request and prefers it to the variable', () => {
    const file = join(directory, 'token');
    writeFileSync(file, 'first\n');
    const config = read({ ...minimal, token_file: file });
    expect(config.readToken()).toBe('first');
    writeFileSync(file, 'second\n');
    expect(config.readToken()).toBe('second');
    expect(read(minimal).readToken()).toBe('from-env');
  });

  it('stops where there is no token, without saying any', () => {
    const env = { ATLHYPER_TOKEN: '' };
    expect(messageOf(() => read(minimal, { env }))).toMatch(/^token_file: /);
    const token_file = join(directory, 'absent');
    expect(messageOf(() => read({ ...minimal, token_file }))).toMatch(
      /^token_file: ENOENT/,
    );
  });

  it('never repeats a value in an error', () => {
    const message = messageOf(() =>
      read({ ...minimal, token: 's3cr3t', master_url: 'https://x:s3cr3t@y' }),
    );
    expect(message).not.toContain('s3cr3t');
  });

  it('has a variable and a flag of its own for every setting', () => {
    expect(new Set(SETTINGS.map(variableOf)).size).toBe(SETTINGS.length);
    expect(new Set(SETTINGS.map(flagOf)).size).toBe(SETTINGS.length);
  });

  describe('of metrics', () => {
    const prometheus = (source: object) => ({
      ...minimal,
      sources: {
        custom: {
          prometheus: [{ name: 'ups', metrics: [{ metric: 'a' }], ...source }],
        },
      },
    });

    it.each([
      [
        'a cache that forgets before the next figures come',
        {
          ...minimal,
          metrics: { collect_interval: '5m', cache_retention: '4m59s' },
        },
        'metrics.cache_retention: is shorter than collect_interval',
      ],
      [
        'a length of time that is none',
        { ...minimal, metrics: { collect_interval: true } },
        'metrics.collect_interval: ',
      ],
      [
        'a source that says nothing of where it is',
        prometheus({}),
        'sources.custom.prometheus.0.url: is required, or pod_selector',
      ],
      [
        'a URL whose figures belong to no node',
        prometheus({ url: 'http://ups/metrics' }),
        'sources.custom.prometheus.0.node_label: is required',
      ],
      [
        'pods of no namespace and port',
        prometheus({ pod_selector: 'a=b' }),
        'sources.custom.prometheus.0.namespace: is required',
      ],
      [
        'a name that is too long to be shown',
        prometheus({ url: 'http://u', metrics: [{ metric: 'a'.repeat(129) }] }),
        'sources.custom.prometheus.0.metrics.0.name: must be at most 128',
      ],
      [
        'a key that nobody knows',
        prometheus({ uri: 'http://ups' }),
        'sources.custom.prometheus.0.uri: is not a known key',
      ],
    ])('refuses %s', (_, file, message) => {
      expect(messageOf(() => read(file))).toContain(message);
    });

    it('accepts a retention of exactly one interval', () => {
      const metrics = { collect_interval: '5m', cache_retention: '5m' };
      expect(read({ ...minimal, metrics }).metrics).toMatchObject({
        cache_retention: 300_000,
      });
    });

    it('needs neither a token nor a portal where nothing is pushed', () => {
      const path = join(directory, 'agent.yaml');
      writeFileSync(path, stringify({ cluster_id: 'prod' }));
      expect(readMetricsConfig({ file: path }).cluster_id).toBe('prod');
      writeFileSync(
        path,
        stringify({ cluster_id: 'prod', master_url: 'no url' }),
      );
      expect(messageOf(() => readMetricsConfig({ file: path }))).toContain(
        'master_url: ',
      );
    });
  });
});
