import type { WorkloadInput } from '@atlhyper/core';
import type { Access } from '../../access/access';
import type { ObjectStore, ResourcePosition } from '../../stores/ObjectStore';

const KINDS = ['deployment', 'statefulset', 'daemonset'] as const;

/** Objects that one statement reads. */
const PER_STATEMENT = 500;

/** Deployments, StatefulSets and DaemonSets of a cluster that the caller may see. */
export async function listWorkloads(
  objects: ObjectStore,
  query: { access: Access<'resource'>; clusterId: string },
): Promise<WorkloadInput[]> {
  const workloads: WorkloadInput[] = [];
  for (const kind of KINDS) {
    let after: ResourcePosition | undefined;
    for (;;) {
      const found = await objects.listResources({
        ...query,
        ...{ kind, sort: 'name', limit: PER_STATEMENT, after },
      });
      for (const { resource } of found) {
        const { namespace = '', name, data } = resource;
        // Trimmed by the agent, and checked where it was taken in.
        const trimmed = data as unknown as WorkloadInput['data'];
        workloads.push({ kind, namespace, name, data: trimmed });
      }
      if (found.length < PER_STATEMENT) break;
      after = found[found.length - 1].position;
    }
  }
  return workloads;
}
