import type { KindEntry } from '../kubernetes/kinds';

/** How an object of a kind is made and changed, and what is to be seen of it. */
export type KindExample = {
  id: KindEntry['id'];
  kind: string;
  /** Belongs to the cluster, to no namespace. */
  clusterWide?: boolean;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Beside the metadata; some versions write the same in another way. */
  create: object | ((version: string) => object);
  created: object;
  change?: object;
  changeStatus?: object;
  changed: object;
};

const AT = '2026-11-20T12:00:00Z';
const AT_MS = Date.parse(AT);
const selector = { matchLabels: { app: 'web' } };
const pod = {
  // No scheduler takes it.
  schedulerName: 'nobody',
  containers: [
    {
      name: 'web',
      image: 'registry.invalid/web:1',
      env: [{ name: 'PASSWORD', value: 's3cret' }],
      ports: [{ name: 'http', containerPort: 8080 }],
      resources: {
        requests: { cpu: '250m', memory: '64Mi' },
        limits: { memory: '128Mi' },
      },
    },
  ],
  volumes: [{ name: 'scratch', emptyDir: {} }],
};
const template = { metadata: { labels: { app: 'web' } }, spec: pod };
/** Seen by its labels, where its controller decides on all else. */
const relabel = {
  change: { metadata: { labels: { team: 'shop' } } },
  changed: { labels: { team: 'shop' } },
};

export const KIND_EXAMPLES: readonly KindExample[] = [
  {
    id: 'pod',
    kind: 'Pod',
    create: { spec: pod },
    created: {
      createdMs: expect.any(Number),
      phase: 'Pending',
      ready: false,
      restarts: 0,
      containers: [
        {
          name: 'web',
          image: 'registry.invalid/web:1',
          requests: { cpu: 0.25, memory: 67_108_864 },
          limits: { memory: 134_217_728 },
          ports: [{ name: 'http', port: 8080 }],
          ready: false,
          restarts: 0,
          state: 'waiting',
        },
      ],
      volumes: expect.arrayContaining([{ name: 'scratch', type: 'emptyDir' }]),
    },
    changeStatus: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: AT }],
      containerStatuses: [
        {
          name: 'web',
          image: 'registry.invalid/web:1',
          imageID: '',
          ready: true,
          restartCount: 3,
          state: { running: { startedAt: AT } },
          lastState: {
            terminated: {
              exitCode: 137,
              reason: 'OOMKilled',
              startedAt: AT,
              finishedAt: AT,
            },
          },
        },
      ],
    },
    changed: {
      phase: 'Running',
      ready: true,
      restarts: 3,
      conditions: expect.arrayContaining([
        { type: 'Ready', status: 'True', sinceMs: AT_MS },
      ]),
      containers: [
        {
          state: 'running',
          startedMs: AT_MS,
          lastTermination: { reason: 'OOMKilled', exitCode: 137 },
        },
      ],
    },
  },
  {
    id: 'node',
    kind: 'Node',
    clusterWide: true,
    create: { spec: { unschedulable: true } },
    created: { schedulable: false, ready: false },
    changeStatus: {
      capacity: { cpu: '4', memory: '8Gi', pods: '110' },
      allocatable: { cpu: '3500m', memory: '7Gi', pods: '110' },
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          lastHeartbeatTime: AT,
          lastTransitionTime: AT,
        },
      ],
    },
    changed: {
      ready: true,
      capacity: { cpu: 4, memory: 8_589_934_592, pods: 110 },
      allocatable: { cpu: 3.5, memory: 7_516_192_768, pods: 110 },
      conditions: expect.arrayContaining([
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          sinceMs: AT_MS,
        },
      ]),
    },
  },
  {
    id: 'namespace',
    kind: 'Namespace',
    clusterWide: true,
    create: {},
    created: { phase: 'Active' },
    ...relabel,
  },
  {
    id: 'deployment',
    kind: 'Deployment',
    create: { spec: { replicas: 0, selector, template } },
    created: { desiredReplicas: 0, selector: { app: 'web' } },
    change: { spec: { replicas: 1 } },
    changed: { desiredReplicas: 1 },
  },
  {
    id: 'replicaset',
    kind: 'ReplicaSet',
    create: { spec: { replicas: 1, selector, template } },
    created: { desiredReplicas: 1, readyReplicas: 0 },
    change: { spec: { replicas: 2 } },
    changed: { desiredReplicas: 2 },
  },
  {
    id: 'statefulset',
    kind: 'StatefulSet',
    create: { spec: { replicas: 1, serviceName: 'web', selector, template } },
    created: { desiredReplicas: 1, readyReplicas: 0 },
    change: { spec: { replicas: 2 } },
    changed: { desiredReplicas: 2 },
  },
  {
    id: 'daemonset',
    kind: 'DaemonSet',
    create: { spec: { selector, template } },
    created: { selector: { app: 'web' }, readyReplicas: 0 },
    ...relabel,
  },
  {
    id: 'job',
    kind: 'Job',
    create: {
      spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } },
    },
    created: { succeeded: 0, failed: 0 },
    ...relabel,
  },
  {
    id: 'cronjob',
    kind: 'CronJob',
    create: {
      spec: {
        schedule: '0 0 1 1 *',
        jobTemplate: {
          spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } },
        },
      },
    },
    created: { schedule: '0 0 1 1 *', suspended: false, active: 0 },
    change: { spec: { suspend: true } },
    changed: { suspended: true },
  },
  {
    id: 'horizontalpodautoscaler',
    kind: 'HorizontalPodAutoscaler',
    create: {
      spec: {
        scaleTargetRef: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'web',
        },
        minReplicas: 2,
        maxReplicas: 3,
      },
    },
    created: {
      target: { kind: 'Deployment', name: 'web' },
      minReplicas: 2,
      maxReplicas: 3,
    },
    change: { spec: { maxReplicas: 5 } },
    changed: { minReplicas: 2, maxReplicas: 5 },
  },
  {
    id: 'service',
    kind: 'Service',
    create: {
      spec: {
        selector: { app: 'web' },
        ports: [{ name: 'http', port: 80, targetPort: 8080 }],
      },
    },
    created: {
      selector: { app: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    },
    change: {
      spec: { ports: [{ name: 'http', port: 81, targetPort: 'web' }] },
    },
    changed: { ports: [{ name: 'http', port: 81, targetPort: 'web' }] },
  },
  {
    id: 'endpointslice',
    kind: 'EndpointSlice',
    labels: { 'kubernetes.io/service-name': 'web' },
    create: version => ({
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080 }],
      endpoints: [
        {
          addresses: ['10.0.0.1'],
          conditions: { ready: true },
          targetRef: { kind: 'Pod', name: 'web-0' },
          ...(version === 'v1'
            ? { nodeName: 'node-1' }
            : { topology: { 'kubernetes.io/hostname': 'node-1' } }),
        },
      ],
    }),
    created: {
      service: 'web',
      endpoints: [
        { pod: 'web-0', nodeName: 'node-1', ready: true, addresses: 1 },
      ],
    },
    change: {
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: false } }],
    },
    changed: { endpoints: [{ ready: false, addresses: 1 }] },
  },
  {
    id: 'ingress',
    kind: 'Ingress',
    create: { spec: { rules: [ingressRule('a.example.com')] } },
    created: {
      rules: [
        {
          host: 'a.example.com',
          paths: [{ path: '/', service: { name: 'web', port: 80 } }],
        },
      ],
    },
    change: { spec: { rules: [ingressRule('b.example.com')] } },
    changed: { rules: [{ host: 'b.example.com' }] },
  },
  {
    id: 'ingressclass',
    kind: 'IngressClass',
    clusterWide: true,
    create: { spec: { controller: 'traefik.io/ingress-controller' } },
    created: { controller: 'traefik.io/ingress-controller', isDefault: false },
    change: {
      metadata: {
        annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' },
      },
    },
    changed: { isDefault: true },
  },
  {
    id: 'networkpolicy',
    kind: 'NetworkPolicy',
    create: { spec: { podSelector: selector, policyTypes: ['Ingress'] } },
    created: {
      podSelector: { app: 'web' },
      policyTypes: ['Ingress'],
      ingressRules: 0,
    },
    change: { spec: { ingress: [{}] } },
    changed: { ingressRules: 1 },
  },
  {
    id: 'poddisruptionbudget',
    kind: 'PodDisruptionBudget',
    create: { spec: { minAvailable: '50%', selector } },
    created: { minAvailable: '50%', podSelector: { app: 'web' } },
    ...relabel,
  },
  {
    id: 'storageclass',
    kind: 'StorageClass',
    clusterWide: true,
    create: { provisioner: 'disks.example.com', reclaimPolicy: 'Retain' },
    created: {
      provisioner: 'disks.example.com',
      reclaimPolicy: 'Retain',
      bindingMode: 'Immediate',
      allowsExpansion: false,
      isDefault: false,
    },
    change: { allowVolumeExpansion: true },
    changed: { allowsExpansion: true },
  },
  {
    id: 'configmap',
    kind: 'ConfigMap',
    create: { data: { b: 's3cret' } },
    created: { keys: [{ key: 'b', length: 6 }] },
    change: { data: { a: 'x' } },
    changed: {
      keys: [
        { key: 'a', length: 1 },
        { key: 'b', length: 6 },
      ],
    },
  },
  {
    id: 'secret',
    kind: 'Secret',
    create: { type: 'Opaque', data: { b: 'czNjcmV0' } },
    created: { type: 'Opaque', keys: ['b'] },
    change: { data: { a: 'czNjcmV0' } },
    changed: { keys: ['a', 'b'] },
  },
  {
    id: 'serviceaccount',
    kind: 'ServiceAccount',
    create: { automountServiceAccountToken: false },
    created: { automountToken: false },
    change: { automountServiceAccountToken: true },
    changed: { automountToken: true },
  },
  {
    id: 'persistentvolume',
    kind: 'PersistentVolume',
    clusterWide: true,
    create: {
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'atlhyper-test',
        persistentVolumeReclaimPolicy: 'Retain',
        hostPath: { path: '/tmp/atlhyper-test' },
      },
    },
    created: { capacity: '1Gi', reclaimPolicy: 'Retain' },
    change: { spec: { persistentVolumeReclaimPolicy: 'Recycle' } },
    changed: { reclaimPolicy: 'Recycle' },
  },
  {
    id: 'persistentvolumeclaim',
    kind: 'PersistentVolumeClaim',
    create: {
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'atlhyper-none',
        resources: { requests: { storage: '1Gi' } },
      },
    },
    created: { phase: 'Pending', requested: '1Gi' },
    ...relabel,
  },
  {
    id: 'resourcequota',
    kind: 'ResourceQuota',
    create: { spec: { hard: { configmaps: '900' } } },
    created: { hard: { configmaps: '900' } },
    change: { spec: { hard: { configmaps: '901' } } },
    changed: { hard: { configmaps: '901' } },
  },
  {
    id: 'limitrange',
    kind: 'LimitRange',
    create: { spec: { limits: [claimLimit('9Gi')] } },
    created: {
      limits: [{ type: 'PersistentVolumeClaim', max: { storage: '9Gi' } }],
    },
    change: { spec: { limits: [claimLimit('8Gi')] } },
    changed: {
      limits: [{ type: 'PersistentVolumeClaim', max: { storage: '8Gi' } }],
    },
  },
  {
    id: 'ingressroute',
    kind: 'IngressRoute',
    create: {
      spec: {
        entryPoints: ['web'],
        routes: [
          {
            kind: 'Rule',
            match: 'Host(`a.example.com`)',
            services: [{ name: 'web', port: 80 }],
          },
        ],
      },
    },
    created: {
      entryPoints: ['web'],
      tls: false,
      routes: [{ services: [{ name: 'web', port: 80 }] }],
    },
    change: { spec: { tls: {} } },
    changed: { tls: true },
  },
  {
    id: 'traefikservice',
    kind: 'TraefikService',
    create: { spec: { weighted: { services: [{ name: 'web', port: 80 }] } } },
    created: { services: [{ name: 'web', port: 80 }] },
    change: { spec: { weighted: { services: [{ name: 'api', port: 81 }] } } },
    changed: { services: [{ name: 'api', port: 81 }] },
  },
  {
    id: 'gateway',
    kind: 'Gateway',
    create: {
      spec: {
        gatewayClassName: 'traefik',
        listeners: [{ name: 'web', port: 80, protocol: 'HTTP' }],
      },
    },
    created: { listeners: [{ name: 'web', port: 80, tls: false }] },
    change: {
      spec: { listeners: [{ name: 'web', port: 443, protocol: 'HTTPS' }] },
    },
    changed: { listeners: [{ name: 'web', port: 443, tls: true }] },
  },
  {
    id: 'httproute',
    kind: 'HTTPRoute',
    create: {
      spec: {
        parentRefs: [{ name: 'web' }],
        hostnames: ['a.example.com'],
        rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      },
    },
    created: { hostnames: ['a.example.com'], parents: [{ name: 'web' }] },
    change: { spec: { hostnames: ['b.example.com'] } },
    changed: { hostnames: ['b.example.com'] },
  },
  {
    id: 'grpcroute',
    kind: 'GRPCRoute',
    create: {
      spec: {
        parentRefs: [{ name: 'web' }],
        hostnames: ['a.example.com'],
        rules: [
          {
            matches: [{ method: { service: 'shop.Cart' } }],
            backendRefs: [{ name: 'web', port: 80 }],
          },
        ],
      },
    },
    created: { hostnames: ['a.example.com'], parents: [{ name: 'web' }] },
    change: { spec: { hostnames: ['b.example.com'] } },
    changed: { hostnames: ['b.example.com'] },
  },
  {
    id: 'knativeingress',
    kind: 'Ingress',
    annotations: {
      'networking.knative.dev/ingress-class':
        'traefik.ingress.networking.knative.dev',
    },
    create: {
      spec: { rules: [{ hosts: ['a.example.com'], http: { paths: [] } }] },
    },
    created: {
      rules: [{ hosts: ['a.example.com'], isLocal: false, paths: [] }],
    },
    change: {
      spec: { rules: [{ hosts: ['b.example.com'], http: { paths: [] } }] },
    },
    changed: {
      rules: [{ hosts: ['b.example.com'], isLocal: false, paths: [] }],
    },
  },
];

function ingressRule(host: string): object {
  return {
    host,
    http: {
      paths: [
        {
          path: '/',
          pathType: 'Prefix',
          backend: { service: { name: 'web', port: { number: 80 } } },
        },
      ],
    },
  };
}

function claimLimit(storage: string): object {
  return { type: 'PersistentVolumeClaim', max: { storage } };
}
