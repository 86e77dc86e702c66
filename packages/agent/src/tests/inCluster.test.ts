import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import atlhyperPlugin from '@atlhyper/backstage-plugin-atlhyper-backend';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { Kubectl } from '../testing/Kubectl';

/**
 * The agent and the node collector as the manifests run them, in a cluster that has nodes. It takes
 * a cluster, so it runs only where these variables are set:
 *
 * - `ATLHYPER_TEST_IN_CLUSTER`: a kubeconfig of an administrator
 * - `ATLHYPER_TEST_AGENT_IMAGE`: an image that its nodes have or can pull, as `deploy/Dockerfile` makes it
 * - `ATLHYPER_TEST_BACKEND_HOST`: where pods reach this machine
 * - `ATLHYPER_TEST_BARE_CLUSTER`: set it where Services have no addresses and there is no storage
 */
const {
  ATLHYPER_TEST_IN_CLUSTER: kubeconfig,
  ATLHYPER_TEST_AGENT_IMAGE: image = 'atlhyper-agent:0.1.0',
  ATLHYPER_TEST_BACKEND_HOST: backendHost = '127.0.0.1',
  ATLHYPER_TEST_BARE_CLUSTER: bareCluster,
} = process.env;

const NAMESPACE = 'atlhyper';
const MANIFESTS = join(__dirname, '../../deploy/kubernetes');
const PATIENCE_MS = 240_000;
const PAUSE_MS = 2_000;

jest.setTimeout(2 * PATIENCE_MS);
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const describeInCluster = kubeconfig ? describe : describe.skip;

/** A container that takes more memory than it may have, and one that ends by itself. */
const VICTIMS = [
  {
    name: 'greedy',
    memory: '96Mi',
    script: 'const kept = []; for (;;) kept.push(Buffer.alloc(2 ** 24, 1));',
  },
  { name: 'crashing', memory: '96Mi', script: 'process.exit(3)' },
].map(({ name, memory, script }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name,
        image,
        command: ['node', '-e', script],
        resources: { requests: { memory }, limits: { memory } },
      },
    ],
  },
}));

function agentConfig(backendUrl: string): string {
  return [
    'cluster_id: in-cluster',
    `master_url: ${backendUrl}`,
    'token_file: /var/run/secrets/atlhyper/token',
    'listen: { port: 8095 }',
    'node_auth:',
    '  token_review:',
    `    service_accounts: [${NAMESPACE}/atlhyper-node]`,
    '    audience: atlhyper-agent',
    `leader_election: { enabled: true, namespace: ${NAMESPACE} }`,
    'slo: { enabled: true }',
  ].join('\n');
}

/** An overlay as an adopter writes it: image, configuration, and what a bare cluster lacks. */
function kustomization(options: { base: string; backendUrl: string }) {
  const separator = image.lastIndexOf(':');
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [options.base],
    images: [
      {
        name: 'atlhyper-agent',
        newName: image.slice(0, separator),
        newTag: image.slice(separator + 1),
      },
    ],
    patches: [
      {
        patch: JSON.stringify({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'atlhyper-agent' },
          data: { 'agent.yaml': agentConfig(options.backendUrl) },
        }),
      },
      ...(bareCluster
        ? [
            {
              target: { kind: 'StatefulSet', name: 'atlhyper-agent' },
              patch: JSON.stringify([
                { op: 'remove', path: '/spec/volumeClaimTemplates' },
                {
                  op: 'add',
                  path: '/spec/template/spec/volumes/-',
                  value: { name: 'state', emptyDir: {} },
                },
              ]),
            },
          ]
        : []),
    ],
  };
}

/** Repeats `check` until it holds; what a cluster does takes its time. */
async function soon(check: () => Promise<void>): Promise<void> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > untilMs) throw error;
    }
    await setTimeout(PAUSE_MS);
  }
}

describeInCluster('in a cluster', () => {
  const kubectl = new Kubectl(kubeconfig!);
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'atlhyper-deploy-')));
  let backend: TestBackend;
  let localUrl: string;

  const ask = async (path: string) => {
    const response = await fetch(`${localUrl}/api/atlhyper/${path}`);
    expect(response.status).toBe(200);
    return response.json();
  };

  async function startBackend(): Promise<string> {
    backend = await startTestBackend({
      features: [
        atlhyperPlugin,
        mockServices.database.factory({
          knex: await databases.init('SQLITE_3'),
        }),
      ],
    });
    const { port } = backend.server.address() as AddressInfo;
    localUrl = `http://127.0.0.1:${port}`;
    const registered = await fetch(`${localUrl}/api/atlhyper/v2/clusters`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'in-cluster' }),
    });
    const { token } = await registered.json();
    kubectl.run(['create', 'namespace', NAMESPACE]);
    kubectl.apply(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'atlhyper-agent-token', namespace: NAMESPACE },
        stringData: { token: token.secret },
      }),
    );
    return `http://${backendHost}:${port}`;
  }

  /** Without addresses of Services the collectors are told the address of the agent's pod. */
  async function pointCollectorsAtPod(): Promise<void> {
    await soon(async () => {
      const ip = kubectl.run([
        ...['-n', NAMESPACE, 'get', 'pod', 'atlhyper-agent-0'],
        ...['-o', 'jsonpath={.status.podIP}'],
      ]);
      expect(ip).not.toBe('');
      kubectl.run([
        ...['-n', NAMESPACE, 'patch', 'daemonset', 'atlhyper-node'],
        '--type=json',
        '-p',
        JSON.stringify([
          {
            op: 'replace',
            path: '/spec/template/spec/containers/0/args/5',
            value: `--agent-url=http://${ip}:8095`,
          },
        ]),
      ]);
    });
  }

  beforeAll(async () => {
    const backendUrl = await startBackend();
    writeFileSync(
      join(dir, 'kustomization.yaml'),
      JSON.stringify(
        kustomization({ base: relative(dir, MANIFESTS), backendUrl }),
      ),
    );
    kubectl.apply(kubectl.run(['kustomize', dir]));
    kubectl.run(['apply', '-f', join(MANIFESTS, 'kubelet-summary.yaml')]);
    kubectl.apply(
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: VICTIMS }),
    );
    if (bareCluster) {
      await pointCollectorsAtPod();
    }
  });

  afterAll(async () => {
    for (const resource of ['clusterrole', 'clusterrolebinding']) {
      kubectl.run([
        ...['delete', resource, '--ignore-not-found'],
        ...['atlhyper-agent', 'atlhyper-agent-kubelet'],
      ]);
    }
    kubectl.run(['delete', 'namespace', NAMESPACE, '--wait=false']);
    await backend.stop();
    rmSync(dir, { recursive: true });
  });

  it('the agent connects with all its rights and no source that fails', async () => {
    await soon(async () => {
      const { clusters } = await ask('v2/clusters');
      expect(clusters[0]).toMatchObject({ status: 'connected' });
      const sources: { name: string; state: string; message?: string }[] =
        clusters[0].agents[0].sources;
      // There may be no Traefik; all else has to be well, or not served.
      expect(
        sources.filter(
          ({ name, state }) =>
            name !== 'traefik' && !['ok', 'not_available'].includes(state),
        ),
      ).toEqual([]);
      expect(sources.length).toBeGreaterThan(20);
    });
  });

  it("the node collector reports its host's figures", async () => {
    await soon(async () => {
      const { nodes } = await ask('v2/clusters/in-cluster/node-metrics');
      expect(nodes[0]).toMatchObject({ stale: false });
      const { snapshot } = nodes[0];
      expect(snapshot.problems ?? []).toEqual([]);
      expect(snapshot.cpu.usedFraction).toBeGreaterThan(0);
      expect(
        snapshot.filesystems.map((one: { mount: string }) => one.mount),
      ).toContain('/');
    });
  });

  it('a container that takes too much memory is seen as OOM-killed', async () => {
    await soon(async () => {
      const pod = await ask(
        `v1/metrics/pods/${NAMESPACE}/greedy?cluster=in-cluster`,
      );
      expect(pod.restarts).toBeGreaterThan(0);
      expect(pod.containers[0].lastTermination).toMatchObject({
        reason: 'OOMKilled',
        exitCode: 137,
      });
    });
  });

  it('a container that ends again and again is seen as crash-looping, with Kubernetes’ events', async () => {
    await soon(async () => {
      const pod = await ask(
        `v1/metrics/pods/${NAMESPACE}/crashing?cluster=in-cluster`,
      );
      expect(pod.containers[0]).toMatchObject({
        state: 'waiting',
        reason: 'CrashLoopBackOff',
        lastTermination: { reason: 'Error', exitCode: 3 },
      });
      const { events } = await ask(
        `v2/clusters/in-cluster/events?kind=pod&namespace=${NAMESPACE}&name=crashing&reason=BackOff`,
      );
      expect(events[0].count).toBeGreaterThan(1);
      const known = JSON.parse(
        kubectl.run([
          ...['-n', NAMESPACE, 'get', 'events', '-o', 'json'],
          ...[
            '--field-selector',
            'involvedObject.name=crashing,reason=BackOff',
          ],
        ]),
      ).items.find(
        (event: { metadata: { uid: string } }) =>
          event.metadata.uid === events[0].uid,
      );
      expect(known.count - events[0].count).toBeLessThanOrEqual(1);
    });
    const cluster = await ask('v1/metrics/cluster?cluster=in-cluster');
    const codes = cluster.health.issues.map(
      (issue: { code: string }) => issue.code,
    );
    expect(codes).toEqual(
      expect.arrayContaining([
        'containers_crash_looping',
        'containers_oom_killed',
      ]),
    );
  });

  it('what pods use comes from the kubelet, where there is no metrics-server', async () => {
    await soon(async () => {
      const pod = await ask(
        `v1/metrics/pods/${NAMESPACE}/atlhyper-agent-0?cluster=in-cluster`,
      );
      expect(pod.memory.used).toBeGreaterThan(20e6);
      expect(pod.memory.ofLimitFraction).toBeLessThan(1);
    });
  });
});
