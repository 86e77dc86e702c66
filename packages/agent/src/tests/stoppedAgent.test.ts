import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pushRequestSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import { KubeApi } from '@atlhyper/demo';
import { ClusterAgent } from '../agent/ClusterAgent';
import { readAgentConfig } from '../config/readAgentConfig';
import { readKubeAccess } from '../kubernetes/readKubeAccess';
import { createLogger } from '../Logger';
import {
  ApiServerUnderTest,
  serversUnderTest,
} from '../testing/ApiServerUnderTest';
import { eventually } from '../testing/eventually';
import { FakeBackend } from '../testing/FakeBackend';
import { createFastClock } from '../testing/FastClock';
import { ResourceMirror } from '../testing/ResourceMirror';

jest.setTimeout(120_000);

/** What a backend holds of a cluster, whatever became of the agent that told it. */
describe.each(serversUnderTest(() => new KubeApi()))('with %s', (_, open) => {
  let api: ApiServerUnderTest;
  let backend: FakeBackend;
  let mirror: ResourceMirror;
  let counts: Map<string, number>;
  let directory: string;
  let stopping: AbortController;
  let running: Promise<void>;
  let epoch = 0;
  const clock = createFastClock(50);

  beforeEach(async () => {
    api = await ApiServerUnderTest.start(open);
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-stopped-'));
    backend = new FakeBackend();
    mirror = new ResourceMirror();
    counts = new Map();
    backend.behave = ({ route, json }) => {
      const body = { serverTimeMs: clock.nowMs() };
      if (route === 'session') {
        epoch += 1;
        const resourceGeneration = mirror.generation;
        return {
          body: { ...body, clusterId: 'test', epoch, resourceGeneration },
        };
      }
      if (route !== 'push') return { body };
      const push = pushRequestSchema.parse(json);
      push.events.forEach(event => counts.set(event.object.name, event.count));
      return { body: { ...body, ...mirror.apply(push) } };
    };
  });
  afterEach(async () => {
    await stop();
    await api.stop();
    rmSync(directory, { recursive: true });
  });

  async function start(): Promise<void> {
    stopping = new AbortController();
    const agent = new ClusterAgent({
      config: readAgentConfig({
        flags: {
          'cluster-id': 'test',
          'master-url': 'http://backend',
          'state-dir': join(directory, 'state'),
        },
        env: { ATLHYPER_TOKEN: 'agent-token' },
      }),
      access: await readKubeAccess({ kubeconfig: api.kubeconfigFile, env: {} }),
      clock,
      logger: createLogger('error', () => {}),
      agent: { version: '1', hostname: 'h' },
      fetch: backend.fetch,
    });
    running = agent.run(stopping.signal);
  }
  async function stop(): Promise<void> {
    stopping.abort();
    await running;
  }

  const path = (plural: string) =>
    `/api/v1/namespaces/${api.namespace}/${plural}`;
  const create = (name: string) =>
    api.writer.create(path('configmaps'), {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
    });
  const remove = (name: string) =>
    api.writer.remove(`${path('configmaps')}/${name}`);
  const happen = (about: string, count: number) =>
    api.writer.create(path('events'), {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: randomBytes(4).toString('hex'),
        namespace: api.namespace,
      },
      involvedObject: { kind: 'Pod', namespace: api.namespace, name: about },
      count,
    });
  const held = () =>
    mirror
      .resources()
      .filter(r => r.kind === 'configmap' && r.namespace === api.namespace)
      .map(({ name }) => name)
      .filter(name => name !== 'kube-root-ca.crt')
      .sort();

  it('is the same as the cluster: cut off, stopped and started again', async () => {
    await Promise.all(['a', 'b', 'c'].map(create));
    await start();
    await eventually(() => expect(held()).toEqual(['a', 'b', 'c']));

    api.line.cut();
    await remove('a');
    await create('d');
    await happen('cut-off', 2);
    api.line.mend();
    await eventually(() => expect(held()).toEqual(['b', 'c', 'd']));
    await eventually(() => expect(counts.get('cut-off')).toBe(2));

    await stop();
    await remove('b');
    await create('e');
    await happen('stopped', 3);
    expect(held()).toEqual(['b', 'c', 'd']);
    await start();
    await eventually(() => expect(held()).toEqual(['c', 'd', 'e']));
    await eventually(() => expect(counts.get('stopped')).toBe(3));
  });
});
