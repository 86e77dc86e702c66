import {
  heartbeatResponseSchema,
  openSessionResponseSchema,
  PUSH_LIMITS,
  pushResponseSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { digestOf } from '../__testUtils__/digestOf';
import { routeRow, slotAt, SLOT_MS } from '../__testUtils__/examples';
import { PluginHarness, startPlugin } from '../__testUtils__/startPlugin';

jest.setTimeout(60_000);

const PUSH = '/api/atlhyper/agent/v1/push';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('the agents’ routes on %s', id => {
  let harness: PluginHarness;
  let knex: Knex;
  let token: string;

  beforeEach(async () => {
    knex = await databases.init(id);
    harness = await startPlugin({ knex });
    token = await harness.register('prod');
  });

  afterEach(async () => {
    await harness.backend.stop();
  });

  const heartbeat = {
    protocol: 1,
    streamId: 'stream-1',
    agent: {
      version: '1.0.0',
      hostname: 'agent-0',
      startedMs: 1,
      leader: true,
    },
    sources: [{ name: 'traefik', state: 'ok', lastSuccessMs: 1 }],
    spool: { slots: 0, bytes: 0 },
  };

  describe('tokens', () => {
    it.each([
      ['no header', undefined],
      ['another scheme', 'Basic YTpi'],
      ['an unknown token', 'Bearer atlh_unknown'],
      ['a token of Backstage', 'Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2ln'],
      ['an empty token', 'Bearer '],
    ])('refuses %s', async (_, authorization) => {
      const post = request(harness.backend.server).post(PUSH).send({});
      const answer = await (authorization
        ? post.set('Authorization', authorization)
        : post);
      expect(answer.status).toBe(401);
      expect(answer.body.error.name).toBe('AuthenticationError');
    });

    it('is checked before the body is looked at', async () => {
      const answer = await request(harness.backend.server)
        .post(PUSH)
        .set('Content-Type', 'application/json')
        .set('Content-Encoding', 'gzip')
        .send('this is no gzip');
      expect(answer.status).toBe(401);
    });

    it('refuses a revoked token at once', async () => {
      const { body } = await harness.get('/v2/clusters/prod/tokens');
      const revoked = await harness.delete(
        `/v2/clusters/prod/tokens/${body.tokens[0].id}`,
      );
      expect(revoked.status).toBe(204);
      const answer = await harness.agentPost(token, 'heartbeat', heartbeat);
      expect(answer.status).toBe(401);
    });

    it('speaks for its own cluster only', async () => {
      const other = await harness.register('other');
      const session = await harness.openSession(token);
      const answer = await harness.agentPost(
        other,
        'push',
        session.toBody({ gaps: [] }),
      );
      expect(answer.status).toBe(409);
      expect(answer.body.error.code).toBe('session_unknown');
    });

    it('gives no way into the rest of the plugin', async () => {
      const answer = await request(harness.backend.server)
        .get('/api/atlhyper/v2/clusters')
        .set('Authorization', `Bearer ${token}`);
      expect(answer.status).toBe(401);
    });

    it('is stored as its hash, with its last use to the minute', async () => {
      const rows = await knex('agent_tokens').select();
      expect(JSON.stringify(rows)).not.toContain(token);
      const updates: string[] = [];
      knex.on('query', query => {
        if (/update .agent_tokens/.test(query.sql)) {
          updates.push(query.sql);
        }
      });
      for (let i = 0; i < 3; i++) {
        await harness.agentPost(token, 'heartbeat', heartbeat);
      }
      expect(updates).toHaveLength(1);
      const { body } = await harness.get('/v2/clusters/prod/tokens');
      expect(Date.now() - body.tokens[0].lastUsedMs).toBeLessThan(60_000);
    });
  });

  describe('limits', () => {
    async function postRaw(
      body: Buffer | string,
      headers: Record<string, string> = {},
    ) {
      return request(harness.backend.server)
        .post(PUSH)
        .set('Authorization', `Bearer ${token}`)
        .set('Content-Type', 'application/json')
        .set(headers)
        .serialize(data => data as string)
        .send(body as string);
    }

    it('refuses what is no JSON by its type', async () => {
      const answer = await postRaw('{}', { 'Content-Type': 'text/plain' });
      expect(answer.status).toBe(415);
    });

    it('refuses a body that inflates beyond 1 MB', async () => {
      const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, ' '));
      expect(bomb.length).toBeLessThan(400_000);
      const answer = await postRaw(bomb, { 'Content-Encoding': 'gzip' });
      expect(answer.status).toBe(413);
    });

    it('refuses a body that says it is too large before reading it', async () => {
      const answer = await postRaw(
        ' '.repeat(PUSH_LIMITS.maxInflatedBytes + 1),
      );
      expect(answer.status).toBe(413);
    });

    it('cuts off compressed data that never ends and holds nothing', async () => {
      const { port } = harness.backend.server.address() as AddressInfo;
      const empty = gzipSync('');
      const failure = await new Promise<unknown>((resolve, reject) => {
        const post = http.request(
          { port, path: PUSH, method: 'POST' },
          response => resolve(response.statusCode),
        );
        post.setHeader('Authorization', `Bearer ${token}`);
        post.setHeader('Content-Type', 'application/json');
        post.setHeader('Content-Encoding', 'gzip');
        post.on('error', resolve);
        let sentBytes = 0;
        const chunk = Buffer.concat(Array(5_000).fill(empty));
        const send = () => {
          sentBytes += chunk.length;
          if (sentBytes > 64 * PUSH_LIMITS.maxInflatedBytes) {
            reject(new Error('the plugin takes in whatever comes'));
          } else {
            post.write(chunk, () => setImmediate(send));
          }
        };
        send();
      });
      expect([400, 413, 'ECONNRESET', 'EPIPE']).toContain(
        typeof failure === 'number'
          ? failure
          : (failure as NodeJS.ErrnoException).code,
      );
    });

    it.each([
      ['broken gzip', 'no gzip', { 'Content-Encoding': 'gzip' }, 400],
      ['broken JSON', '{"a":', {}, 400],
      ['an empty body', '', {}, 400],
      ['deep nesting', '['.repeat(100_000), {}, 400],
      ['another encoding', '{}', { 'Content-Encoding': 'zstd' }, 415],
    ])('refuses %s', async (_, body, headers, status) => {
      const answer = await postRaw(body, headers as Record<string, string>);
      expect(answer.status).toBe(status);
    });

    it('names the path and the rule of what is wrong', async () => {
      const session = await harness.openSession(token);
      const startMs = recentSlotMs();
      const slots = [{ ...slotAt(startMs, []), startMs: startMs + 1 }];
      const answer = await session.pushSlots(1, slots);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toBe(
        `Invalid request: 'slots[0].startMs': startMs must be a multiple of durationMs`,
      );
    });

    it('refuses more than 2,000 rows', async () => {
      const session = await harness.openSession(token);
      const rows = Array.from({ length: 2_001 }, (_, i) =>
        routeRow('a.example', `/${i}`, { 200: 1 }),
      );
      const most = await session.pushSlots(1, [
        slotAt(recentSlotMs(), rows.slice(0, 2_000)),
      ]);
      expect(most.body).toMatchObject({ result: 'applied' });
      const answer = await session.pushSlots(2, [slotAt(recentSlotMs(), rows)]);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toMatch(/2000 rows.*2001/);
    });

    it('refuses a pod whose data is not that of a pod', async () => {
      const session = await harness.openSession(token);
      const pod = {
        kind: 'pod',
        namespace: 'shop',
        name: 'web-1',
        uid: 'u',
        resourceVersion: '1',
        data: { labels: {}, ready: 'yes', restarts: 0 },
      };
      const answer = await session.push({
        resources: {
          generation: 1,
          complete: true,
          upserts: [pod],
          deletes: [],
        },
      });
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toMatch(
        /^'resources.upserts\[0\].data.ready': /,
      );
    });
  });

  describe('slot times', () => {
    const HOUR_MS = 3_600_000;

    it.each([
      ['23 h 59 min old', -24 * HOUR_MS + 60_000, 200],
      ['older than 24 h', -24 * HOUR_MS - 90_000, 400],
      ['just begun', 0, 200],
      ['2 min ahead', 120_000, 409],
    ])('live, %s: %i ms → %i', async (_, offsetMs, status) => {
      const session = await harness.openSession(token);
      const startMs = Math.floor((Date.now() + offsetMs) / SLOT_MS) * SLOT_MS;
      const answer = await session.pushSlots(1, [slotAt(startMs, [])]);
      expect(answer.status).toBe(status);
    });

    it('fences nobody off for an agent of another cluster', async () => {
      const session = await harness.openSession(token);
      const stranger = await harness.agentPost(token, 'session', {
        protocol: 1,
        role: 'live',
        clusterId: 'elsewhere',
        streamId: 'stream-2',
        agent: { version: '1.0.0', hostname: 'agent-1' },
      });
      expect(stranger.status).toBe(409);
      expect(stranger.body.error.code).toBe('cluster_mismatch');
      const answer = await session.pushSlots(1, [slotAt(recentSlotMs(), [])]);
      expect(answer.body).toMatchObject({ result: 'applied' });
    });

    it('takes older slots in the backfill role, of a token with the right to it', async () => {
      await expect(
        harness.openSession(token, { role: 'backfill' }),
      ).rejects.toThrow(/^403.*no right to backfill/);
      const allowed = await harness.register('history', true);
      const session = await harness.openSession(allowed, { role: 'backfill' });
      const startMs = recentSlotMs() - 20 * 24 * HOUR_MS;
      const row = routeRow('a.example', '/', { 200: 5 });
      const answer = await session.pushSlots(1, [slotAt(startMs, [row])]);
      expect(answer.body).toMatchObject({ result: 'applied' });
      const tooOld = slotAt(recentSlotMs() - 401 * 24 * HOUR_MS, [row]);
      const refused = await session.pushSlots(2, [tooOld]);
      expect(refused.status).toBe(400);
      expect(refused.body.error.message).toMatch(
        /'slots\[0\]' is older than anything that is kept/,
      );
      const state = await session.push({
        nodes: [{ node: 'node-1', timestampMs: startMs }],
      });
      expect(state.status).toBe(400);
      expect(state.body.error.message).toMatch(/backfill role/);
    });
  });

  it('answers in the shapes of the protocol', async () => {
    const { body: opened } = await harness.agentPost(token, 'session', {
      protocol: 1,
      role: 'live',
      streamId: 'stream-1',
      agent: { version: '1.0.0', hostname: 'agent-0' },
    });
    expect(openSessionResponseSchema.strict().parse(opened)).toMatchObject({
      clusterId: 'prod',
      epoch: 1,
      resourceGeneration: 0,
    });
    const session = await harness.openSession(token);
    const startMs = recentSlotMs();
    const pushed = await session.pushSlots(1, [slotAt(startMs, [])]);
    expect(pushResponseSchema.strict().parse(pushed.body)).toMatchObject({
      result: 'applied',
      ackedThroughMs: startMs + SLOT_MS,
      resync: false,
    });
    const beat = await harness.agentPost(token, 'heartbeat', heartbeat);
    expect(heartbeatResponseSchema.strict().parse(beat.body)).toMatchObject({
      ackedThroughMs: startMs + SLOT_MS,
    });
    const { body } = await harness.get('/v2/clusters');
    expect(body.clusters[0]).toMatchObject({
      status: 'connected',
      agents: [{ hostname: 'agent-0', sources: [{ name: 'traefik' }] }],
    });
  });

  it('tells conflicts apart by the code in the error body', async () => {
    const session = await harness.openSession(token);
    const slots = [slotAt(recentSlotMs(), [])];
    await session.pushSlots(1, slots);
    const other = [slotAt(recentSlotMs() - SLOT_MS, [])];
    const answer = await session.push({
      sequence: 1,
      digest: digestOf(other),
      slots: other,
    });
    expect(answer.status).toBe(409);
    expect(answer.body.error).toMatchObject({
      name: 'ConflictError',
      code: 'sequence_conflict',
    });
  });

  it('counts a part once that arrives several times at once', async () => {
    const session = await harness.openSession(token);
    const row = routeRow('a.example', '/', { 200: 3 });
    const slots = [slotAt(recentSlotMs(), [row])];
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => session.pushSlots(1, slots)),
    );
    const results = answers.map(answer => answer.body.result).sort();
    expect(results).toEqual(['applied', ...Array(4).fill('duplicate')]);
    const { body } = await harness.get('/v2/slo/domains');
    expect(body.domains[0].summary.total_requests).toBe(3);
  });
});

function recentSlotMs(): number {
  return Math.floor(Date.now() / SLOT_MS) * SLOT_MS - SLOT_MS;
}
