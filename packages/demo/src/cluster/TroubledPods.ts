import type { KubeApi } from '../kube/KubeApi';
import { toKubeTime, type KubeObject } from '../kube/KubeObject';
import type { ScenarioNode, Trouble } from '../scenario/schema';
import type { EventRecorder } from './EventRecorder';
import { containerStarted } from './lifeEvents';
import { podConditions } from './podObjects';
import {
  crashLoopAt,
  oomKilledAt,
  schedulingAttempts,
  type ContainerTrouble,
} from './troubles';

/** Pods that are in trouble for ever. What they are follows from the time since they were made. */
export class TroubledPods {
  private readonly pods: {
    trouble: Trouble;
    namespace: string;
    name: string;
  }[] = [];

  constructor(
    private readonly api: KubeApi,
    private readonly events: EventRecorder,
    private readonly nodes: readonly ScenarioNode[],
  ) {}

  add(trouble: Trouble, { metadata }: KubeObject): void {
    const { namespace = '', name } = metadata;
    this.pods.push({ trouble, namespace, name });
  }

  has({ metadata }: KubeObject): boolean {
    return this.pods.some(
      pod => pod.namespace === metadata.namespace && pod.name === metadata.name,
    );
  }

  /** Brings all of them to where they are now. */
  step(nowMs: number): void {
    for (const { trouble, namespace, name } of this.pods) {
      const pod = this.api.store.get('pods', namespace, name);
      if (!pod) continue;
      const createdMs = Date.parse(pod.metadata.creationTimestamp);
      switch (trouble) {
        case 'crash_loop':
          this.crash(pod, crashLoopAt(createdMs, nowMs), nowMs);
          break;
        case 'oom_killed':
          this.show(pod, oomKilledAt(createdMs, nowMs), {
            exitCode: 137,
            reason: 'OOMKilled',
          });
          break;
        default:
          this.leaveUnscheduled(pod, createdMs, nowMs);
      }
    }
  }

  private crash(pod: KubeObject, state: ContainerTrouble, nowMs: number): void {
    this.show(pod, state, { exitCode: 1, reason: 'Error' });
    const { name, namespace, uid } = pod.metadata;
    const [container] = pod.spec.containers;
    if (state.endedMs === undefined || state.backOffs === 0) return;
    this.events.record(
      {
        about: pod,
        type: 'Warning',
        reason: 'BackOff',
        message: `Back-off restarting failed container ${container.name} in pod ${name}_${namespace}(${uid})`,
        reporter: 'kubelet',
        counted: { count: state.backOffs, firstMs: state.backOffSinceMs },
      },
      nowMs,
    );
  }

  /** Shows a container that runs, or that waits after it ended. */
  private show(
    pod: KubeObject,
    state: ContainerTrouble,
    end: { exitCode: number; reason: string },
  ): void {
    const { startedMs, endedMs, previous, restarts } = state;
    const terminated = (run: { startedMs: number; endedMs: number }) => ({
      terminated: {
        ...end,
        startedAt: toKubeTime(run.startedMs),
        finishedAt: toKubeTime(run.endedMs),
      },
    });
    const last = endedMs === undefined ? previous : { startedMs, endedMs };
    const ready = endedMs === undefined;
    const [container] = pod.status.containerStatuses;
    const status = {
      ...pod.status,
      conditions: podConditions(
        {
          scheduledMs: Date.parse(pod.metadata.creationTimestamp),
          readyMs: endedMs ?? startedMs,
        },
        ready,
      ),
      containerStatuses: [
        {
          ...container,
          ready,
          restartCount: restarts,
          state: ready
            ? { running: { startedAt: toKubeTime(startedMs) } }
            : {
                waiting: {
                  reason: 'CrashLoopBackOff',
                  message: 'back-off restarting failed container',
                },
              },
          ...(last && { lastState: terminated(last) }),
        },
      ],
    };
    if (JSON.stringify(status) === JSON.stringify(pod.status)) return;
    this.api.apply({ ...pod, status });
    const counted = {
      count: restarts + 1,
      firstMs: Date.parse(pod.metadata.creationTimestamp),
    };
    containerStarted(pod).forEach(happening =>
      this.events.record({ ...happening, counted }, startedMs),
    );
  }

  private leaveUnscheduled(
    pod: KubeObject,
    createdMs: number,
    nowMs: number,
  ): void {
    const message = this.whyUnscheduled();
    if (pod.status.conditions.length === 0) {
      this.api.apply({
        ...pod,
        status: {
          ...pod.status,
          conditions: [
            {
              type: 'PodScheduled',
              status: 'False',
              reason: 'Unschedulable',
              message,
              lastTransitionTime: toKubeTime(createdMs),
            },
          ],
        },
      });
    }
    this.events.record(
      {
        about: pod,
        type: 'Warning',
        reason: 'FailedScheduling',
        message,
        reporter: 'default-scheduler',
        counted: {
          count: schedulingAttempts(createdMs, nowMs),
          firstMs: createdMs,
        },
      },
      nowMs,
    );
  }

  private whyUnscheduled(): string {
    const closed = this.nodes.filter(n => n.role === 'control-plane').length;
    const reasons = [
      ...(closed > 0
        ? [
            `${closed} node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }`,
          ]
        : []),
      `${this.nodes.length - closed} Insufficient cpu`,
    ];
    return `0/${this.nodes.length} nodes are available: ${reasons.join(', ')}.`;
  }
}
