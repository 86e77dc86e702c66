import { toKubeTime, type NewKubeObject } from '../kube/KubeObject';

const IMAGE = 'cr.l5d.io/linkerd/proxy:edge-25.9.2';
export const PROXY_PORT = 4191;

/**
 * A pod as Linkerd's injector leaves it: a native sidecar, and labels that name its workload.
 * `startedMs` is the time since when the proxy counts; `undefined` while the pod is pending.
 */
export function injectedPod(
  pod: NewKubeObject,
  workload: { kind: string; name: string },
  startedMs: number | undefined,
): NewKubeObject {
  const running = startedMs !== undefined && {
    running: { startedAt: toKubeTime(startedMs) },
  };
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: {
        ...pod.metadata.labels,
        'linkerd.io/control-plane-ns': 'linkerd',
        'linkerd.io/workload-ns': pod.metadata.namespace!,
        [`linkerd.io/proxy-${workload.kind.toLowerCase()}`]: workload.name,
      },
      annotations: {
        ...pod.metadata.annotations,
        'linkerd.io/created-by': 'linkerd/proxy-injector edge-25.9.2',
        'linkerd.io/inject': 'enabled',
        'linkerd.io/proxy-version': 'edge-25.9.2',
      },
    },
    spec: {
      ...pod.spec,
      initContainers: [
        {
          name: 'linkerd-proxy',
          image: IMAGE,
          restartPolicy: 'Always',
          ports: [
            { name: 'linkerd-proxy', containerPort: 4143, protocol: 'TCP' },
            {
              name: 'linkerd-admin',
              containerPort: PROXY_PORT,
              protocol: 'TCP',
            },
          ],
        },
      ],
    },
    status: {
      ...pod.status,
      initContainerStatuses: [
        {
          name: 'linkerd-proxy',
          image: IMAGE,
          ready: Boolean(running),
          restartCount: 0,
          state: running || { waiting: { reason: 'ContainerCreating' } },
        },
      ],
    },
  };
}
