import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { KubeAccess } from '../kubernetes/KubeAccess';
import { readKubeAccess } from '../kubernetes/readKubeAccess';
import { KubeWriter } from './KubeWriter';
import { TcpProxy } from './TcpProxy';

/** What differs between the servers that the same tests run against. */
type Server = {
  /** With one context. */
  kubeconfig: any;
  /** Makes all versions handed out so far too old; absent where a test cannot do that. */
  compact?: () => Promise<void>;
  /** Controllers and a scheduler work on what is created. */
  isAlive: boolean;
  stop(): Promise<void>;
};

/** The API of the demo. */
type DemoApi = {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  compact(): void;
};

/**
 * The demo's API, and the one that `ATLHYPER_TEST_KUBECONFIG` names, with its etcd if
 * `ATLHYPER_TEST_ETCD` gives the URL of that.
 */
export function serversUnderTest(
  createDemo: () => DemoApi,
): [string, () => Promise<Server>][] {
  const file = process.env.ATLHYPER_TEST_KUBECONFIG;
  const etcd = process.env.ATLHYPER_TEST_ETCD;
  return [
    ['the demo', () => startDemo(createDemo())],
    ...(file
      ? [
          [`the one of ${file}`, () => connectReal(file, etcd)] as [
            string,
            () => Promise<Server>,
          ],
        ]
      : []),
  ];
}

async function startDemo(api: DemoApi): Promise<Server> {
  await api.start();
  return {
    kubeconfig: {
      clusters: [{ name: 'demo', cluster: { server: api.url } }],
      contexts: [{ name: 'demo', context: { cluster: 'demo' } }],
      'current-context': 'demo',
    },
    compact: async () => api.compact(),
    isAlive: false,
    stop: () => api.stop(),
  };
}

async function connectReal(
  file: string,
  etcd: string | undefined,
): Promise<Server> {
  return {
    kubeconfig: parse(readFileSync(file, 'utf8')),
    compact: etcd ? () => compactEtcd(etcd) : undefined,
    isAlive: true,
    stop: async () => {},
  };
}

/** Through etcd's JSON gateway (https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/). */
async function compactEtcd(url: string): Promise<void> {
  const call = async (path: string, body: object): Promise<any> => {
    const response = await fetch(url + path, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  const { header } = await call('/v3/maintenance/status', {});
  await call('/v3/kv/compaction', { revision: header.revision });
}

/** An API server with a namespace of its own, and a line to it that can be cut. */
export class ApiServerUnderTest {
  readonly namespace = `atlhyper-test-${randomBytes(4).toString('hex')}`;

  private constructor(
    private readonly server: Server,
    readonly writer: KubeWriter,
    /** Through the line that can be cut. */
    readonly access: KubeAccess,
    readonly line: TcpProxy,
    /** The same as a file. */
    readonly kubeconfigFile: string,
    private readonly directory: string,
  ) {}

  static async start(open: () => Promise<Server>): Promise<ApiServerUnderTest> {
    const server = await open();
    const directory = mkdtempSync(join(tmpdir(), 'atlhyper-kube-'));
    const [{ cluster }] = server.kubeconfig.clusters;
    const url = new URL(cluster.server);
    const line = new TcpProxy({ host: url.hostname, port: Number(url.port) });
    await line.start();
    const direct = join(directory, 'direct');
    const cuttable = join(directory, 'cuttable');
    writeFileSync(direct, stringify(server.kubeconfig));
    cluster.server = `${url.protocol}//127.0.0.1:${line.port}`;
    // A certificate for another address is not one for this end of the line.
    if (url.protocol === 'https:' && url.hostname !== '127.0.0.1') {
      cluster['insecure-skip-tls-verify'] = true;
      delete cluster['certificate-authority-data'];
    }
    writeFileSync(cuttable, stringify(server.kubeconfig));
    const read = (kubeconfig: string) =>
      readKubeAccess({ kubeconfig, env: {} });
    const started = new ApiServerUnderTest(
      server,
      new KubeWriter(await read(direct)),
      await read(cuttable),
      line,
      cuttable,
      directory,
    );
    await started.createNamespace();
    return started;
  }

  /** Whether a test can make all versions handed out so far too old. */
  get canCompact(): boolean {
    return this.server.compact !== undefined;
  }

  /** Does so, where it can. */
  async compact(): Promise<void> {
    // What is the newest version can still be read.
    await this.writer.patch(`/api/v1/namespaces/${this.namespace}`, {
      metadata: { labels: { compacted: randomBytes(4).toString('hex') } },
    });
    await this.server.compact?.();
  }

  async stop(): Promise<void> {
    await this.writer.remove(`/api/v1/namespaces/${this.namespace}`);
    await this.line.stop();
    await this.server.stop();
    rmSync(this.directory, { recursive: true });
  }

  /** Whether controllers and a scheduler work on what is created. */
  get isAlive(): boolean {
    return this.server.isAlive;
  }

  private async createNamespace(): Promise<void> {
    await this.writer.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: this.namespace },
    });
    const account = `/api/v1/namespaces/${this.namespace}/serviceaccounts/default`;
    // Before a controller has made it no pod can be created.
    while (this.server.isAlive && !(await this.writer.has(account))) {
      await new Promise(resolve => {
        setTimeout(resolve, 50);
      });
    }
  }
}
