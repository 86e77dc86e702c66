import { ApiDiscovery } from '@atlhyper/agent/src/kubernetes/ApiDiscovery';
import { EVENT_KIND, KINDS } from '@atlhyper/agent/src/kubernetes/kinds';
import { KubeClient, KubeError } from '@atlhyper/agent/src/kubernetes/KubeClient';
import { Reflector } from '@atlhyper/agent/src/kubernetes/Reflector';
import { ResourceStore } from '@atlhyper/agent/src/kubernetes/ResourceStore';
import { createLogger } from '@atlhyper/agent/src/Logger';
import { EventBook } from '@atlhyper/agent/src/events/EventBook';
import { ManualClock } from '@atlhyper/agent/src/testing/ManualClock';

type Answers = {
  list: () => object;
  /** Resolves when the server ends the watch. */
  watch: (signal: AbortSignal) => Promise<void>;
  /** Whether a path of discovery answers. */
  isServed?: (path: string) => boolean;
};

/** An API server whose answers are those of a case, in the time of a clock that the case moves. */
class CaseApi extends KubeClient {
  readonly listedMs: number[] = [];
  watches = 0;

  constructor(
    private readonly answers: Answers,
    private readonly clock: ManualClock,
  ) {
    super({ server: 'http://case', connect: async () => ({ headers: {} }) } as any);
  }

  override async json<T>(path: string): Promise<T> {
    if (this.answers.isServed?.(path) === false) {
      throw new KubeError(404, 'status 404: not found');
    }
    if (path === '/apis') {
      const groups = ['apps', 'traefik.io']
        .filter(name => this.answers.isServed?.(`/apis/${name}/v1`) ?? true)
        .map(name => ({ name, versions: [] }));
      return { groups } as T;
    }
    if (/^\/api(s\/[^/]+)?\/v[^/]+$/.test(path)) {
      const names = ['events', 'ingressroutes', 'pods', 'nodes'];
      return { resources: names.map(name => ({ name })) } as T;
    }
    this.listedMs.push(this.clock.nowMs());
    return this.answers.list() as T;
  }

  override async lines(
    path: string,
    { signal }: { signal: AbortSignal },
  ): Promise<void> {
    if (this.answers.isServed?.(path) === false) {
      throw new KubeError(404, 'status 404: not found');
    }
    this.watches += 1;
    await this.answers.watch(signal);
  }
}

function reflect(
  answers: Answers,
  options: { id: string; clock: ManualClock; stop: AbortSignal },
) {
  const { id, clock, stop } = options;
  const client = new CaseApi(answers, clock);
  const store = new ResourceStore(KINDS);
  const entry = KINDS.find(one => one.id === id);
  const reflector = new Reflector({
    entry: entry ?? EVENT_KIND,
    client,
    discovery: new ApiDiscovery(client, () => clock.nowMs()),
    sink: entry ? store.sinkOf(entry) : new EventBook(),
    clock,
    logger: createLogger('error', () => {}),
  });
  const running = reflector.run(stop);
  return { client, store, reflector, running };
}

/** Kind `watch`: from the second watch on the server ends it at once, with no line. */
export async function runWatch(input: {
  seconds: number;
  firstWatchSeconds: number;
}) {
  const clock = new ManualClock(0);
  const stop = new AbortController();
  let version = 1000;
  let fresh = true;
  const { client, running } = reflect(
    {
      list: () => {
        version += 1;
        fresh = true;
        return { metadata: { resourceVersion: `${version}` }, items: [] };
      },
      watch: async signal => {
        if (!fresh) return;
        fresh = false;
        await clock.sleep(input.firstWatchSeconds * 1000, signal);
      },
    },
    { id: 'event', clock, stop: stop.signal },
  );
  await clock.advance(input.seconds * 1000);
  stop.abort();
  await running;
  const [, second] = client.listedMs;
  return {
    lists: client.listedMs.length,
    watches: client.watches,
    listedAgainAfterSeconds: second === undefined ? null : second / 1000,
  };
}

/** Kind `watchState`: the first watch is refused, the second stays open. */
export async function runWatchState() {
  const clock = new ManualClock(0);
  const stop = new AbortController();
  let watches = 0;
  const { reflector, running } = reflect(
    {
      list: () => ({ metadata: { resourceVersion: '50' }, items: [] }),
      watch: async signal => {
        watches += 1;
        if (watches === 1) {
          throw new Error('connect ECONNREFUSED 192.0.2.1:6443');
        }
        await clock.sleep(600_000, signal);
      },
    },
    { id: 'ingressroute', clock, stop: stop.signal },
  );
  while (watches < 2) await clock.advance(1_000);
  await clock.advance(299_000);
  const { state, message } = reflector.state;
  stop.abort();
  await running;
  return [{ watchOpenForSeconds: 299, state, message }];
}

/** Kind `crdRestart`. */
export async function runCrdRestart(input: {
  objects: number;
  crdGroupAnswers404: { fromSecond: number; toSecond: number };
  seconds: number;
}) {
  const clock = new ManualClock(0);
  const stop = new AbortController();
  const { fromSecond, toSecond } = input.crdGroupAnswers404;
  const isDown = () =>
    clock.nowMs() >= fromSecond * 1000 && clock.nowMs() < toSecond * 1000;
  const { store, running } = reflect(
    {
      isServed: path => !(isDown() && path.includes('traefik.io')),
      list: () => ({
        metadata: { resourceVersion: '50' },
        items: Array.from({ length: input.objects }, (_, i) => ({
          metadata: {
            namespace: 'shop',
            name: `web-${i}`,
            uid: `${i}`,
            resourceVersion: '1',
          },
          spec: { routes: [] },
        })),
      }),
      watch: async signal => {
        const breaksMs = fromSecond * 1000 - clock.nowMs();
        await clock.sleep(breaksMs > 0 ? breaksMs : 300_000, signal);
      },
    },
    { id: 'ingressroute', clock, stop: stop.signal },
  );
  const objectsOverTime: { second: number; objects: number }[] = [];
  for (let second = 0; second < input.seconds; second += 1) {
    await clock.advance(1_000);
    objectsOverTime.push({
      second,
      objects: [...store.list('ingressroute')].length,
    });
  }
  stop.abort();
  await running;
  const counts = objectsOverTime.map(({ objects }) => objects);
  return { objectsOverTime: counts, fewest: Math.min(...counts) };
}
