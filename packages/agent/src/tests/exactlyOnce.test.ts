import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import atlhyperPlugin from '@atlhyper/backstage-plugin-atlhyper-backend';
import {
  clustersResponseSchema,
  domainsResponseSchema,
  type Gap,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { eventually } from '../testing/eventually';
import { FakeTraefik } from '../testing/FakeTraefik';
import { SteppedAgent } from '../testing/SteppedAgent';

jest.setTimeout(180_000);

const SLOT_MS = 30_000;
const HOUR_MS = 3_600_000;
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** What the network does to the next pushes. */
type Weather =
  | 'fine'
  /** The backend is away. */
  | 'down'
  /** It dies before it commits: nothing is counted, no answer comes. */
  | 'cut_before_commit'
  /** It dies after it committed: all is counted, no answer comes. */
  | 'cut_after_commit'
  /** Every request arrives twice. */
  | 'twice'
  /** A copy of the request turns up again later, after others. */
  | 'echo';

/** The real backend plugin, a Traefik whose truth is known, and a clock that only the test moves. */
class World {
  nowMs = Date.UTC(2026, 10, 20, 3, 0, 10);
  weather: Weather = 'fine';
  traefik!: FakeTraefik;
  url!: string;
  token!: string;
  traefikPort!: number;
  private backend!: TestBackend;
  private readonly echoes: (() => Promise<unknown>)[] = [];
  private readonly directories: string[] = [];
  /** Requests served before each time, for what a gap may have cost. */
  private readonly served: { atMs: number; truth: number }[] = [];

  async start(): Promise<void> {
    // The plugin takes `Date.now` as its clock when it starts.
    jest.spyOn(Date, 'now').mockImplementation(() => this.nowMs);
    this.backend = await startTestBackend({
      features: [
        atlhyperPlugin,
        mockServices.database.factory({
          knex: await databases.init('SQLITE_3'),
        }),
      ],
    });
    const { port } = this.backend.server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;
    const registered = await this.post('clusters', { id: 'test' });
    this.token = registered.token.secret;
    this.traefik = new FakeTraefik(this.nowMs - HOUR_MS);
    this.traefikPort = await this.traefik.start();
  }

  async stop(): Promise<void> {
    await this.traefik.stop();
    await this.backend.stop();
    this.directories.forEach(dir => rmSync(dir, { recursive: true }));
    jest.restoreAllMocks();
  }

  stateDir(): string {
    const directory = mkdtempSync(join(tmpdir(), 'atlhyper-agent-'));
    this.directories.push(directory);
    return directory;
  }

  agent(
    stateDir: string,
    maxSpoolBytes?: number,
    collectIntervalMs?: number,
  ): SteppedAgent {
    return new SteppedAgent({
      stateDir,
      backendUrl: this.url,
      token: this.token,
      traefikPort: this.traefikPort,
      nowMs: () => this.nowMs,
      fetch: (input, init) => this.carry(input, init),
      maxSpoolBytes,
      collectIntervalMs,
    });
  }

  serve(requests: number, code = '200'): void {
    this.traefik.serve('web@docker', requests, { code });
    this.note();
  }

  /** Moves to `afterMs` past the next boundary of slots and gives that boundary. */
  nextBoundary(afterMs = 250): number {
    const boundaryMs = (Math.floor(this.nowMs / SLOT_MS) + 1) * SLOT_MS;
    this.note();
    this.nowMs = boundaryMs + afterMs;
    return boundaryMs;
  }

  /** How many requests were served in `(fromMs, toMs]`. */
  servedBetween({ fromMs, toMs }: Pick<Gap, 'fromMs' | 'toMs'>): number {
    const before = (ms: number) =>
      this.served.filter(s => s.atMs <= ms).pop()?.truth ?? 0;
    return before(toMs) - before(fromMs);
  }

  /** All requests that the backend shows. */
  async stored(): Promise<number> {
    const response = await fetch(
      `${this.url}/api/atlhyper/v2/slo/domains?window=1d`,
    );
    const body = domainsResponseSchema.parse(await response.json());
    return [
      ...body.domains.map(d => d.summary),
      ...body.shared.map(s => s.current),
      ...body.unmapped.map(u => u.current),
    ].reduce((sum, figures) => sum + figures.total_requests, 0);
  }

  async gaps(): Promise<Gap[]> {
    const response = await fetch(`${this.url}/api/atlhyper/v2/clusters`);
    return clustersResponseSchema.parse(await response.json()).clusters[0].gaps;
  }

  /** Lets what was held up arrive now. */
  async releaseEchoes(): Promise<void> {
    for (const send of this.echoes.splice(0)) await send();
  }

  async untilScraped(times: number): Promise<void> {
    await eventually(() => {
      if (this.traefik.scrapes < times) throw new Error('not scraped yet');
    });
  }

  private note(): void {
    this.served.push({ atMs: this.nowMs, truth: this.traefik.truth });
  }

  private async carry(
    input: Parameters<typeof fetch>[0],
    init?: RequestInit,
  ): Promise<Response> {
    const send = () => fetch(input, init);
    switch (this.weather) {
      case 'down':
      case 'cut_before_commit':
        throw new TypeError('fetch failed');
      case 'cut_after_commit':
        await (await send()).text();
        throw new TypeError('fetch failed');
      case 'twice':
        await (await send()).text();
        return send();
      case 'echo':
        this.echoes.push(() => fetch(input, { ...init, signal: null }));
        return send();
      default:
        return send();
    }
  }

  private async post(path: string, body: unknown) {
    const response = await fetch(`${this.url}/api/atlhyper/v2/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  }
}

/** A small generator of its own, so that a failure can be repeated by its seed. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('every request is counted exactly once', () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    await world.start();
  });
  afterEach(() => world.stop());

  /** First sight of the running Traefik: what it counted before is not ours. */
  async function begin(agent: SteppedAgent): Promise<number> {
    world.serve(1_000);
    await agent.round(world.nextBoundary());
    return world.traefik.truth;
  }

  it('through an outage of an hour in which the spool has to merge slots', async () => {
    const agent = world.agent(world.stateDir(), 20_000);
    const before = await begin(agent);
    world.weather = 'down';
    for (let slot = 0; slot < 120; slot++) {
      world.serve(7 + (slot % 5));
      world.serve(1, '503');
      await agent.round(world.nextBoundary());
      expect(await agent.deliver()).toBe('unreachable');
    }
    const { slots, bytes } = agent.store.spoolStats();
    expect(slots).toBeLessThan(60);
    expect(bytes).toBeLessThanOrEqual(20_000);
    expect(await world.stored()).toBe(0);

    world.weather = 'fine';
    expect(await agent.deliver()).toBe('done');
    expect(await world.stored()).toBe(world.traefik.truth - before);
    expect(await world.gaps()).toEqual([]);
    agent.kill();
  });

  it('when the backend dies before or after it commits, and when pushes arrive twice or late', async () => {
    const agent = world.agent(world.stateDir());
    const before = await begin(agent);
    const weathers: Weather[] = [
      'cut_before_commit',
      'cut_after_commit',
      'twice',
      'echo',
      'fine',
    ];
    for (let slot = 0; slot < 40; slot++) {
      world.serve(11);
      await agent.round(world.nextBoundary());
      world.weather = weathers[slot % weathers.length];
      await agent.deliver();
      if (slot % 7 === 0) await world.releaseEchoes();
    }
    world.weather = 'fine';
    expect(await agent.deliver()).toBe('done');
    await world.releaseEchoes();
    expect(await world.stored()).toBe(world.traefik.truth - before);
    agent.kill();
  });

  it('when the agent is killed between scraping and storing', async () => {
    const stateDir = world.stateDir();
    let agent = world.agent(stateDir);
    const before = await begin(agent);
    for (let slot = 0; slot < 5; slot++) {
      world.serve(13);
      const killed = new AbortController();
      const round = agent.round(world.nextBoundary(), killed.signal);
      // The answer of the scrape is on its way, or there: nothing of it is stored yet.
      killed.abort();
      await round.catch(() => {});
      agent.kill();
      agent = world.agent(stateDir);
    }
    await agent.round(world.nextBoundary());
    expect(await agent.deliver()).toBe('done');
    expect(await world.stored()).toBe(world.traefik.truth - before);
    agent.kill();
  });

  it('when the agent is killed between freezing a part and sending it', async () => {
    const stateDir = world.stateDir();
    const agent = world.agent(stateDir);
    const before = await begin(agent);
    world.serve(17);
    await agent.round(world.nextBoundary());
    const frozen = agent.store.next();
    agent.kill();

    const successor = world.agent(stateDir);
    world.serve(19);
    await successor.round(world.nextBoundary());
    expect(successor.store.next()).toEqual(frozen);
    expect(await successor.deliver()).toBe('done');
    expect(await world.stored()).toBe(world.traefik.truth - before);
    successor.kill();
  });

  it('when the agent is killed between sending a part and reading the answer', async () => {
    const stateDir = world.stateDir();
    let agent = world.agent(stateDir);
    const before = await begin(agent);
    for (let slot = 0; slot < 5; slot++) {
      world.serve(23);
      await agent.round(world.nextBoundary());
      await agent.deliver();
      world.weather = 'cut_after_commit';
      world.serve(1);
      await agent.round(world.nextBoundary());
      await agent.deliver();
      agent.kill();
      world.weather = 'fine';
      agent = world.agent(stateDir);
    }
    expect(await agent.deliver()).toBe('done');
    expect(await world.stored()).toBe(world.traefik.truth - before);
    agent.kill();
  });

  it('when the agent’s process is killed with SIGKILL, again and again, at any moment', async () => {
    const random = createRandom(11);
    const options = {
      stateDir: world.stateDir(),
      backendUrl: world.url,
      token: world.token,
      traefikPort: world.traefikPort,
      startMs: world.nowMs,
    };
    world.serve(500);
    const before = world.traefik.truth;
    // The processes run through the time of this test faster than it passes.
    world.nowMs += 12 * HOUR_MS;
    const start = (mode: 'run' | 'drain'): ChildProcess =>
      spawn(
        process.execPath,
        [
          resolve(__dirname, '../testing/runSteppedAgent.cjs'),
          JSON.stringify({ ...options, mode }),
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
    let firstScrape = true;
    world.traefik.onScrape = () => {
      if (!firstScrape) world.serve(Math.ceil(random() * 9));
      firstScrape = false;
    };
    // However slow the machine is, enough must have happened to be killed in the middle of.
    const isEnough = (kills: number) =>
      kills >= 12 && (world.traefik.scrapes > 20 || kills >= 100);
    for (let kill = 0; !isEnough(kill); kill++) {
      const child = start('run');
      const exited = new Promise(done => {
        child.once('exit', (_, signal) => done(signal));
      });
      await new Promise(ready => {
        child.stdout!.once('data', ready);
      });
      // What was served before the first round was stored is nobody's: it is a first sight.
      await world.untilScraped(kill === 0 ? 2 : 0);
      await new Promise(wait => {
        setTimeout(wait, random() * 300);
      });
      child.kill('SIGKILL');
      expect(await exited).toBe('SIGKILL');
    }
    const scrapesBefore = world.traefik.scrapes;
    world.traefik.onScrape = () => {};
    const drained = await new Promise(done => {
      start('drain').once('exit', code => done(code));
    });
    expect(drained).toBe(0);
    expect(scrapesBefore).toBeGreaterThan(20);
    expect(world.traefik.truth).toBeGreaterThan(before);
    expect(await world.stored()).toBe(world.traefik.truth - before);
    expect(await world.gaps()).toEqual([]);
  });

  it('after a pause of the agent of hours, spread over the time of the pause', async () => {
    const stateDir = world.stateDir();
    const agent = world.agent(stateDir);
    const before = await begin(agent);
    agent.kill();
    world.serve(36_001);
    world.nowMs += 3 * HOUR_MS;
    const successor = world.agent(stateDir);
    await successor.round(world.nextBoundary());
    expect(await successor.deliver()).toBe('done');
    expect(await world.stored()).toBe(world.traefik.truth - before);
    expect(await world.gaps()).toEqual([]);
    successor.kill();
  });

  it('but not what Traefik counted after the last scrape before it restarted', async () => {
    const agent = world.agent(world.stateDir());
    const before = await begin(agent);
    world.serve(29);
    await agent.round(world.nextBoundary());
    const lost = 31;
    world.serve(lost);
    world.traefik.restart(world.nowMs + 1_000);
    world.nowMs += 5_000;
    world.serve(50);
    await agent.round(world.nextBoundary());
    expect(await agent.deliver()).toBe('done');
    expect(await world.stored()).toBe(world.traefik.truth - before - lost);
    agent.kill();
  });

  it('but the time in which agent and Traefik were away is a recorded gap', async () => {
    const stateDir = world.stateDir();
    const agent = world.agent(stateDir);
    const before = await begin(agent);
    agent.kill();
    const lastScrapeMs = world.nowMs;
    world.serve(31);
    world.nowMs += HOUR_MS;
    const startedMs = world.nowMs;
    world.traefik.restart(startedMs);
    world.nowMs += 5_000;
    world.serve(50);
    const successor = world.agent(stateDir);
    await successor.round(world.nextBoundary());
    expect(await successor.deliver()).toBe('done');
    expect(await world.stored()).toBe(world.traefik.truth - before - 31);
    const [gap, ...others] = await world.gaps();
    expect(others).toEqual([]);
    expect(Math.abs(gap.fromMs - lastScrapeMs)).toBeLessThan(1_000);
    expect(Math.abs(gap.toMs - startedMs)).toBeLessThan(1_000);
    successor.kill();
  });

  it('never twice across a change of leader, and what is missing is in recorded gaps', async () => {
    const random = createRandom(7);
    const agents = [
      world.agent(world.stateDir()),
      world.agent(world.stateDir()),
    ];
    world.serve(1_000);
    for (const agent of agents) {
      await agent.round(world.nextBoundary());
    }
    let leader = 0;
    let changes = 0;
    const before = world.traefik.truth;
    for (let slot = 0; slot < 60; slot++) {
      world.nowMs += 1_000;
      world.serve(Math.floor(random() * 40));
      const boundaryMs = world.nextBoundary();
      await agents[leader].round(boundaryMs);
      // The two never scrape at the same moment.
      world.nowMs += 500;
      world.serve(Math.floor(random() * 5));
      await agents[1 - leader].round(boundaryMs);
      world.weather = random() < 0.2 ? 'cut_after_commit' : 'fine';
      await agents[leader].deliver();
      if (random() < 0.2) {
        agents[leader].standBy();
        leader = 1 - leader;
        changes += 1;
      }
    }
    world.weather = 'fine';
    await agents[leader].round(world.nextBoundary());
    // If the other one led last, the first attempt only learns that it was fenced off.
    await agents[leader].deliver();
    expect(await agents[leader].deliver()).toBe('done');
    const gaps = await world.gaps();
    const missing = gaps.reduce(
      (sum, gap) => sum + world.servedBetween(gap),
      0,
    );
    expect(changes).toBeGreaterThan(5);
    expect(gaps.length).toBeLessThanOrEqual(changes);
    gaps.forEach(gap =>
      expect(gap.toMs - gap.fromMs).toBeLessThanOrEqual(SLOT_MS + 1_000),
    );
    expect(await world.stored()).toBe(world.traefik.truth - before - missing);
    agents.forEach(agent => agent.kill());
  });

  it.each([
    { collectMs: 5_000, laterMs: 1_000, whose: 'after the leader' },
    { collectMs: 5_000, laterMs: -1_000, whose: 'before the leader' },
    { collectMs: 30_000, laterMs: 1_000, whose: 'after the leader' },
    { collectMs: 30_000, laterMs: -1_000, whose: 'before the leader' },
  ])(
    'but for one scrape interval of $collectMs ms where the leader is killed and the standby scraped $whose',
    async ({ collectMs, laterMs }) => {
      const agentOf = () => world.agent(world.stateDir(), undefined, collectMs);
      let [leader, standby] = [agentOf(), agentOf()];
      let seenByLeader = 0;
      world.serve(1_000);
      let boundaryMs = world.nowMs - (world.nowMs % SLOT_MS);
      /** Both scrape at the next boundary, while requests go on. */
      const both = async (requests = 3) => {
        boundaryMs += collectMs;
        const order = laterMs > 0 ? [leader, standby] : [standby, leader];
        for (const [index, agent] of order.entries()) {
          world.nowMs = boundaryMs + 1_250 + index * Math.abs(laterMs);
          world.serve(requests);
          if (agent === leader) seenByLeader = world.traefik.truth;
          await agent.round(boundaryMs);
        }
      };
      const slot = async () => {
        do await both();
        while (boundaryMs % SLOT_MS !== 0);
        await leader.deliver();
      };
      // First sight: what was counted before is nobody's.
      await both(0);
      const before = world.traefik.truth;
      for (let change = 0; change < 3; change++) {
        await slot();
        await slot();
        // Somewhere within a slot.
        if (collectMs < SLOT_MS) await both();
        leader.kill();
        [leader, standby] = [standby, agentOf()];
        await slot();
        await leader.deliver();
      }
      // A gap travels with the next part.
      await slot();
      const gaps = await world.gaps();
      const changes = gaps.filter(gap => gap.reason === 'change of leader');
      const missing = changes.reduce(
        (sum, gap) => sum + world.servedBetween(gap),
        0,
      );
      for (const { fromMs, toMs } of changes) {
        expect(toMs - fromMs).toBeLessThanOrEqual(
          laterMs > 0 ? laterMs : collectMs,
        );
      }
      expect(await world.stored()).toBe(seenByLeader - before - missing);
      expect(gaps.length).toBeLessThanOrEqual(3);
      leader.kill();
      standby.kill();
    },
  );

  it.each([5, 6, 7])(
    'never twice across a change of leader where scrapes fail, and what is missing lies in gaps (seed %i)',
    async seed => {
      const random = createRandom(seed);
      const agents = [
        world.agent(world.stateDir()),
        world.agent(world.stateDir()),
      ];
      world.serve(1_000);
      for (const agent of agents) await agent.round(world.nextBoundary());
      const before = world.traefik.truth;
      const failing = [false, false];
      let leader = 0;
      let changes = 0;
      const round = async (index: number, boundaryMs: number) => {
        if (random() < 0.3) failing[index] = !failing[index];
        world.traefik.failure = failing[index] ? 503 : undefined;
        await agents[index].round(boundaryMs);
        world.traefik.failure = undefined;
      };
      for (let slot = 0; slot < 60; slot++) {
        world.nowMs += 1_000;
        world.serve(Math.floor(random() * 40));
        const boundaryMs = world.nextBoundary();
        await round(leader, boundaryMs);
        world.nowMs += 500;
        world.serve(Math.floor(random() * 5));
        await round(1 - leader, boundaryMs);
        await agents[leader].deliver();
        if (random() < 0.2) {
          agents[leader].standBy();
          leader = 1 - leader;
          changes += 1;
        }
      }
      await agents[leader].round(world.nextBoundary());
      await agents[leader].deliver();
      expect(await agents[leader].deliver()).toBe('done');
      const counted = await world.stored();
      const truth = world.traefik.truth - before;
      const inGaps = (await world.gaps()).reduce(
        (sum, gap) => sum + world.servedBetween(gap),
        0,
      );
      expect(changes).toBeGreaterThan(5);
      expect(counted).toBeGreaterThan(0);
      expect(counted).toBeLessThanOrEqual(truth);
      expect(counted + inGaps).toBeGreaterThanOrEqual(truth);
      agents.forEach(agent => agent.kill());
    },
  );

  it('when a fenced-off agent goes on sending', async () => {
    const first = world.agent(world.stateDir());
    const before = await begin(first);
    world.serve(37);
    await first.round(world.nextBoundary());
    expect(await first.deliver()).toBe('done');

    const second = world.agent(world.stateDir());
    await second.round(world.nextBoundary());
    expect(await second.deliver()).toBe('done');
    world.serve(41);
    await first.round(world.nextBoundary());
    expect(await first.deliver()).toBe('fenced');
    expect(await world.stored()).toBe(world.traefik.truth - before - 41);
    first.kill();
    second.kill();
  });

  it.each([1, 2, 3])(
    'through a random day of all of it (seed %i)',
    async seed => {
      const random = createRandom(seed);
      const stateDir = world.stateDir();
      const spoolBytes = 30_000;
      let agent = world.agent(stateDir, spoolBytes);
      const before = await begin(agent);
      const weathers: Weather[] = [
        'fine',
        'fine',
        'down',
        'cut_before_commit',
        'cut_after_commit',
        'twice',
        'echo',
      ];
      for (let slot = 0; slot < 150; slot++) {
        world.serve(Math.floor(random() * 100), random() < 0.1 ? '500' : '200');
        const killInRound = random() < 0.05;
        const stop = new AbortController();
        const round = agent.round(world.nextBoundary(), stop.signal);
        if (killInRound) stop.abort();
        await round.catch(() => {});
        if (random() < 0.15) {
          world.weather = weathers[Math.floor(random() * weathers.length)];
        }
        if (random() < 0.05) agent.store.next();
        else await agent.deliver();
        if (random() < 0.1) await world.releaseEchoes();
        if (killInRound || random() < 0.05) {
          agent.kill();
          if (random() < 0.3)
            world.nowMs += Math.floor(random() * 20) * SLOT_MS;
          agent = world.agent(stateDir, spoolBytes);
        }
      }
      world.weather = 'fine';
      await agent.round(world.nextBoundary());
      expect(await agent.deliver()).toBe('done');
      await world.releaseEchoes();
      expect(await world.stored()).toBe(world.traefik.truth - before);
      expect(await world.gaps()).toEqual([]);
      agent.kill();
    },
  );
});
