import { pushRequestSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import { routeOf, routeRow, slotAt, SLOT_MS } from '../__testUtils__/examples';
import { parsePush } from './parsePush';

describe('parsePush', () => {
  const push = {
    protocol: 1,
    session: { role: 'live', epoch: 1 },
    streamId: 'stream-1',
    sentAtMs: 1,
    sequence: 1,
    digest: 'a'.repeat(64),
    slots: [
      slotAt(0, [routeRow('a.example', '/', { 200: 1 })], {
        nodes: [
          { node: 'a', metrics: { load1: { sum: 1, count: 1, max: 1 } } },
        ],
      }),
      slotAt(SLOT_MS, [routeRow('a.example', '/', { 503: 1 })]),
    ],
    nodes: [{ node: 'a', timestampMs: 1 }],
    resources: {
      generation: 1,
      complete: true,
      upserts: [
        { kind: 'node', name: 'a', uid: 'a', resourceVersion: '1', data: {} },
      ],
      deletes: [{ kind: 'node', name: 'b' }],
    },
    routes: {
      generation: 1,
      complete: true,
      upserts: [routeOf('a.example', '/')],
    },
  };

  it('gives what the schema gives', async () => {
    expect(await parsePush(push)).toEqual(pushRequestSchema.parse(push));
  });

  it.each([
    [null, /''/],
    [[], /''/],
    [{ ...push, slots: 1 }, /'slots'/],
    [{ ...push, slots: [1] }, /'slots\[0\]'/],
    [{ ...push, resources: null }, /'resources'/],
    [{ ...push, nodes: [{ node: 1 }] }, /'nodes\[0\].node'/],
    [{ ...push, more: 1 }, /"more"/],
    [
      {
        ...push,
        slots: [
          push.slots[0],
          { ...push.slots[1], requests: [push.slots[0].requests[0], {}] },
        ],
      },
      /'slots\[1\].requests\[1\].series'/,
    ],
    [
      { ...push, routes: { ...push.routes, upserts: [{ host: '' }] } },
      /'routes.upserts\[0\].host'/,
    ],
  ])('refuses %p', async (body, message) => {
    await expect(parsePush(body)).rejects.toThrow(message);
    expect(pushRequestSchema.safeParse(body).success).toBe(false);
  });

  it('looks no further than the first bad slot', async () => {
    const slots = Array.from({ length: 5_000 }, () => ({}));
    const parsed = parsePush({ ...push, slots });
    await expect(parsed).rejects.toThrow(/'slots\[0\].startMs'/);
    await expect(parsed).rejects.not.toThrow(/slots\[1\]|\d{2} more/);
  });

  it('does not look through what an object holds', async () => {
    const upsert = { ...push.resources.upserts[0], data: { status: {} } };
    const resources = { ...push.resources, upserts: [upsert] };
    const parsed = await parsePush({ ...push, resources });
    expect(parsed.resources!.upserts[0].data.status).toBe(upsert.data.status);
  });

  it('refuses slots without a sequence', async () => {
    const parsed = parsePush({ ...push, sequence: undefined });
    await expect(parsed).rejects.toThrow(/'sequence'/);
  });

  it('does not send long names back whole', async () => {
    const parsed = parsePush({ ...push, ['x'.repeat(100_000)]: 1 });
    await expect(parsed).rejects.toMatchObject({
      message: expect.stringMatching(/^.{1,500}$/),
    });
  });
});
