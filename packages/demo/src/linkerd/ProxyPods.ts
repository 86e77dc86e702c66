/** A pod in its place among the pods of its workload. */
export type ProxyPod = {
  /** Whether it has a proxy; without one it is called, and nobody sees what it calls. */
  injected: boolean;
  uid: string;
  namespace: string;
  workload: string;
  /** Its place; the pod that replaces it takes the same. */
  index: number;
  name: string;
  ip: string;
  /** It takes part in traffic from here on, until another pod takes its place. */
  fromMs: number;
  toMs?: number;
};

/** Pods that gave up their place are remembered for as long as their series are. */
const KEPT_PER_PLACE = 3;

/** Which pods took part in traffic when; a place is filled by one pod at a time. */
export class ProxyPods {
  private readonly byUid = new Map<string, ProxyPod>();
  private readonly places = new Map<string, ProxyPod[][]>();

  /** The pod runs and takes its place over from the one before. */
  begin(pod: ProxyPod): void {
    if (this.byUid.has(pod.uid)) return;
    const places = this.placesOf(pod.namespace, pod.workload);
    const place = (places[pod.index] ??= []);
    const before = place[place.length - 1];
    if (before) before.toMs = pod.fromMs;
    place.push(pod);
    this.byUid.set(pod.uid, pod);
    if (place.length > KEPT_PER_PLACE) this.byUid.delete(place.shift()!.uid);
  }

  /** The pod that fills a place now. */
  at(namespace: string, workload: string, index: number): ProxyPod | undefined {
    const place = this.placesOf(namespace, workload)[index] ?? [];
    return place[place.length - 1];
  }

  get(uid: string): ProxyPod | undefined {
    return this.byUid.get(uid);
  }

  /** All pods that filled the places of a workload, oldest first in each place. */
  placesOf(namespace: string, workload: string): ProxyPod[][] {
    const key = `${namespace}/${workload}`;
    const places = this.places.get(key) ?? [];
    this.places.set(key, places);
    return places;
  }
}
