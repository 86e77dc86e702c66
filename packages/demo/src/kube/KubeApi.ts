import { timingSafeEqual, createHash } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { listen } from '../listen';
import { discover } from './discovery';
import { KubeError } from './KubeError';
import type { KubeObject, NewKubeObject } from './KubeObject';
import { KubeWatch } from './KubeWatch';
import type { MetricsApi } from '../metrics/MetricsApi';
import { notFound, ObjectStore } from './ObjectStore';
import { Pages } from './pages';
import { readBody } from './readBody';
import { ObjectWriter } from './ObjectWriter';
import { apiVersionOf } from './resources';
import { findTarget, predicateOf, verbOf, type Target } from './target';
import { POD_PROXY_PATH, proxyToPod, type PodPort } from './podProxy';
import { send, sendError } from './respond';
import { toTable } from './tables';
import { reviewToken } from './tokenReview';

export type KubeApiOptions = {
  /** 0 takes a free port. */
  port?: number;
  /** Asked for as `Authorization: Bearer` where given. */
  bearerToken?: string;
  /** `namespace/name` of ServiceAccounts by the tokens that TokenReview takes for theirs. */
  serviceAccountTokens?: Readonly<Record<string, string>>;
  /** How a watch from a version that is gone is refused; a real API server does both. */
  expiredWatches?: 'event' | 'status';
  bookmarkIntervalMs?: number;
  now?: () => number;
};

function wantsTable(req: IncomingMessage): boolean {
  return /\bas=Table\b/.test(req.headers.accept ?? '');
}

function withoutKind({ apiVersion, kind, ...object }: KubeObject): object {
  return object;
}

/**
 * A Kubernetes API on the loopback interface: discovery, list, get, watch and what an agent
 * writes. Its methods are for tests and for what drives the cluster.
 */
export class KubeApi {
  readonly store: ObjectStore;
  /** What pods answer through the proxy that listen nowhere. */
  podPort: PodPort | undefined;
  /** What metrics-server and the kubelets say; there are none without it. */
  metrics: MetricsApi | undefined;
  private readonly server = createServer((req, res) => {
    this.handle(req, res).catch(error => sendError(res, error));
  });
  private readonly writer: ObjectWriter;
  private readonly pages = new Pages();
  private readonly watches = new Set<KubeWatch>();
  private readonly now: () => number;
  private port = 0;

  constructor(private readonly options: KubeApiOptions = {}) {
    this.now = options.now ?? Date.now;
    this.store = new ObjectStore(this.now);
    this.writer = new ObjectWriter(this.store);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.port = await listen(this.server, this.options.port ?? 0);
  }

  async stop(): Promise<void> {
    this.dropWatches();
    await new Promise(resolve => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  /** Adds or replaces an object. */
  apply(object: NewKubeObject): KubeObject {
    return this.store.apply(object);
  }

  /** Removes an object, such as `remove('pods', 'shop', 'web-0')`. */
  remove(plural: string, namespace: string | undefined, name: string): void {
    this.store.remove(plural, namespace, name);
  }

  /** Makes every version handed out so far too old, and every open list too. */
  compact(): void {
    this.store.compact();
    this.pages.clear();
  }

  /** Cuts all open watches, as a restart of an API server does. */
  dropWatches(): void {
    [...this.watches].forEach(watch => watch.end('cut'));
  }

  private async handle(
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    this.authenticate(req);
    const url = new URL(req.url ?? '/', this.url);
    const described = this.describe(req.method, url);
    if (described !== undefined) {
      send(res, 200, described);
      return;
    }
    const proxied = POD_PROXY_PATH.exec(url.pathname);
    if (proxied) {
      const { search } = url;
      const { podPort } = this;
      proxyToPod(this.store, proxied, { search, podPort }, res);
      return;
    }
    const target = findTarget(url.pathname);
    if (!target)
      throw new KubeError(
        404,
        'the server could not find the requested resource',
      );
    await this.answer(target, url.searchParams, req, res);
  }

  /** What is answered without an object of the store. */
  private describe(method: string | undefined, url: URL) {
    const known = method === 'GET' ? discover(url.pathname) : undefined;
    const { metrics } = this;
    if (!metrics) return known;
    const described =
      method === 'GET' ? metrics.discover(url.pathname, known) : known;
    return described ?? metrics.answer(method, url);
  }

  private async answer(
    target: Target,
    query: URLSearchParams,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const watching = ['true', '1'].includes(query.get('watch') ?? '');
    switch (verbOf(req.method, target, watching)) {
      case 'get':
        this.get(target, req, res);
        break;
      case 'list':
        this.list(target, query, req, res);
        break;
      case 'watch':
        this.watch(target, query, req, res);
        break;
      case 'delete':
        this.writer.remove(target);
        send(res, 200, {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Success',
        });
        break;
      case 'create':
        send(res, 201, this.create(target, await readBody(req)));
        break;
      case 'patch':
        send(
          res,
          200,
          this.writer.patch(
            target,
            await readBody(req),
            req.headers['content-type'],
          ),
        );
        break;
      default:
        send(res, 200, this.writer.update(target, await readBody(req)));
    }
  }

  private authenticate(req: IncomingMessage): void {
    const { bearerToken } = this.options;
    if (bearerToken === undefined) return;
    const digest = (text: string) => createHash('sha256').update(text).digest();
    const given = digest(req.headers.authorization ?? '');
    if (!timingSafeEqual(given, digest(`Bearer ${bearerToken}`)))
      throw new KubeError(401, 'Unauthorized');
  }

  private get(target: Target, req: IncomingMessage, res: ServerResponse): void {
    const { resource, namespace, name = '' } = target;
    const object = this.store.get(resource.plural, namespace, name);
    if (!object) throw notFound(resource.plural, name);
    const { resourceVersion } = object.metadata;
    send(
      res,
      200,
      wantsTable(req)
        ? toTable(resource.kind, [object], { resourceVersion }, this.now())
        : object,
    );
  }

  private list(
    target: Target,
    query: URLSearchParams,
    req: IncomingMessage,
    res: ServerResponse,
  ): void {
    const { resource } = target;
    const limit = Number(query.get('limit') ?? 0);
    const token = query.get('continue');
    const page = token
      ? this.pages.next(token, limit)
      : this.pages.first(
          this.store.list(resource.plural).filter(predicateOf(target, query)),
          this.store.currentVersion,
          limit,
        );
    const metadata = {
      resourceVersion: String(page.version),
      ...(page.continueToken && {
        continue: page.continueToken,
        remainingItemCount: page.remaining,
      }),
    };
    if (wantsTable(req)) {
      send(
        res,
        200,
        toTable(resource.kind, page.objects, metadata, this.now()),
      );
      return;
    }
    send(res, 200, {
      kind: `${resource.kind}List`,
      apiVersion: apiVersionOf(resource),
      metadata,
      // Lists do not repeat the kind in their items, except those of custom resources.
      items:
        resource.group === 'traefik.io'
          ? page.objects
          : page.objects.map(withoutKind),
    });
  }

  private watch(
    target: Target,
    query: URLSearchParams,
    req: IncomingMessage,
    res: ServerResponse,
  ): void {
    const { resource } = target;
    const version = query.get('resourceVersion') ?? '';
    const fromVersion = ['', '0'].includes(version)
      ? undefined
      : Number(version);
    const isGone =
      fromVersion !== undefined && fromVersion < this.store.compactedVersion;
    if (isGone && this.options.expiredWatches === 'status')
      throw new KubeError(410, `too old resource version: ${version}`);
    const table = wantsTable(req);
    const watch = new KubeWatch(
      this.store,
      res,
      {
        resource,
        matches: predicateOf(target, query),
        fromVersion,
        bookmarks: query.get('allowWatchBookmarks') === 'true',
        bookmarkIntervalMs: this.options.bookmarkIntervalMs ?? 30_000,
        markInitialEvents: query.get('sendInitialEvents') === 'true',
        timeoutMs: Number(query.get('timeoutSeconds') || 1_800) * 1000,
        present: object =>
          table
            ? toTable(
                resource.kind,
                [object],
                { resourceVersion: object.metadata.resourceVersion },
                this.now(),
              )
            : object,
      },
      () => this.watches.delete(watch),
    );
    this.watches.add(watch);
    watch.start();
  }

  private create(target: Target, body: any): object {
    return target.resource.kind === 'TokenReview'
      ? reviewToken(body, this.options.serviceAccountTokens ?? {})
      : this.writer.create(target, body);
  }
}
