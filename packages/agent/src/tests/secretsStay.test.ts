import { randomBytes } from 'node:crypto';
import { pushRequestSchema } from '@atlhyper/backstage-plugin-atlhyper-common';
import { EventBook } from '../events/EventBook';
import { KINDS, SECRET_KIND } from '../kubernetes/kinds';
import type { KubeObject } from '../kubernetes/KubeObject';
import { ResourceStore } from '../kubernetes/ResourceStore';
import { createLogger } from '../Logger';
import { BackendClient } from '../push/BackendClient';
import { PartSize } from '../push/PartSize';
import { Publisher } from '../push/Publisher';
import { Session } from '../push/Session';
import { FakeBackend } from '../testing/FakeBackend';
import { ManualClock } from '../testing/ManualClock';

/** Nobody could have written it anywhere else. */
const SECRET = randomBytes(12).toString('hex');
const BASE64 = Buffer.from(SECRET).toString('base64');
/** As people hide one: beside other text. */
const HIDDEN = `--token=${SECRET}`;
const TIME = '2026-11-20T12:00:00Z';

/** A container that has a secret wherever one can be written. */
const container = (name: string) => ({
  name,
  image: 'web:1',
  workingDir: `/${SECRET}`,
  command: ['sh', '-c', HIDDEN],
  args: [HIDDEN],
  env: [
    { name: 'PASSWORD', value: SECRET },
    { name: SECRET, valueFrom: { secretKeyRef: { name: 'db', key: SECRET } } },
  ],
  envFrom: [{ prefix: SECRET, secretRef: { name: SECRET } }],
  volumeMounts: [{ name: 'v', mountPath: `/${SECRET}`, subPath: SECRET }],
  livenessProbe: { exec: { command: [HIDDEN] } },
  readinessProbe: {
    httpGet: {
      path: `/?${SECRET}`,
      port: 80,
      httpHeaders: [{ name: 'Authorization', value: SECRET }],
    },
  },
  lifecycle: { postStart: { exec: { command: [HIDDEN] } } },
  terminationMessagePath: `/${SECRET}`,
  securityContext: { seLinuxOptions: { user: SECRET } },
});

const containerStatus = (name: string, state: string) => {
  const details = { message: HIDDEN, reason: 'Error', containerID: SECRET };
  return {
    name,
    ready: false,
    restartCount: 1,
    image: 'web:1',
    imageID: SECRET,
    containerID: SECRET,
    state: { [state]: details },
    lastState: { terminated: details },
  };
};

const podSpec = {
  nodeName: 'node-1',
  hostname: SECRET,
  imagePullSecrets: [{ name: SECRET }],
  hostAliases: [{ ip: '10.0.0.1', hostnames: [SECRET] }],
  nodeSelector: { team: SECRET },
  tolerations: [{ key: SECRET, value: SECRET }],
  schedulerName: SECRET,
  initContainers: [container('init')],
  containers: [container('web'), container('log'), container('sidecar')],
  ephemeralContainers: [container('debug')],
  volumes: [
    { name: 'a', csi: { driver: 'd', volumeAttributes: { key: SECRET } } },
    { name: 'b', flexVolume: { driver: SECRET, options: { key: SECRET } } },
    { name: 'c', configMap: { name: 'c', items: [{ key: SECRET }] } },
    { name: 'd', secret: { secretName: 'd', items: [{ path: SECRET }] } },
    { name: 'e', downwardAPI: { items: [{ path: SECRET }] } },
    { name: 'f', cephfs: { monitors: [SECRET], user: SECRET } },
    { name: 'g', rbd: { keyring: SECRET, image: SECRET } },
    { name: 'h', iscsi: { targetPortal: SECRET, iqn: SECRET } },
    { name: 'i', nfs: { server: SECRET, path: SECRET } },
    { name: 'j', gitRepo: { repository: `https://u:${SECRET}@host/` } },
    {
      name: 'k',
      projected: {
        sources: [
          { serviceAccountToken: { audience: SECRET, path: SECRET } },
          { secret: { name: 'k', items: [{ key: SECRET, path: SECRET }] } },
        ],
      },
    },
  ],
};

const template = {
  metadata: { annotations: { token: SECRET } },
  spec: podSpec,
};

/** What stands beside the metadata, by kind. A kind without fields of its own has none to hide in. */
const FIELDS: Record<string, object> = {
  pod: {
    spec: podSpec,
    status: {
      phase: 'Running',
      message: HIDDEN,
      nominatedNodeName: SECRET,
      initContainerStatuses: [containerStatus('init', 'terminated')],
      containerStatuses: [
        containerStatus('web', 'running'),
        containerStatus('log', 'waiting'),
        containerStatus('sidecar', 'terminated'),
      ],
      ephemeralContainerStatuses: [containerStatus('debug', 'running')],
    },
  },
  node: {
    spec: { providerID: SECRET, configSource: { configMap: { uid: SECRET } } },
    status: {
      images: [{ names: [SECRET] }],
      nodeInfo: { machineID: SECRET, systemUUID: SECRET, bootID: SECRET },
      volumesAttached: [{ name: SECRET, devicePath: SECRET }],
      config: { error: SECRET },
    },
  },
  namespace: { spec: { finalizers: [SECRET] } },
  deployment: { spec: { replicas: 1, template } },
  replicaset: { spec: { replicas: 1, template } },
  statefulset: {
    spec: {
      replicas: 1,
      template,
      volumeClaimTemplates: [{ metadata: { annotations: { k: SECRET } } }],
    },
  },
  daemonset: { spec: { template } },
  job: { spec: { template }, status: { conditions: [{ message: HIDDEN }] } },
  cronjob: {
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } },
  },
  horizontalpodautoscaler: {
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'web' },
      metrics: [
        { external: { metric: { selector: { matchLabels: { k: SECRET } } } } },
      ],
    },
    status: { conditions: [{ message: HIDDEN }] },
  },
  service: {
    spec: {
      externalName: SECRET,
      loadBalancerIP: SECRET,
      sessionAffinityConfig: { clientIP: SECRET },
    },
  },
  endpointslice: {
    endpoints: [{ addresses: [SECRET], hostname: SECRET }],
    ports: [{ name: SECRET }],
  },
  ingress: {
    spec: {
      tls: [{ hosts: ['shop.example.com'], secretName: SECRET }],
      rules: [{ host: 'shop.example.com' }],
    },
  },
  ingressroute: {
    spec: {
      tls: { secretName: SECRET, options: { name: SECRET } },
      routes: [
        {
          match: 'Host(`shop.example.com`)',
          middlewares: [{ name: SECRET }],
          services: [{ name: 'web', sticky: { cookie: { name: SECRET } } }],
        },
      ],
    },
  },
  traefikservice: {
    spec: { weighted: { sticky: { cookie: { name: SECRET } } } },
  },
  httproute: {
    spec: {
      parentRefs: [{ name: 'web' }],
      rules: [
        {
          filters: [
            {
              requestHeaderModifier: {
                set: [{ name: 'Authorization', value: SECRET }],
              },
            },
          ],
          backendRefs: [
            { name: 'web', filters: [{ extensionRef: { name: SECRET } }] },
          ],
        },
      ],
    },
  },
  grpcroute: {
    spec: {
      parentRefs: [{ name: 'web' }],
      rules: [
        {
          filters: [{ extensionRef: { name: SECRET } }],
          backendRefs: [
            { name: 'web', filters: [{ extensionRef: { name: SECRET } }] },
          ],
        },
      ],
    },
  },
  knativeingress: {
    spec: {
      tls: [{ hosts: ['a.example.com'], secretName: SECRET }],
      rules: [
        {
          hosts: ['a.example.com'],
          http: { paths: [{ appendHeaders: { Authorization: SECRET } }] },
        },
      ],
    },
  },
  poddisruptionbudget: { spec: { minAvailable: 1 } },
  storageclass: {
    provisioner: 'disks.example.com',
    parameters: { key: SECRET },
    mountOptions: [SECRET],
  },
  gateway: {
    spec: {
      listeners: [
        {
          name: 'https',
          protocol: 'HTTPS',
          tls: { certificateRefs: [{ name: SECRET }], options: { k: SECRET } },
        },
      ],
      infrastructure: { annotations: { k: SECRET } },
    },
  },
  ingressclass: {
    spec: { parameters: { apiGroup: SECRET, kind: SECRET, name: SECRET } },
  },
  networkpolicy: {
    spec: { ingress: [{ from: [{ ipBlock: { cidr: SECRET } }] }] },
  },
  configmap: { data: { key: HIDDEN }, binaryData: { other: BASE64 } },
  secret: { type: 'Opaque', data: { key: BASE64 }, stringData: { k: SECRET } },
  serviceaccount: {
    secrets: [{ name: SECRET }],
    imagePullSecrets: [{ name: SECRET }],
  },
  persistentvolume: {
    spec: {
      csi: {
        volumeHandle: SECRET,
        volumeAttributes: { key: SECRET },
        nodePublishSecretRef: { name: SECRET },
      },
      mountOptions: [`password=${SECRET}`],
    },
    status: { message: HIDDEN },
  },
  persistentvolumeclaim: {
    spec: { dataSource: { name: SECRET } },
    status: { conditions: [{ message: HIDDEN }] },
  },
  resourcequota: {
    spec: { scopeSelector: { matchExpressions: [{ values: [SECRET] }] } },
  },
  limitrange: { spec: { limits: [{ type: 'Pod' }] } },
};

/** Annotations hold whole objects with their values, and much besides. */
const metadata = (name: string): KubeObject['metadata'] => ({
  name,
  namespace: 'shop',
  uid: name,
  resourceVersion: '1',
  creationTimestamp: TIME,
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
      env: SECRET,
    }),
    'nginx.ingress.kubernetes.io/configuration-snippet': HIDDEN,
    [SECRET]: 'x',
    'networking.knative.dev/ingress-class':
      'traefik.ingress.networking.knative.dev',
  },
  ...{
    managedFields: [{ manager: SECRET, fieldsV1: { [SECRET]: {} } }],
    finalizers: [SECRET],
    selfLink: SECRET,
    generateName: SECRET,
  },
});

const kinds = [...KINDS, SECRET_KIND];
const secretsIn = (text: string) =>
  text.split(SECRET).length + text.split(BASE64).length - 2;

describe('what leaves the cluster', () => {
  let store: ResourceStore;
  let events: EventBook;
  let backend: FakeBackend;
  const log: string[] = [];

  /** A round of the publisher, as the agent does it. */
  async function publish(): Promise<string> {
    const clock = new ManualClock(1_000_000);
    const client = new BackendClient({
      masterUrl: 'http://backend',
      readToken: () => 'token',
      timeoutMs: 1_000,
      fetch: backend.fetch,
      nowMs: () => clock.nowMs(),
    });
    const { signal } = new AbortController();
    const opened = await client.openSession(
      {
        protocol: 1,
        role: 'live',
        streamId: 's',
        agent: { version: '1', hostname: 'h' },
      },
      signal,
    );
    await new Publisher(
      new Session(client, 'live', 's', opened, () => clock.nowMs()),
      {
        resources: store,
        isSettled: () => true,
        unknownKinds: () => [],
        routesAreComplete: () => true,
        events,
        routes: () => [],
        nodes: () => [],
        sources: () => [],
        partSize: new PartSize(() => 0),
        nodesIntervalMs: 5_000,
        stateIntervalMs: 15_000,
        clock,
        logger: createLogger('debug', line => log.push(line)),
      },
    ).publish(signal);
    return backend.requests.map(request => request.text).join('\n');
  }

  beforeEach(() => {
    store = new ResourceStore(kinds);
    events = new EventBook();
    backend = new FakeBackend();
  });

  it('is nothing that a person keeps secret, of any kind', async () => {
    for (const entry of kinds) {
      const object = { metadata: metadata(entry.id), ...FIELDS[entry.kind] };
      expect(secretsIn(JSON.stringify(object))).toBeGreaterThan(5);
      store.sinkOf(entry).upsert(object);
    }
    events.upsert({
      metadata: metadata('event'),
      involvedObject: { kind: 'Pod', name: 'web', fieldPath: SECRET },
      related: { name: SECRET },
      reason: 'Killing',
      message: 'Stopping container web',
      action: SECRET,
      reportingInstance: SECRET,
      eventTime: TIME,
    });
    const text = await publish();
    const pushes = backend.pushes().map(push => pushRequestSchema.parse(push));
    // All of them did leave.
    expect(
      pushes.flatMap(push => push.resources?.upserts.map(r => r.name) ?? []),
    ).toHaveLength(kinds.length);
    expect(pushes.flatMap(push => push.events)).toHaveLength(1);
    expect(secretsIn(text)).toBe(0);
    expect(secretsIn(log.join())).toBe(0);
  });

  it('covers every kind', () => {
    expect(Object.keys(FIELDS).sort()).toEqual(
      [...new Set(kinds.map(({ kind }) => kind))].sort(),
    );
  });
});
