// A made-up cluster: its objects as an API server holds them, with all that an agent does not keep.
import { createHash } from 'node:crypto';

const isSmall = process.env.ATLHYPER_BENCH_SMALL === '1';
export const PODS = isSmall ? 500 : 5_000;
export const NODES = isSmall ? 5 : 50;
export const PODS_PER_WORKLOAD = 10;
export const WORKLOADS = PODS / PODS_PER_WORKLOAD;
const NAMESPACES = 25;
const OLD_REVISIONS = 9;
const CREATED_MS = Date.UTC(2026, 9, 1);

const nodeName = index => `node-${String(index).padStart(2, '0')}`;
const hash = text => createHash('sha256').update(text).digest('hex');
export const time = ms => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const namespaceOf = workload => `team-${workload % NAMESPACES}`;
const nameOf = workload => `service-${String(workload).padStart(3, '0')}`;
const labelsOf = workload => ({
  'app.kubernetes.io/name': nameOf(workload),
  'app.kubernetes.io/part-of': namespaceOf(workload),
  'app.kubernetes.io/managed-by': 'Helm',
  'helm.sh/chart': `${nameOf(workload)}-1.4.2`,
});

/** Who changed which fields; a third of most objects. */
const managedFields = manager => [
  {
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: time(CREATED_MS),
    fieldsType: 'FieldsV1',
    fieldsV1: {
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
      'f:spec': Object.fromEntries(
        Array.from({ length: 24 }, (_, i) => [
          `k:{"name":"field-${i}"}`,
          { '.': {}, 'f:name': {}, 'f:value': {} },
        ]),
      ),
    },
  },
];

function object(apiVersion, kind, { namespace, name, createdMs, ...more }) {
  const { labels, annotations, owner, ...fields } = more;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace && { namespace }),
      creationTimestamp: time(createdMs ?? CREATED_MS),
      labels: labels ?? {},
      annotations: annotations ?? {},
      managedFields: managedFields(`${kind}-controller`),
      ...(owner && {
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: owner.kind,
            name: owner.name,
            uid: hash(owner.name).slice(0, 36),
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      }),
    },
    ...fields,
  };
}

const replicaSetName = (workload, revision = 0) =>
  `${nameOf(workload)}-${hash(`${workload}/${revision}`).slice(0, 10)}`;

const container = (workload, name) => ({
  name,
  image: `registry.example.com/${namespaceOf(workload)}/${name}:1.4.2`,
  imagePullPolicy: 'IfNotPresent',
  args: ['--config', '/etc/config/settings.yaml', '--verbose'],
  env: Array.from({ length: 16 }, (_, i) => ({
    name: `SETTING_${i}`,
    value: `value ${i} of ${name}`,
  })),
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  resources: {
    requests: { cpu: '250m', memory: '256Mi' },
    limits: { cpu: '1', memory: '512Mi' },
  },
  livenessProbe: {
    httpGet: { path: '/live', port: 'http', scheme: 'HTTP' },
    periodSeconds: 10,
  },
  volumeMounts: [
    { name: 'config', mountPath: '/etc/config', readOnly: true },
    { name: 'kube-api-access', mountPath: '/var/run/secrets', readOnly: true },
  ],
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
});

const condition = (type, status, ms) => ({
  type,
  status,
  lastProbeTime: null,
  lastTransitionTime: time(ms),
});

/** A pod; every third has a second container. `restarts` and `ready` change in its life. */
export function pod(
  index,
  { generation = 0, restarts = 0, ready = true } = {},
) {
  const workload = Math.floor(index / PODS_PER_WORKLOAD);
  const owner = replicaSetName(workload);
  const startedMs = CREATED_MS + index * 60_000 + generation * 1_000;
  const suffix = hash(`${index}/${generation}`).slice(0, 5);
  const containers = [
    container(workload, nameOf(workload)),
    ...(index % 3 === 0 ? [container(workload, 'log-shipper')] : []),
  ];
  const ip = `10.42.${Math.floor(index / 250)}.${index % 250}`;
  const state = ready ? 'True' : 'False';
  return object('v1', 'Pod', {
    namespace: namespaceOf(workload),
    name: `${owner}-${suffix}`,
    createdMs: startedMs,
    labels: { ...labelsOf(workload), 'pod-template-hash': owner.slice(-10) },
    annotations: {
      'checksum/config': hash(nameOf(workload)),
      'kubectl.kubernetes.io/restartedAt': time(startedMs),
    },
    owner: { kind: 'ReplicaSet', name: owner },
    spec: {
      nodeName: nodeName(index % NODES),
      serviceAccountName: nameOf(workload),
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      containers,
      tolerations: [
        {
          key: 'node.kubernetes.io/not-ready',
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: nameOf(workload) } },
        {
          name: `kube-api-access-${suffix}`,
          projected: {
            sources: [
              { serviceAccountToken: { path: 'token' } },
              { configMap: { name: 'kube-root-ca.crt' } },
            ],
          },
        },
      ],
    },
    status: {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      hostIP: `10.0.0.${index % NODES}`,
      qosClass: 'Burstable',
      startTime: time(startedMs),
      conditions: [
        condition('Initialized', 'True', startedMs),
        condition('Ready', state, startedMs + restarts * 60_000),
        condition('ContainersReady', state, startedMs + restarts * 60_000),
        condition('PodScheduled', 'True', startedMs),
      ],
      containerStatuses: containers.map(({ name, image }) => ({
        name,
        image,
        imageID: `registry.example.com/x@sha256:${hash(image)}`,
        containerID: `containerd://${hash(`${index}/${generation}/${name}`)}`,
        ready,
        started: true,
        restartCount: restarts,
        state: { running: { startedAt: time(startedMs + restarts * 60_000) } },
        lastState:
          restarts > 0
            ? {
                terminated: {
                  exitCode: 137,
                  reason: 'OOMKilled',
                  startedAt: time(startedMs),
                  finishedAt: time(startedMs + restarts * 60_000 - 1_000),
                },
              }
            : {},
      })),
    },
  });
}

export function node(index, nowMs = CREATED_MS) {
  const conditions = [
    ['MemoryPressure', 'False', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'kubelet has sufficient PID available'],
    ['Ready', 'True', 'kubelet is posting ready status'],
  ].map(([type, status, message]) => ({
    ...condition(type, status, CREATED_MS),
    lastHeartbeatTime: time(nowMs),
    reason: `Kubelet${type}`,
    message,
  }));
  const amounts = { cpu: '32', memory: '131072Mi', pods: '110' };
  return object('v1', 'Node', {
    name: nodeName(index),
    labels: {
      'kubernetes.io/hostname': nodeName(index),
      'kubernetes.io/os': 'linux',
      'topology.kubernetes.io/zone': `zone-${index % 3}`,
    },
    spec: { podCIDR: `10.42.${index}.0/24` },
    status: {
      capacity: amounts,
      allocatable: amounts,
      conditions,
      addresses: [{ type: 'InternalIP', address: `10.0.0.${index}` }],
      images: Array.from({ length: 40 }, (_, i) => ({
        names: [`registry.example.com/image-${i}@sha256:${hash(String(i))}`],
        sizeBytes: 1e8,
      })),
      nodeInfo: { kubeletVersion: 'v1.32.0', osImage: 'Linux' },
    },
  });
}

/** The slice of a workload's service; its pods by their present names. */
export function endpointSlice(workload, pods) {
  return object('discovery.k8s.io/v1', 'EndpointSlice', {
    namespace: namespaceOf(workload),
    name: `${nameOf(workload)}-abcde`,
    labels: { 'kubernetes.io/service-name': nameOf(workload) },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: pods.map(({ metadata, spec, status }) => ({
      addresses: [status.podIP],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: spec.nodeName,
      targetRef: { kind: 'Pod', name: metadata.name },
    })),
  });
}

function* workloadObjects(workload) {
  const namespace = namespaceOf(workload);
  const name = nameOf(workload);
  const labels = labelsOf(workload);
  const selector = { matchLabels: { 'app.kubernetes.io/name': name } };
  const template = {
    metadata: { labels },
    spec: { containers: [container(workload, name)] },
  };
  const common = { namespace, name, labels };
  const counts = {
    replicas: PODS_PER_WORKLOAD,
    readyReplicas: PODS_PER_WORKLOAD,
    updatedReplicas: PODS_PER_WORKLOAD,
  };
  yield object('apps/v1', 'Deployment', {
    ...common,
    spec: { replicas: PODS_PER_WORKLOAD, selector, template },
    status: counts,
  });
  for (let revision = 0; revision <= OLD_REVISIONS; revision++) {
    const replicas = revision === 0 ? PODS_PER_WORKLOAD : 0;
    yield object('apps/v1', 'ReplicaSet', {
      ...common,
      name: replicaSetName(workload, revision),
      owner: { kind: 'Deployment', name },
      spec: { replicas, selector, template },
      status: revision === 0 ? counts : { replicas: 0 },
    });
  }
  yield object('v1', 'Service', {
    ...common,
    spec: {
      type: 'ClusterIP',
      selector: selector.matchLabels,
      ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
    },
  });
  yield object('v1', 'ConfigMap', {
    ...common,
    data: { 'settings.yaml': 'key: value\n'.repeat(100) },
  });
  yield object('v1', 'ServiceAccount', common);
  yield object('networking.k8s.io/v1', 'Ingress', {
    ...common,
    spec: {
      rules: [
        {
          host: `${name}.example.com`,
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name, port: { number: 80 } } },
              },
            ],
          },
        },
      ],
    },
  });
}

export function event(index, nowMs) {
  const about = pod(index % PODS);
  const { name, namespace } = about.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${name}.${hash(String(index)).slice(0, 16)}`,
      namespace,
      managedFields: managedFields('kubelet'),
    },
    involvedObject: {
      kind: 'Pod',
      namespace,
      name,
      uid: hash(name).slice(0, 36),
    },
    type: 'Normal',
    reason: 'Pulled',
    message: `Container image "registry.example.com/${namespace}/${name}:1.4.2" already present on machine`,
    source: { component: 'kubelet', host: about.spec.nodeName },
    count: 1,
    firstTimestamp: time(nowMs),
    lastTimestamp: time(nowMs),
  };
}

/** Everything that there is at first. */
export function* clusterObjects() {
  for (let i = 0; i < NAMESPACES; i++) {
    yield object('v1', 'Namespace', {
      name: `team-${i}`,
      status: { phase: 'Active' },
    });
  }
  for (let i = 0; i < NODES; i++) yield node(i);
  for (let workload = 0; workload < WORKLOADS; workload++) {
    yield* workloadObjects(workload);
    const pods = Array.from({ length: PODS_PER_WORKLOAD }, (_, i) =>
      pod(workload * PODS_PER_WORKLOAD + i),
    );
    yield* pods;
    yield endpointSlice(workload, pods);
  }
  for (let i = 0; i < PODS; i++) yield event(i, CREATED_MS);
}
