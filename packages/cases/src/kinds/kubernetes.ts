import { trimPod } from '@atlhyper/agent/src/kubernetes/trims/pod';
import { packItems } from '@atlhyper/agent/src/push/packItems';
import { ResourcePublisher } from '@atlhyper/agent/src/push/ResourcePublisher';
import {
  pushRequestSchema,
  type Resource,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { parseQuantity, requestOfPod } from '@atlhyper/core';
import { asStored, entryOf, storeOf, type Manifest } from './clusterObjects';
import { routesOf } from './traefik';

/** Kind `podRequests`. */
export function runPodRequests({ objects }: { objects: Manifest[] }) {
  const { namespace = 'default', name } = objects[0].metadata;
  const { data } = trimPod(asStored(objects[0]));
  const pod = { namespace, name, data: data as any };
  return {
    cpuCores: requestOfPod(pod, 'cpu'),
    memoryBytes: requestOfPod(pod, 'memory'),
  };
}

/** Kind `quantity`. */
export function runQuantity({ quantities }: { quantities: string[] }) {
  return Object.fromEntries(
    quantities.map(text => [text, parseQuantity(text)]),
  );
}

/** Kind `trim`. */
export function runTrim({ objects }: { objects: Manifest[] }) {
  return objects.map(object => {
    const { namespace, name } = object.metadata;
    const data = entryOf(object).trim(asStored(object))?.data;
    return {
      object: `${object.kind} ${namespace}/${name}`,
      selector: data?.selector ?? data?.podSelector,
    };
  });
}

/** Kind `routesPush`. */
export function runRoutesPush({ objects }: { objects: Manifest[] }) {
  const book = routesOf(repeatTexts(objects) as Manifest[]);
  const routes = book.routes ?? [];
  const parsed = pushRequestSchema.safeParse({
    protocol: 1,
    session: { role: 'live', epoch: 1 },
    streamId: 'stream',
    sentAtMs: 1,
    routes: { generation: 1, complete: true, upserts: routes },
  });
  return {
    accepted: parsed.success,
    refusal: parsed.error?.message,
    routes: routes.map(({ host, path, problem }) => ({ host, path, problem })),
    routes_state: book.state.state,
  };
}

/** `repeat:ax300` stands for 300 times `a`. */
function repeatTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(repeatTexts);
  if (typeof value === 'string') {
    const [, text, count] = /^repeat:(.)x(\d+)$/.exec(value) ?? [];
    return text ? text.repeat(Number(count)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, repeatTexts(one)]),
  );
}

/** Kind `publish`: the backend's copy is what its schema takes of the parts, applied in order. */
export async function runPublish(input: {
  object: string;
  keysOverTime: number[];
}) {
  const [namespace, name] = input.object.split(' ')[1].split('/');
  const configMap = (keys: number, version: number): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace, name, uid: 'uid', resourceVersion: `${version}` },
    data: Object.fromEntries(
      Array.from({ length: keys }, (_, i) => [`key-${i}`, 'value']),
    ),
  });
  const store = storeOf([configMap(input.keysOverTime[0], 1)]);
  const held = new Map<string, Resource>();
  const leftOut: string[] = [];
  const read = { resources: store, isSettled: () => true, unknownKinds: () => [] };
  const publisher = new ResourcePublisher(read, 0, id => {
    leftOut.push(`${id.kind} ${id.namespace}/${id.name}`);
  });
  const sink = store.sinkOf(entryOf(configMap(1, 1)));
  for (const [i, keys] of input.keysOverTime.entries()) {
    sink.upsert(asStored(configMap(keys, i + 1)));
    await publisher.publish(async changes => {
      const { resources } = pushRequestSchema.parse({
        protocol: 1,
        session: { role: 'live', epoch: 1 },
        streamId: 'stream',
        sentAtMs: 1,
        ...changes,
      });
      resources!.upserts.forEach(one => held.set(one.name, one));
      resources!.deletes.forEach(one => held.delete(one.name));
      return { serverTimeMs: 1, ackedThroughMs: 1 } as any;
    }, packItems);
  }
  const data = held.get(name)?.data as { keys?: unknown[] } | undefined;
  return { backendHoldsKeys: data && keysOf(data), leftOut };
}

function keysOf(data: object): number {
  return Math.max(
    ...Object.values(data).map(value =>
      typeof value === 'object' && value ? Object.keys(value).length : 0,
    ),
  );
}

