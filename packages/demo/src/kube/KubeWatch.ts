import type { ServerResponse } from 'node:http';
import { KubeError } from './KubeError';
import type { KubeObject } from './KubeObject';
import type { Change, ObjectStore } from './ObjectStore';
import { apiVersionOf, type KubeResource } from './resources';

export type WatchOptions = {
  resource: KubeResource;
  matches: (object: KubeObject) => boolean;
  /** Watch from after this version; `undefined` to begin with all that is there. */
  fromVersion?: number;
  bookmarks: boolean;
  bookmarkIntervalMs: number;
  /** Ends what was there at first with a bookmark that says so. */
  markInitialEvents: boolean;
  timeoutMs: number;
  /** How an object travels: as it is, or as a row of a table. */
  present: (object: KubeObject) => object;
};

const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

/** One open watch: a stream of events, one JSON object per line. */
export class KubeWatch {
  private readonly stops: (() => void)[] = [];
  private ended = false;

  constructor(
    private readonly store: ObjectStore,
    private readonly response: ServerResponse,
    private readonly options: WatchOptions,
    private readonly onEnd: () => void,
  ) {}

  /** Starts; a version that is too old gets an ERROR event and the end of the stream. */
  start(): void {
    const { fromVersion, timeoutMs, bookmarks, bookmarkIntervalMs, resource } =
      this.options;
    this.response.writeHead(200, { 'Content-Type': 'application/json' });
    this.response.flushHeaders();
    this.response.once('close', () => this.end());
    if (fromVersion === undefined) this.sendAll();
    else {
      const missed = this.store.changesAfter(resource.plural, fromVersion);
      if (!missed) {
        this.fail(fromVersion);
        return;
      }
      missed.forEach(change => this.sendChange(change));
    }
    this.stops.push(this.store.subscribe(change => this.sendChange(change)));
    const timeout = setTimeout(() => this.end(), timeoutMs);
    this.stops.push(() => clearTimeout(timeout));
    if (bookmarks) {
      const timer = setInterval(() => this.sendBookmark(), bookmarkIntervalMs);
      this.stops.push(() => clearInterval(timer));
    }
  }

  /** Ends the stream; without warning the connection is cut instead. */
  end(how: 'orderly' | 'cut' = 'orderly'): void {
    if (this.ended) return;
    this.ended = true;
    this.stops.forEach(stop => stop());
    if (how === 'cut') this.response.destroy();
    else this.response.end();
    this.onEnd();
  }

  private sendAll(): void {
    const { resource, matches, present, markInitialEvents } = this.options;
    for (const object of this.store.list(resource.plural).filter(matches))
      this.send('ADDED', present(object));
    if (markInitialEvents)
      this.sendBookmark({ 'k8s.io/initial-events-end': 'true' });
  }

  private fail(fromVersion: number): void {
    const error = new KubeError(
      410,
      `too old resource version: ${fromVersion} (${this.store.compactedVersion})`,
    );
    this.send('ERROR', error.toStatus());
    this.end();
  }

  /** An object that begins or ceases to match is one that comes or goes. */
  private sendChange(change: Change): void {
    const { resource, matches, present } = this.options;
    if (change.plural !== resource.plural) return;
    const was = change.previous !== undefined && matches(change.previous);
    const is = change.type !== 'DELETED' && matches(change.object);
    if (is) this.send(was ? 'MODIFIED' : 'ADDED', present(change.object));
    else if (was) this.send('DELETED', present(change.object));
  }

  private sendBookmark(annotations?: Record<string, string>): void {
    const { resource } = this.options;
    this.send('BOOKMARK', {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: {
        resourceVersion: String(this.store.currentVersion),
        creationTimestamp: null,
        ...(annotations && { annotations }),
      },
    });
  }

  private send(type: string, object: object): void {
    if (this.ended) return;
    this.response.write(`${JSON.stringify({ type, object })}\n`);
    if (this.response.writableLength > MAX_BUFFERED_BYTES) this.end('cut');
  }
}
