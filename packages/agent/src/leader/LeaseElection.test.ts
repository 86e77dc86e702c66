import { KubeClient } from '../kubernetes/KubeClient';
import { createLogger } from '../Logger';
import { FakeKubeApi } from '../testing/FakeKubeApi';
import { ManualClock } from '../testing/ManualClock';
import { LeaseElection } from './LeaseElection';

describe('LeaseElection', () => {
  let api: FakeKubeApi;
  let client: KubeClient;
  const candidates: Candidate[] = [];

  class Candidate {
    readonly clock: ManualClock;
    readonly stop = new AbortController();
    readonly election: LeaseElection;
    running: Promise<void> | undefined;

    constructor(identity: string, startMs: number) {
      this.clock = new ManualClock(startMs);
      this.election = new LeaseElection({
        client,
        namespace: 'atlhyper',
        name: 'agent',
        identity,
        address: `${identity}:8095`,
        clock: this.clock,
        logger: createLogger('error', () => {}),
      });
      candidates.push(this);
    }
    start() {
      this.running = this.election.run(this.stop.signal);
      return this;
    }
    /** One try, two seconds later. */
    async next() {
      await this.clock.untilAsleep();
      this.clock.set(this.clock.nowMs() + 2_000);
      await this.clock.untilAsleep();
    }
    async end() {
      this.stop.abort();
      await this.running;
    }
  }

  beforeEach(async () => {
    api = new FakeKubeApi();
    client = new KubeClient(await api.start());
  });
  afterEach(async () => {
    api.refuse(() => false);
    await Promise.all(candidates.splice(0).map(c => c.end()));
    await api.stop();
  });

  const start = async (identity: string, startMs = 1_000_000) => {
    const candidate = new Candidate(identity, startMs).start();
    await candidate.clock.untilAsleep();
    return candidate;
  };

  it('lets one of two lead, and the other know where', async () => {
    const a = await start('a');
    // Clocks of different machines are far apart: they are never compared.
    const b = await start('b', 9_000_000);
    expect(a.election.isLeader).toBe(true);
    expect(b.election.isLeader).toBe(false);
    expect(a.election.leaderAddress).toBeUndefined();
    expect(b.election.leaderAddress).toBe('a:8095');
  });

  it('keeps the lead as long as it is renewed', async () => {
    const a = await start('a');
    const b = await start('b');
    for (let i = 0; i < 20; i++) {
      await a.next();
      await b.next();
    }
    expect(a.election.isLeader).toBe(true);
    expect(b.election.isLeader).toBe(false);
  });

  it('takes over once the lease was not renewed for 15 s', async () => {
    await start('a');
    const b = await start('b');
    for (let i = 0; i < 7; i++) await b.next();
    expect(b.election.isLeader).toBe(false);
    await b.next();
    expect(b.election.isLeader).toBe(true);
  });

  it('takes over in time although its clock was set back', async () => {
    await start('a');
    const b = new Candidate('b', 9_000_000);
    let backMs = 0;
    const { clock } = b;
    const nowMs = clock.nowMs.bind(clock);
    jest.spyOn(clock, 'nowMs').mockImplementation(() => nowMs() - backMs);
    b.start();
    const next = async () => {
      await clock.untilAsleep();
      clock.set(nowMs() + 2_000);
      await clock.untilAsleep();
    };
    await next();
    backMs = 3_600_000;
    for (let i = 0; i < 9; i++) await next();
    expect(b.election.isLeader).toBe(true);
  });

  it('gives up by itself, before anyone else takes over, when it cannot renew', async () => {
    const a = await start('a');
    const { aborted } = a.election.lost();
    expect(aborted).toBe(false);
    const lost = a.election.lost();
    api.refuse(() => 500);
    for (let i = 0; i < 5; i++) await a.next();
    expect(lost.aborted).toBe(false);
    await a.next();
    expect(lost.aborted).toBe(true);
    expect(a.election.isLeader).toBe(false);
  });

  it('lets only one of two that take over at the same moment win', async () => {
    const a = await start('a');
    const b = await start('b');
    const c = await start('c');
    await a.next();
    for (const candidate of [b, c]) {
      for (let i = 0; i < 7; i++) await candidate.next();
    }
    await Promise.all([b.next(), c.next()]);
    await Promise.all([b.next(), c.next()]);
    expect([b, c].filter(x => x.election.isLeader)).toHaveLength(1);
  });

  it('gives the lead away when it stops', async () => {
    const a = await start('a');
    const b = await start('b');
    const leads = b.election.untilLeader(new AbortController().signal);
    await a.end();
    await b.next();
    await leads;
    expect(b.election.isLeader).toBe(true);
  });

  it('stops waiting for the lead when told to', async () => {
    await start('a');
    const b = await start('b');
    const stop = new AbortController();
    const waiting = b.election.untilLeader(stop.signal);
    stop.abort();
    await waiting;
    expect(b.election.isLeader).toBe(false);
  });
});
