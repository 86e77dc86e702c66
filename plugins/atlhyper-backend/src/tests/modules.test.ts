import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type {
  AlertEvent,
  AlertRecord,
  KubernetesEvent,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  atlhyperAlertsExtensionPoint,
  atlhyperRulesExtensionPoint,
  atlhyperStoresExtensionPoint,
  type EventStore,
} from '@atlhyper/backstage-plugin-atlhyper-node';
import {
  eventsServiceRef,
  type EventsService,
} from '@backstage/plugin-events-node';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { exampleCluster } from '../__testUtils__/exampleCluster';
import { startPlugin } from '../__testUtils__/startPlugin';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** Events in another place, which the test looks into. */
class OutsideEventStore implements EventStore {
  readonly byUid = new Map<string, KubernetesEvent>();

  async record(_: object, events: readonly KubernetesEvent[]): Promise<void> {
    events.forEach(one => this.byUid.set(one.uid, one));
  }

  async countEvents(): Promise<number> {
    return this.byUid.size;
  }

  async listEvents(): Promise<KubernetesEvent[]> {
    return [...this.byUid.values()];
  }

  async prune(): Promise<number> {
    return 0;
  }
}

/** A backend with a module of somebody else's that uses every extension point. */
async function startWithModule(
  knex: Awaited<ReturnType<typeof databases.init>>,
) {
  const heard: AlertEvent[] = [];
  const published: { topic: string; alert: AlertRecord }[] = [];
  const events = new OutsideEventStore();
  const logger = mockServices.logger.mock();
  logger.child.mockImplementation(() => logger);
  const scheduler = mockServices.scheduler();
  const module = createBackendModule({
    pluginId: 'atlhyper',
    moduleId: 'acme',
    register(env) {
      env.registerInit({
        deps: {
          rules: atlhyperRulesExtensionPoint,
          alerts: atlhyperAlertsExtensionPoint,
          stores: atlhyperStoresExtensionPoint,
        },
        async init({ rules, alerts, stores }) {
          rules.addClusterRule({
            ...{ code: 'acme_many_pods', title: 'More pods than planned' },
            ...{ severity: 'critical', unit: 'count', threshold: 2 },
            ...{ holdMs: 0, recoverMs: 0, needs: ['pods'] },
            find: ({ cluster, pods }) => [
              { entity: `${cluster}/_/cluster/${cluster}`, value: pods.length },
            ],
            message: () => 'There are more pods than planned',
          });
          rules.addClusterRule({
            ...{ code: 'acme_broken', severity: 'warning', unit: 'count' },
            ...{ holdMs: 0, recoverMs: 0, needs: [] },
            find: () => {
              throw new Error('has a fault');
            },
            message: () => '',
          });
          rules.addNodeRule({
            ...{ metric: 'acme_busy', title: 'Busier than planned' },
            ...{ unit: 'fraction', clearMargin: 0.1 },
            defaults: [{ limit: 0.1, forMs: 0, severity: 'warning' }],
            measure: ({ cpuUsedFraction: value }) => [{ value }],
          });
          alerts.addReceiver({
            id: 'acme',
            receive: async event => {
              heard.push(event);
            },
          });
          alerts.setPublishPolicy(alert => alert.rule.startsWith('acme_'));
          stores.setStore('events', events);
        },
      });
    },
  });
  const bus: EventsService = {
    subscribe: async () => {},
    publish: async ({ topic, eventPayload }) => {
      if (!topic.startsWith('atlhyper.')) return;
      published.push({ topic, alert: (eventPayload as AlertEvent).alert });
    },
  };
  const harness = await startPlugin({
    knex,
    features: [
      module,
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => bus,
      }),
      createServiceFactory({
        service: coreServices.logger,
        deps: {},
        factory: () => logger,
      }),
    ],
  });
  const token = await harness.register('prod');
  const session = await harness.openSession(token);
  const run = (task: string) => scheduler.triggerTask(task);
  return { harness, token, session, run, heard, published, events, logger };
}

describe.each(databases.eachSupportedId())('a module on %s', id => {
  it('has its rules judged, its receiver told, its policy kept and its store used', async () => {
    const started = await startWithModule(await databases.init(id));
    const { harness, token, session, run, heard, published, logger } = started;
    const nowMs = Date.now();
    const event: KubernetesEvent = {
      ...{ uid: 'e1', namespace: 'shop', type: 'Warning', reason: 'BackOff' },
      ...{ message: 'Back-off', count: 1, firstMs: nowMs, lastMs: nowMs },
      object: { kind: 'pod', namespace: 'shop', name: 'api-1' },
    };
    const cluster = exampleCluster(nowMs);
    // A disk beyond a limit of ours fires at once, and has a topic of its own.
    cluster.usage.nodes[1].filesystem = { capacityBytes: 100, usedBytes: 90 };
    const pushed = await session.push({
      ...cluster,
      events: [event],
    });
    expect(pushed.status).toBe(200);
    const beat = await harness.agentPost(token, 'heartbeat', {
      ...{ protocol: 1, streamId: 'stream-1', sources: [] },
      agent: {
        ...{ version: '1.0.0', hostname: 'agent-0' },
        ...{ startedMs: nowMs, leader: true },
      },
      spool: { slots: 0, bytes: 0 },
    });
    expect(beat.status).toBe(200);
    await run('alerts');
    await run('alert-receiver-acme');

    const { body } = await harness.get('/v2/alerts?active=true&limit=200');
    const alerts: AlertRecord[] = body.alerts;
    const ofRule = (rule: string) => alerts.filter(one => one.rule === rule);
    expect(ofRule('acme_many_pods')).toMatchObject([
      {
        ...{ kind: 'cluster', entity: 'prod/_/cluster/prod' },
        ...{ rule_title: 'More pods than planned', severity: 'critical' },
      },
    ]);
    // Two of four cores, a quarter, and more: all that Kubernetes or a collector measured.
    expect(ofRule('acme_busy').map(one => [one.kind, one.title])).toEqual(
      expect.arrayContaining([
        ['node', 'node-2'],
        ['node', 'node-3'],
      ]),
    );
    // What fails takes nothing from ours.
    expect(ofRule('node_not_ready')).toHaveLength(1);
    expect(ofRule('acme_broken')).toEqual([]);
    expect(
      logger.error.mock.calls.filter(([text]) => text.includes('acme_broken')),
    ).toHaveLength(1);

    const { body: metrics } = await harness.get(
      '/v1/metrics/cluster?cluster=prod',
    );
    expect(metrics.health.issues).toContainEqual(
      expect.objectContaining({
        code: 'acme_many_pods',
        message: 'There are more pods than planned',
      }),
    );

    const rulesOf = (told: AlertRecord[]) => [
      ...new Set(told.map(one => one.rule)),
    ];
    expect(rulesOf(heard.map(one => one.alert)).sort()).toEqual(
      rulesOf(alerts).sort(),
    );
    expect(ofRule('diskUsedFraction')).toHaveLength(1);
    expect([...new Set(published.map(one => one.topic))]).toEqual([
      'atlhyper.alert',
    ]);
    expect(rulesOf(published.map(one => one.alert)).sort()).toEqual([
      'acme_busy',
      'acme_many_pods',
    ]);

    const listed = await harness.get('/v2/clusters/prod/events');
    expect(listed.body.events).toMatchObject([{ uid: 'e1' }]);
    expect([...started.events.byUid.keys()]).toEqual(['e1']);
  });
});
