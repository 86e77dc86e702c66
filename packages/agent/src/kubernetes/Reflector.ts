import { backoffMs, type Clock } from '../Clock';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';
import {
  DeniedError,
  NotAvailableError,
  SourceStatus,
} from '../sources/SourceStatus';
import { groupVersionPath, type ApiDiscovery } from './ApiDiscovery';
import type { KindStatus } from './KindStatus';
import type { WatchedKind } from './kinds';
import { KubeError, OPENING_MS, type KubeClient } from './KubeClient';
import type { KubeObject } from './KubeObject';
import type { ObjectList, ObjectSink } from './ObjectSink';
import type { Turns } from './Turns';
import {
  BadWatchError,
  ExpiredError,
  isAnswer,
  isStatus,
  parseEvent,
  type WatchEvent,
} from './watchEvents';

const PAGE_SIZE = 500;
const BASE_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;
/** How often a kind that is not served is looked for again: a CRD may be installed. */
const NOT_SERVED_RETRY_MS = 30_000;
/**
 * So many looks in a row have to find a kind not served until it is believed: an API server that is
 * starting serves no CRDs for some seconds.
 */
const LOOKS_FOR_ABSENCE = 3;
/** The server ends a watch after this long; spread, so that they do not all come back at once. */
const WATCH_SECONDS = { least: 240, spread: 240 };
/** A watch that ends sooner than this without an event is a failure, not the usual end. */
const SHORT_WATCH_MS = 1_000;
/**
 * Watches that fail in a row from one version before it is given up. Where the server answers it is
 * the version that is wrong, where it does not it may well be known still.
 */
const FAILURES_PER_VERSION = { answered: 2, unanswered: 10 };

type ListPage = {
  metadata: { resourceVersion?: string; continue?: string };
  items: KubeObject[];
};

/**
 * Keeps the objects of one kind as they are in the cluster: lists them once, then follows changes
 * for as long as the server remembers where we are, and lists again when it does not.
 *
 * What failed is reported as the source's state and tried again with growing pauses; the objects
 * that are known stay until a new list is complete, or the kind is not served any more and that is
 * believed.
 */
export class Reflector {
  private readonly source: SourceStatus;
  private resourceVersion: string | undefined;
  private knowledge: KindStatus['knowledge'] = 'nothing';
  private looksWithout = 0;
  /** Watches in a row that failed from the same version. */
  private failures = 0;

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
    const { entry, clock, logger } = options;
    const name = `kubernetes/${entry.id}`;
    const title = `watch of ${entry.id}`;
    this.source = new SourceStatus({ name, title, clock, logger });
  }

  get state() {
    return this.source.state;
  }

  get status(): KindStatus {
    const { id, kind } = this.options.entry;
    const { state, isDenied } = this.source;
    return { id, kind, state, knowledge: this.knowledge, isDenied };
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
        this.learn(error);
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
    const { entry, discovery } = this.options;
    const version = await discovery.findVersion(entry, signal);
    if (!version) {
      this.miss();
      return 'not_served';
    }
    this.looksWithout = 0;
    const path = `${groupVersionPath({ group: entry.group, version })}/${
      entry.plural
    }`;
    if (this.resourceVersion === undefined) {
      await this.list(path, signal);
    }
    await this.watch(path, signal);
    return 'ended';
  }

  /** The server does not serve the kind; what is known of it stays until that is believed. */
  private miss(): void {
    const { entry, discovery, sink } = this.options;
    // The next look is to be one at the server.
    discovery.invalidate();
    this.resourceVersion = undefined;
    this.looksWithout += 1;
    if (this.looksWithout >= LOOKS_FOR_ABSENCE) {
      sink.openList().complete();
      this.knowledge = 'absent';
    }
    const group = entry.group && `.${entry.group}`;
    const text = `the API server does not serve ${entry.plural}${group}`;
    this.source.fail(
      this.knowledge === 'listed'
        ? new Error(`${text} any more; what was read of it stays for now`)
        : new NotAvailableError(text),
    );
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
    this.knowledge = 'listed';
    this.failures = 0;
    this.source.succeed();
  }

  private async readPage(
    path: string,
    { next, objects }: { next?: string; objects: ObjectList },
    signal: AbortSignal,
  ): Promise<ListPage['metadata']> {
    const page = await this.options.client.json<ListPage>(path, {
      query: { limit: PAGE_SIZE, continue: next },
      signal,
    });
    (page.items ?? []).forEach(item => objects.add(item));
    return page.metadata;
  }

  private async watch(path: string, signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    const startedMs = clock.nowMs();
    const ended = new AbortController();
    // By then the server has refused the watch, or it has taken it from a version that it knows.
    void clock.sleep(OPENING_MS + 1, ended.signal).then(() => {
      if (!ended.signal.aborted && !signal.aborted) this.progress();
    });
    let events = 0;
    try {
      await this.follow(path, signal, line => {
        events += 1;
        this.apply(parseEvent(line));
      });
    } finally {
      ended.abort();
    }
    if (events === 0 && clock.nowMs() - startedMs < SHORT_WATCH_MS) {
      throw new BadWatchError('the watch ended at once');
    }
  }

  private follow(
    path: string,
    signal: AbortSignal,
    onLine: (line: string) => void,
  ): Promise<void> {
    const { client, clock } = this.options;
    const seconds = Math.round(
      WATCH_SECONDS.least + clock.random() * WATCH_SECONDS.spread,
    );
    const query = {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion: this.resourceVersion,
      timeoutSeconds: seconds,
    };
    // The server ends it in time; if the connection hangs, we do.
    const timeoutMs = (seconds + 30) * 1_000;
    return client.lines(path, { query, signal, timeoutMs }, onLine);
  }

  private apply({ type, object }: WatchEvent): void {
    const { sink } = this.options;
    if (type === 'ERROR') {
      if (object.code === 410) throw new ExpiredError();
      throw new BadWatchError(`watch: ${object.message ?? 'unknown error'}`);
    }
    if (type === 'DELETED') sink.remove(object);
    else if (type === 'ADDED' || type === 'MODIFIED') sink.upsert(object);
    this.resourceVersion = object.metadata.resourceVersion;
    this.progress();
  }

  private progress(): void {
    this.failures = 0;
    this.source.succeed();
  }

  /** Takes note of a failure, so that the next try is not the same again. */
  private learn(error: unknown): void {
    const { discovery } = this.options;
    const isExpired = error instanceof ExpiredError || isStatus(error, 410);
    // Where it is the list that took longer than the server keeps its version, the next may, too.
    if (isExpired && this.resourceVersion !== undefined) {
      this.resourceVersion = undefined;
      return;
    }
    // A kind that was served and is not any more: its CRD was deleted, or the server is starting.
    if (isStatus(error, 404)) discovery.invalidate();
    this.failures += 1;
    const most = isAnswer(error)
      ? FAILURES_PER_VERSION.answered
      : FAILURES_PER_VERSION.unanswered;
    if (this.failures >= most) {
      this.resourceVersion = undefined;
      this.failures = 0;
    }
    this.source.fail(...this.explain(error));
  }

  private explain(error: unknown): [unknown, string] {
    const { plural } = this.options.entry;
    const message = messageOf(error);
    if (isStatus(error, 403)) {
      return [
        new DeniedError(message),
        `the agent may not read ${plural}: grant list and watch in its ClusterRole (${message})`,
      ];
    }
    const isDenied = error instanceof KubeError && error.isDenied;
    return [isDenied ? new DeniedError(message) : error, message];
  }
}
