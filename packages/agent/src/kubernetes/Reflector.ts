import type { SourceState } from '@atlhyper/backstage-plugin-atlhyper-common';
import { backoffMs, type Clock } from '../Clock';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';
import { groupVersionPath, type ApiDiscovery } from './ApiDiscovery';
import type { WatchedKind } from './kinds';
import { KubeError, type KubeClient } from './KubeClient';
import type { KubeObject } from './KubeObject';
import type { ObjectList, ObjectSink } from './ObjectSink';
import type { Turns } from './Turns';

const PAGE_SIZE = 500;
const BASE_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;
/** How often a kind that is not served is looked for again: a CRD may be installed. */
const NOT_SERVED_RETRY_MS = 60_000;
/** The server ends a watch after this long; spread, so that they do not all come back at once. */
const WATCH_SECONDS = { least: 240, spread: 240 };
/** A watch that ends sooner than this without an event is a failure, not the usual end. */
const SHORT_WATCH_MS = 1_000;

type ListPage = {
  metadata: { resourceVersion?: string; continue?: string };
  items: KubeObject[];
};
type WatchEvent = {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject & { code?: number; message?: string };
};

/** The version we would go on from is no longer known to the server. */
class ExpiredError extends Error {}

/**
 * Keeps the objects of one kind as they are in the cluster: lists them once, then follows changes
 * for as long as the server remembers where we are, and lists again when it does not.
 *
 * What failed is reported as the source's state and tried again with growing pauses; the objects
 * that are known stay until a new list is complete.
 */
export class Reflector {
  private current: Omit<SourceState, 'name'> = { state: 'starting' };
  private resourceVersion: string | undefined;

  private readonly options: {
    entry: WatchedKind;
    client: KubeClient;
    discovery: ApiDiscovery;
    sink: ObjectSink;
    /** Shared by those that list at the same time: pages take much memory while they are read. */
    pageTurns?: Turns;
    clock: Clock;
    logger: Logger;
  };

  constructor(options: Reflector['options']) {
    this.options = options;
  }

  get state(): SourceState {
    return { name: `kubernetes/${this.options.entry.id}`, ...this.current };
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    let failures = 0;
    while (!signal.aborted) {
      const begunMs = clock.nowMs();
      try {
        const outcome = await this.reflect(signal);
        if (outcome === 'not_served') {
          await clock.sleep(NOT_SERVED_RETRY_MS, signal);
        }
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ExpiredError) {
          this.resourceVersion = undefined;
        } else {
          // A kind that was served and is not any more: its CRD was deleted.
          if (isStatus(error, 404)) this.options.discovery.invalidate();
          this.fail(error);
        }
        // What went well for so long is no further failure of those before it: load balancers cut
        // every watch after a while.
        if (clock.nowMs() - begunMs > MAX_BACKOFF_MS) failures = 0;
        await clock.sleep(
          backoffMs({
            failures,
            baseMs: BASE_BACKOFF_MS,
            maxMs: MAX_BACKOFF_MS,
            random: () => clock.random(),
          }),
          signal,
        );
        failures += 1;
      }
    }
  }

  private async reflect(signal: AbortSignal): Promise<'ended' | 'not_served'> {
    const { entry, discovery, sink } = this.options;
    const version = await discovery.findVersion(entry, signal);
    if (!version) {
      this.resourceVersion = undefined;
      sink.openList().complete();
      this.become({
        state: 'not_available',
        message: `the API server does not serve ${entry.plural}${
          entry.group && `.${entry.group}`
        }`,
      });
      return 'not_served';
    }
    const path = `${groupVersionPath({ group: entry.group, version })}/${
      entry.plural
    }`;
    if (this.resourceVersion === undefined) {
      await this.list(path, signal);
    }
    await this.watch(path, signal);
    return 'ended';
  }

  private async list(path: string, signal: AbortSignal): Promise<void> {
    const objects = this.options.sink.openList();
    let metadata: ListPage['metadata'] = {};
    do {
      const { continue: next } = metadata;
      const read = () => this.readPage(path, { next, objects }, signal);
      const { pageTurns } = this.options;
      metadata = await (pageTurns ? pageTurns.take(read) : read());
    } while (metadata.continue);
    objects.complete();
    this.resourceVersion = metadata.resourceVersion;
    this.succeed();
  }

  private async readPage(
    path: string,
    { next, objects }: { next?: string; objects: ObjectList },
    signal: AbortSignal,
  ): Promise<ListPage['metadata']> {
    try {
      const page = await this.options.client.json<ListPage>(path, {
        query: { limit: PAGE_SIZE, continue: next },
        signal,
      });
      (page.items ?? []).forEach(item => objects.add(item));
      return page.metadata;
    } catch (error) {
      // The list took longer than the server keeps its version: begin again.
      if (isStatus(error, 410)) throw new ExpiredError();
      throw error;
    }
  }

  private async watch(path: string, signal: AbortSignal): Promise<void> {
    const { client, clock } = this.options;
    const seconds = Math.round(
      WATCH_SECONDS.least + clock.random() * WATCH_SECONDS.spread,
    );
    const startedMs = clock.nowMs();
    let events = 0;
    try {
      await client.lines(
        path,
        {
          query: {
            watch: true,
            allowWatchBookmarks: true,
            resourceVersion: this.resourceVersion,
            timeoutSeconds: seconds,
          },
          signal,
          // The server ends it in time; if the connection hangs, we do.
          timeoutMs: (seconds + 30) * 1_000,
        },
        line => {
          events += 1;
          this.apply(JSON.parse(line) as WatchEvent);
        },
      );
    } catch (error) {
      if (isStatus(error, 410)) throw new ExpiredError();
      throw error;
    }
    if (events === 0 && clock.nowMs() - startedMs < SHORT_WATCH_MS) {
      throw new Error('the watch ended at once');
    }
  }

  private apply({ type, object }: WatchEvent): void {
    const { sink } = this.options;
    if (type === 'ERROR') {
      if (object.code === 410) throw new ExpiredError();
      throw new Error(`watch: ${object.message ?? 'unknown error'}`);
    }
    if (type === 'DELETED') sink.remove(object);
    else if (type === 'ADDED' || type === 'MODIFIED') sink.upsert(object);
    this.resourceVersion = object.metadata.resourceVersion;
    this.succeed();
  }

  private succeed(): void {
    this.become({ state: 'ok', lastSuccessMs: this.options.clock.nowMs() });
  }

  private fail(error: unknown): void {
    const { entry } = this.options;
    const why = isStatus(error, 403)
      ? `the agent may not read ${
          entry.plural
        }: grant list and watch in its ClusterRole (${messageOf(error)})`
      : messageOf(error);
    this.become({
      state: 'failing',
      message: why.slice(0, 1024),
      lastSuccessMs: this.current.lastSuccessMs,
    });
  }

  private become(next: Omit<SourceState, 'name'>): void {
    const { entry, logger } = this.options;
    if (
      next.state !== this.current.state ||
      next.message !== this.current.message
    ) {
      const fields = {
        kind: entry.id,
        ...(next.message && { why: next.message }),
      };
      if (next.state === 'failing') logger.warn('cannot watch', fields);
      else logger.debug(`watch is ${next.state}`, fields);
    }
    this.current = next;
  }
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof KubeError && error.status === status;
}
