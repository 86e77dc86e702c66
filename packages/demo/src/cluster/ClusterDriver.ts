/* eslint-disable max-lines -- the story of the demo, told in one place */
import type { KubeApi } from '../kube/KubeApi';
import type { KubeObject, NewKubeObject } from '../kube/KubeObject';
import { resourceOf, RESOURCES } from '../kube/resources';
import { injectedPod } from '../linkerd/injectedPod';
import { INGRESS_WORKLOAD, isInjected } from '../linkerd/meshEdges';
import { ProxyPods } from '../linkerd/ProxyPods';
import type { Trouble } from '../scenario/schema';
import { hashUnit } from '../truth/hashUnit';
import type { World } from '../truth/World';
import {
  clusterCreatedMs,
  endpointSliceObject,
  namespaceObject,
  nodeObject,
  serviceObject,
} from './baseObjects';
import { configObjects } from './configObjects';
import { EventRecorder, type Happening } from './EventRecorder';
import { containerStarted, podAdded, podRemoved } from './lifeEvents';
import { restartedPod } from './podObjects';
import { routingObjects } from './routingObjects';
import { traefikObjects, type TraefikEndpoint } from './traefikObjects';
import { TroubledPods } from './TroubledPods';
import {
  replicaSetObject,
  workloadObject,
  workloadPod,
  workloadStatus,
  type Workload,
} from './workloadObjects';

const NODE_HEARTBEAT_MS = 300_000;
/** So long before the demo was first started. */
const TROUBLE_BEGAN_MS = 2 * 3_600_000;
const KEPT_REVISIONS = 10;
/**
 * Steps for which a pod with a proxy stays after another took its place: what it counted last is
 * still to be scraped, at the latest 30 s later.
 */
const DRAIN_STEPS = 6;
const CONTROLLERS = new Set([
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
]);

/** Fills the API with the scenario's cluster and lets it live: heartbeats, restarts, rollouts. */
export class ClusterDriver {
  /** Who takes part in the mesh. */
  readonly proxies = new ProxyPods();
  private readonly workloads: Workload[];
  private readonly events: EventRecorder;
  private readonly troubled: TroubledPods;
  private readonly revisions = new Map<string, number>();
  /** What is under way; one action is taken in each step. */
  private readonly pending: ((nowMs: number) => void)[] = [];
  private readonly nextMs = new Map<string, number>();

  constructor(private readonly world: World, private readonly api: KubeApi) {
    const { scenario } = world;
    this.events = new EventRecorder(api, world.seed);
    this.troubled = new TroubledPods(api, this.events, scenario.nodes);
    this.workloads = [
      ...scenario.services.map(service => ({
        ...service,
        port: service.targetPort,
      })),
      ...scenario.workloads.map(workload => ({
        ...workload,
        replicas: workload.kind === 'DaemonSet' ? scenario.nodes.length : 1,
      })),
    ];
  }

  /** Puts everything there, as it is at `nowMs`. */
  populate(nowMs: number, traefik: readonly TraefikEndpoint[]): void {
    const { scenario } = this.world;
    const namespaces = [
      'default',
      'kube-system',
      scenario.traefik.namespace,
      ...this.workloads.map(workload => workload.namespace),
    ];
    for (const name of new Set(namespaces))
      this.api.apply(namespaceObject(this.world, name));
    for (const node of scenario.nodes)
      this.api.apply(nodeObject(this.world, node, nowMs));
    this.workloads.forEach(workload => this.addWorkload(workload, nowMs));
    this.addTraefik(traefik);
    for (const service of scenario.services)
      this.api.apply(serviceObject(this.world, service));
    for (const object of routingObjects(this.world)) this.api.apply(object);
    for (const object of configObjects(this.world)) this.api.apply(object);
    this.troubled.step(nowMs);
    this.events.expire(nowMs);
    this.refresh();
    this.schedule(nowMs);
  }

  /** Takes the next action if one is due. Call it every few seconds. */
  step(nowMs: number): void {
    const action = this.pending.shift();
    if (action) action(nowMs);
    if (this.isDue('heartbeat', nowMs, NODE_HEARTBEAT_MS)) this.beat(nowMs);
    if (
      this.isDue(
        'restart',
        nowMs,
        this.world.scenario.restartEveryMinutes * 60_000,
      )
    )
      this.startRestart(nowMs);
    for (const rollout of this.world.scenario.rollouts) {
      const key = `${rollout.namespace}/${rollout.name}`;
      if (this.isDue(key, nowMs, rollout.everyMinutes * 60_000))
        this.startRollout(key, nowMs);
    }
    this.troubled.step(nowMs);
    this.events.expire(nowMs);
    this.refresh();
  }

  private schedule(nowMs: number): void {
    this.nextMs.set('heartbeat', nowMs + NODE_HEARTBEAT_MS);
    this.nextMs.set(
      'restart',
      nowMs + this.world.scenario.restartEveryMinutes * 60_000,
    );
    for (const { namespace, name, firstAfterMinutes } of this.world.scenario
      .rollouts)
      this.nextMs.set(
        `${namespace}/${name}`,
        nowMs + firstAfterMinutes * 60_000,
      );
  }

  private isDue(key: string, nowMs: number, intervalMs: number): boolean {
    const next = this.nextMs.get(key);
    if (next === undefined || nowMs < next) return false;
    this.nextMs.set(key, nowMs + intervalMs);
    return true;
  }

  private addTraefik(endpoints: readonly TraefikEndpoint[]): void {
    const { namespace } = this.world.scenario.traefik;
    const workload = { namespace, name: INGRESS_WORKLOAD, kind: 'Deployment' };
    let index = 0;
    for (const object of traefikObjects(this.world, endpoints)) {
      if (object.kind === 'Pod') {
        const proxy = { index, fromMs: endpoints[index].startedMs };
        this.putPod(object, workload, proxy);
        index += 1;
      } else this.api.apply(object);
    }
  }

  /** Puts a pod there, with a proxy beside it if its workload is in the mesh. */
  private putPod(
    pod: NewKubeObject,
    workload: { namespace: string; name: string; kind: string },
    proxy: { index: number; fromMs: number | undefined },
  ): KubeObject {
    const { namespace, name } = workload;
    const injected = isInjected(this.world.scenario, namespace, name);
    const applied = this.api.apply(
      injected ? injectedPod(pod, workload, proxy.fromMs) : pod,
    );
    if (proxy.fromMs === undefined) return applied;
    const { metadata, status } = applied;
    this.proxies.begin({
      injected,
      uid: metadata.uid,
      namespace,
      workload: name,
      index: proxy.index,
      name: metadata.name,
      ip: status.podIP,
      fromMs: proxy.fromMs,
    });
    return applied;
  }

  private addWorkload(workload: Workload, nowMs: number): void {
    const object = this.api.apply(workloadObject(this.world, workload));
    const owner =
      workload.kind === 'Deployment'
        ? this.addRevision(workload, object)
        : object;
    if (workload.trouble) {
      this.addTroubled(workload, workload.trouble, owner);
      return;
    }
    for (let i = 0; i < workload.replicas; i++) {
      const createdMs =
        workload.kind === 'Job'
          ? Date.parse(object.metadata.creationTimestamp)
          : this.world.startMs -
            (3 + 20 * this.chance(workload.name, i)) * 86_400_000;
      const pod = { key: i, nodeName: this.nodeFor(workload, i), createdMs };
      this.putPod(workloadPod(this.world, workload, owner, pod), workload, {
        index: i,
        fromMs: nowMs,
      });
    }
  }

  private addTroubled(
    workload: Workload,
    trouble: Trouble,
    owner: KubeObject,
  ): void {
    const isUnscheduled = trouble === 'unschedulable';
    const pod = workloadPod(this.world, workload, owner, {
      key: 0,
      nodeName: isUnscheduled ? undefined : this.nodeFor(workload, 0),
      createdMs: this.world.startMs - TROUBLE_BEGAN_MS,
      pending: isUnscheduled,
    });
    const place = { index: 0, fromMs: undefined };
    this.troubled.add(trouble, this.putPod(pod, workload, place));
  }

  private addRevision(
    workload: Workload,
    owner: KubeObject,
    createdMs?: number,
  ): KubeObject {
    const key = `${workload.namespace}/${workload.name}`;
    const number = (this.revisions.get(key) ?? 0) + 1;
    this.revisions.set(key, number);
    return this.api.apply(
      replicaSetObject(this.world, workload, owner, {
        number,
        replicas: workload.replicas,
        createdMs: createdMs ?? clusterCreatedMs(this.world),
      }),
    );
  }

  /** Control-plane nodes take only what runs everywhere. */
  private nodeFor(workload: Workload, index: number): string {
    const { nodes } = this.world.scenario;
    if (workload.kind === 'DaemonSet') return nodes[index].name;
    const workers = nodes.filter(node => node.role === 'worker');
    const pool = workers.length > 0 ? workers : nodes;
    const first = Math.floor(this.chance(workload.name, -1) * pool.length);
    return pool[(first + index) % pool.length].name;
  }

  private beat(nowMs: number): void {
    for (const node of this.world.scenario.nodes)
      this.api.apply(nodeObject(this.world, node, nowMs));
  }

  private startRestart(nowMs: number): void {
    const pods = this.api.store
      .list('pods')
      .filter(
        pod =>
          pod.status?.phase === 'Running' &&
          pod.status.podIP !== '127.0.0.1' &&
          pod.status.containerStatuses &&
          !this.troubled.has(pod),
      );
    const pod = pods[Math.floor(this.chance('restart', nowMs) * pods.length)];
    if (!pod) return;
    const { namespace, name } = pod.metadata;
    this.api.apply(restartedPod(pod, nowMs, false));
    this.say(containerStarted(pod), nowMs);
    const becomeReady = (laterMs: number) => {
      const current = this.api.store.get('pods', namespace, name);
      if (current) this.api.apply(restartedPod(current, laterMs, true));
    };
    this.pending.push(() => {}, becomeReady);
  }

  /** A new ReplicaSet; then pod by pod: a new one is created, it runs, an old one goes. */
  private startRollout(key: string, nowMs: number): void {
    const workload = this.workloads.find(
      w => `${w.namespace}/${w.name}` === key,
    );
    const deployment =
      workload &&
      this.api.store.get('deployments', workload.namespace, workload.name);
    if (!workload || workload.kind !== 'Deployment' || !deployment) return;
    const { namespace } = workload;
    const old = Array.from({ length: workload.replicas }, (_, i) =>
      this.proxies.at(namespace, workload.name, i),
    );
    const oldSets = this.api.store
      .list('replicasets')
      .filter(
        set =>
          set.metadata.ownerReferences?.[0].uid === deployment.metadata.uid,
      );
    const replicaSet = this.addRevision(workload, deployment, nowMs);
    for (let i = 0; i < workload.replicas; i++) {
      const nodeName = this.nodeFor(workload, i);
      this.pending.push(
        createdMs => {
          const pod = this.applyPod(workload, replicaSet, {
            key: i,
            nodeName,
            createdMs,
            pending: true,
          });
          const sets = { deployment, replicaSet, size: i + 1 };
          this.say(podAdded(pod, sets), createdMs);
        },
        createdMs => {
          const pod = { key: i, nodeName, createdMs };
          const running = this.applyPod(workload, replicaSet, pod);
          this.say(containerStarted(running), createdMs);
        },
      );
      const name = old[i]?.name;
      if (old[i]?.injected)
        for (let n = 0; n < DRAIN_STEPS; n++) this.pending.push(() => {});
      if (name)
        this.pending.push(removedMs => {
          const size = workload.replicas - i - 1;
          this.removePod({ namespace, name }, { deployment, size }, removedMs);
        });
    }
    this.pending.push(() => {
      for (const set of oldSets)
        this.api.apply({ ...set, spec: { ...set.spec, replicas: 0 } });
      this.forgetRevisions(oldSets);
    });
  }

  private removePod(
    { namespace, name }: { namespace: string; name: string },
    sets: { deployment: KubeObject; size: number },
    nowMs: number,
  ): void {
    const pod = this.api.store.get('pods', namespace, name);
    if (!pod) return;
    const owner = pod.metadata.ownerReferences?.[0].name ?? '';
    const replicaSet = this.api.store.get('replicasets', namespace, owner);
    this.say(podRemoved(pod, { ...sets, replicaSet }), nowMs);
    this.api.remove('pods', namespace, name);
  }

  private say(happenings: readonly Happening[], nowMs: number): void {
    happenings.forEach(happening => this.events.record(happening, nowMs));
  }

  /** As many old revisions stay as a Deployment keeps by default. */
  private forgetRevisions(oldSets: readonly KubeObject[]): void {
    const revisionOf = (set: KubeObject) =>
      Number(set.metadata.annotations?.['deployment.kubernetes.io/revision']);
    const newestFirst = [...oldSets].sort(
      (a, b) => revisionOf(b) - revisionOf(a),
    );
    for (const { metadata } of newestFirst.slice(KEPT_REVISIONS))
      this.api.remove('replicasets', metadata.namespace, metadata.name);
  }

  private applyPod(
    workload: Workload,
    owner: NewKubeObject,
    pod: Parameters<typeof workloadPod>[3],
  ): KubeObject {
    return this.putPod(
      workloadPod(this.world, workload, owner, pod),
      workload,
      {
        index: Number(pod.key),
        fromMs: pod.pending ? undefined : pod.createdMs,
      },
    );
  }

  private podsOf(object: { namespace: string; name: string }): KubeObject[] {
    return this.api.store
      .list('pods')
      .filter(
        pod =>
          pod.metadata.namespace === object.namespace &&
          pod.metadata.labels?.['app.kubernetes.io/name'] === object.name,
      );
  }

  /** Brings statuses and endpoints up to date with the pods, where they differ. */
  private refresh(): void {
    const podsByOwner = new Map<string, KubeObject[]>();
    for (const pod of this.api.store.list('pods')) {
      const owner = pod.metadata.ownerReferences?.[0].uid ?? '';
      podsByOwner.set(owner, [...(podsByOwner.get(owner) ?? []), pod]);
    }
    for (const { plural } of RESOURCES.filter(r => CONTROLLERS.has(r.plural))) {
      for (const object of this.api.store.list(plural)) {
        const pods =
          object.kind === 'Deployment'
            ? this.podsOf({
                namespace: object.metadata.namespace!,
                name: object.metadata.name,
              })
            : podsByOwner.get(object.metadata.uid) ?? [];
        this.applyIfChanged({
          ...object,
          status: workloadStatus(object, pods),
        });
      }
    }
    for (const service of this.world.scenario.services)
      this.applyIfChanged(
        endpointSliceObject(this.world, service, this.podsOf(service)),
      );
  }

  private applyIfChanged(object: NewKubeObject): void {
    const { plural } = resourceOf(object.apiVersion, object.kind);
    const { namespace, name } = object.metadata;
    const current = this.api.store.get(plural, namespace, name);
    const content = ({ metadata, ...rest }: NewKubeObject) =>
      JSON.stringify(rest);
    if (!current || content(current) !== content(object))
      this.api.apply(object);
  }

  private chance(what: string, item: number): number {
    let key = this.world.seed;
    for (const letter of what)
      key = (key * 31 + letter.charCodeAt(0)) % 2_147_483_647;
    return hashUnit(key, item);
  }
}
