import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { exampleCluster } from '../../__testUtils__/exampleCluster';
import { startPlugin } from '../../__testUtils__/startPlugin';
import { NodeSignals } from './NodeSignals';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe('NodeSignals', () => {
  const time = { nowMs: 1_000_000 };
  const sent: any[] = [];
  let signals: NodeSignals;

  beforeEach(() => {
    time.nowMs = 1_000_000;
    sent.length = 0;
    signals = new NodeSignals({
      signals: {
        publish: async signal => {
          sent.push(signal);
        },
      },
      logger: mockServices.logger.mock(),
      clock: () => time.nowMs,
    });
  });

  it('says that something changed in a cluster, never what', async () => {
    await signals.nodesChanged('prod');
    expect(sent).toEqual([
      {
        recipients: { type: 'broadcast' },
        channel: 'atlhyper:nodes',
        message: { topic: 'nodes', cluster: 'prod', version: 1_000_000 },
      },
    ]);
  });

  it('does so at most once per cluster and four seconds, with rising versions', async () => {
    for (const [cluster, afterMs] of [
      ['prod', 0],
      ['test', 1],
      ['prod', 3_998],
      ['prod', 1],
    ] as const) {
      time.nowMs += afterMs;
      await signals.nodesChanged(cluster);
    }
    expect(sent.map(one => one.message.cluster)).toEqual([
      'prod',
      'test',
      'prod',
    ]);
    expect(sent[2].message.version).toBe(1_004_000);
  });

  it('does not mind that one cannot be sent', async () => {
    const failing = new NodeSignals({
      signals: {
        publish: async () => {
          throw new Error('no bus');
        },
      },
      logger: mockServices.logger.mock(),
      clock: () => time.nowMs,
    });
    await expect(failing.nodesChanged('prod')).resolves.toBeUndefined();
  });
});

describe('the plugin', () => {
  it('signals pushes with nodes, and no others', async () => {
    const published: any[] = [];
    const harness = await startPlugin({
      knex: await databases.init('SQLITE_3'),
      features: [
        createServiceFactory({
          service: signalsServiceRef,
          deps: {},
          factory: () => ({
            publish: async signal => {
              published.push(signal);
            },
          }),
        }),
      ],
    });
    const session = await harness.openSession(await harness.register('prod'));
    const { nodes, usage } = exampleCluster(Date.now());
    await session.push({ usage }).expect(200);
    expect(published).toEqual([]);
    await session.push({ nodes }).expect(200);
    expect(published.map(one => one.message.cluster)).toEqual(['prod']);
    await harness.backend.stop();
  });

  it('takes pushes where the signals plugin is not installed', async () => {
    const knex = await databases.init('SQLITE_3');
    const harness = await startPlugin({ knex });
    const session = await harness.openSession(await harness.register('prod'));
    const { nodes } = exampleCluster(Date.now());
    expect((await session.push({ nodes })).status).toBe(200);
    await harness.backend.stop();
  });
});
