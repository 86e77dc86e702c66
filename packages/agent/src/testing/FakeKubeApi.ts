import {
  Agent,
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { KubeAccess } from '../kubernetes/KubeAccess';

export type FakeObject = {
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    [key: string]: unknown;
  };
  [key: string]: unknown;
};

type Watcher = { response: ServerResponse; path: string };

/**
 * As much of a Kubernetes API server as the agent talks to, in memory: discovery, lists in pages,
 * watches with bookmarks, expiry, refusals, leases with `resourceVersion` conflicts, token reviews
 * and the pod proxy. Tests make it misbehave.
 */
export class FakeKubeApi {
  readonly requests: string[] = [];
  private refusal: (request: string) => number | false = () => false;
  /** What token reviews answer, by token. */
  readonly tokens = new Map<string, unknown>();
  /** Bodies of the pod proxy, by path. */
  readonly proxied = new Map<string, string>();
  private readonly served = new Map<string, Set<string>>();
  private readonly objects = new Map<string, Map<string, FakeObject>>();
  private readonly watchers = new Set<Watcher>();
  private version = 100;
  private readonly server: Server;
  private port = 0;

  constructor() {
    this.server = createServer((request, response) => {
      this.handle(request, response).catch(error => {
        response.writeHead(500).end(String(error));
      });
    });
    this.serve('', 'v1', 'pods', 'nodes', 'services', 'events');
    this.serve('networking.k8s.io', 'v1', 'ingresses');
    this.serve('discovery.k8s.io', 'v1', 'endpointslices');
    this.serve(
      'apps',
      'v1',
      'deployments',
      'replicasets',
      'statefulsets',
      'daemonsets',
    );
    this.serve('batch', 'v1', 'jobs');
    this.serve('traefik.io', 'v1alpha1', 'ingressroutes');
    this.serve('coordination.k8s.io', 'v1', 'leases');
  }

  async start(): Promise<KubeAccess> {
    await new Promise<void>(resolve => {
      this.server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
    const agent = new Agent({ keepAlive: true });
    return {
      server: this.url,
      connect: async () => ({ agent, headers: {} }),
    };
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => {
      this.server.close(resolve);
    });
  }

  /** Announces kinds in discovery. */
  serve(group: string, version: string, ...plurals: string[]): void {
    const base = group ? `/apis/${group}/${version}` : `/api/${version}`;
    const known = this.served.get(base) ?? new Set();
    plurals.forEach(plural => known.add(plural));
    this.served.set(base, known);
  }

  unserve(group: string, version: string): void {
    this.served.delete(`/apis/${group}/${version}`);
  }

  /** Creates or replaces an object and tells the watchers. */
  put(path: string, object: FakeObject): void {
    const bucket = this.bucket(path);
    const key = keyOf(object);
    const isNew = !bucket.has(key);
    this.version += 1;
    const stored = {
      ...object,
      metadata: {
        uid: `uid-${path}-${key}`,
        ...object.metadata,
        resourceVersion: String(this.version),
      },
    };
    bucket.set(key, stored);
    this.emit(path, isNew ? 'ADDED' : 'MODIFIED', stored);
  }

  remove(path: string, name: string, namespace?: string): void {
    const bucket = this.bucket(path);
    const key = keyOf({ metadata: { name, namespace } });
    const object = bucket.get(key);
    if (!object) throw new Error(`no ${key}`);
    bucket.delete(key);
    this.version += 1;
    this.emit(path, 'DELETED', {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.version) },
    });
  }

  /** Changes something without telling anybody, as if the watch had missed it. */
  removeSilently(path: string, name: string, namespace?: string): void {
    this.version += 1;
    this.bucket(path).delete(keyOf({ metadata: { name, namespace } }));
  }

  /** Sends a line to everyone who watches the path. */
  emit(path: string, type: string, object: unknown): void {
    for (const watcher of this.watchers) {
      if (watcher.path === path) {
        watcher.response.write(`${JSON.stringify({ type, object })}\n`);
      }
    }
  }

  /** Ends the watches of a path as the server does after a while. */
  endWatches(path: string): void {
    for (const watcher of this.watchers) {
      if (watcher.path === path) watcher.response.end();
    }
  }

  /** Cuts the watches of a path, as a load balancer does that has seen enough of them. */
  breakWatches(path: string): void {
    for (const watcher of this.watchers) {
      if (watcher.path === path) watcher.response.destroy();
    }
  }

  /** Answers with a status instead of the usual; `request` is method, path and query. */
  refuse(refusal: (request: string) => number | false): void {
    this.refusal = refusal;
  }

  watcherCount(path: string): number {
    return [...this.watchers].filter(w => w.path === path).length;
  }

  get currentVersion(): string {
    return String(this.version);
  }

  private bucket(path: string): Map<string, FakeObject> {
    let bucket = this.objects.get(path);
    if (!bucket) {
      bucket = new Map();
      this.objects.set(path, bucket);
    }
    return bucket;
  }

  private async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://kube');
    this.requests.push(`${request.method} ${url.pathname}${url.search}`);
    const refused = this.refusal(`${request.method} ${request.url}`);
    const body = await readJson(request);
    if (refused) {
      sendStatus(response, refused, 'refused by the test');
    } else if (this.proxied.has(url.pathname)) {
      response.end(this.proxied.get(url.pathname));
    } else if (url.pathname.endsWith('/tokenreviews')) {
      const token = body?.spec?.token;
      send(response, { status: this.tokens.get(token) ?? {} });
    } else if (url.pathname.includes('/leases')) {
      this.handleLease(request, response, url, body);
    } else if (this.served.has(url.pathname)) {
      send(response, {
        resources: [...this.served.get(url.pathname)!].map(name => ({ name })),
      });
    } else if (!this.isServed(url.pathname)) {
      sendStatus(response, 404, 'the server could not find the resource');
    } else if (url.searchParams.get('watch') === 'true') {
      this.watch(response, url);
    } else {
      this.list(response, url);
    }
  }

  private isServed(path: string): boolean {
    const cut = path.lastIndexOf('/');
    return (
      this.served.get(path.slice(0, cut))?.has(path.slice(cut + 1)) ?? false
    );
  }

  private list(response: ServerResponse, url: URL): void {
    const all = [...this.bucket(url.pathname).values()];
    const limit = Number(url.searchParams.get('limit') ?? all.length);
    const from = Number(url.searchParams.get('continue') ?? 0);
    const items = all.slice(from, from + limit);
    const next = from + limit < all.length ? String(from + limit) : undefined;
    send(response, {
      metadata: { resourceVersion: String(this.version), continue: next },
      items,
    });
  }

  private watch(response: ServerResponse, url: URL): void {
    const watcher = { response, path: url.pathname };
    this.watchers.add(watcher);
    response.on('close', () => this.watchers.delete(watcher));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    // What changed between the list and now.
    const since = Number(url.searchParams.get('resourceVersion'));
    for (const object of this.bucket(url.pathname).values()) {
      if (Number(object.metadata.resourceVersion) > since) {
        response.write(`${JSON.stringify({ type: 'ADDED', object })}\n`);
      }
    }
  }

  private handleLease(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: FakeObject | undefined,
  ): void {
    const bucket = this.bucket('leases');
    const name = body?.metadata.name ?? url.pathname.split('/').pop()!;
    const known = bucket.get(name);
    if (request.method === 'GET') {
      if (known) send(response, known);
      else sendStatus(response, 404, 'no lease');
      return;
    }
    const conflict =
      request.method === 'POST'
        ? known !== undefined
        : known?.metadata.resourceVersion !== body?.metadata.resourceVersion;
    if (conflict) {
      sendStatus(response, 409, 'the object has been modified');
      return;
    }
    this.version += 1;
    const stored = {
      ...body!,
      metadata: { ...body!.metadata, resourceVersion: String(this.version) },
    };
    bucket.set(name, stored);
    send(response, stored);
  }
}

function keyOf(object: FakeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

function send(response: ServerResponse, body: unknown): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
  });
  response.end(gzipSync(JSON.stringify(body)));
}

function sendStatus(
  response: ServerResponse,
  status: number,
  message: string,
): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', message, code: status }));
}

async function readJson(request: IncomingMessage): Promise<any> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length > 0
    ? JSON.parse(Buffer.concat(chunks).toString())
    : undefined;
}
