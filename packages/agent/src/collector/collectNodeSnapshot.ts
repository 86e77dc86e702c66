import type { NodeSnapshot } from '@atlhyper/backstage-plugin-atlhyper-common';
import { messageOf } from '../messageOf';
import { createCpuReader } from './readers/cpu';
import { createDisksReader } from './readers/disks';
import { createFilesystemsReader } from './readers/filesystems';
import { createKernelLimitsReader } from './readers/kernelLimits';
import { createMemoryReader } from './readers/memory';
import { createNetworksReader } from './readers/networks';
import { createPressureReader } from './readers/pressure';
import { createProcessesReader } from './readers/processes';
import { createSoftnetReader } from './readers/softnet';
import { createSystemReader } from './readers/system';
import { createTcpReader } from './readers/tcp';
import { createTemperatureReader } from './readers/temperature';
import { createVmstatReader } from './readers/vmstat';
import type { HostPaths, NodeReader } from './NodeReader';

/** All readers, in the order in which they are asked. */
export function createReaders(paths: HostPaths): NodeReader[] {
  return [
    createSystemReader(paths),
    createCpuReader(paths),
    createMemoryReader(paths),
    createPressureReader(paths),
    createVmstatReader(paths),
    createNetworksReader(paths),
    createTcpReader(paths),
    createSoftnetReader(paths),
    createTemperatureReader(paths),
    createKernelLimitsReader(paths),
    createProcessesReader(paths),
    createDisksReader(paths),
    createFilesystemsReader(paths),
  ];
}

/**
 * Asks every reader once.
 *
 * What a failing reader would have given is absent (never zero) and the failure stands in
 * `problems`, of which at most 32 are kept.
 */
export async function collectNodeSnapshot(options: {
  node: string;
  readers: readonly NodeReader[];
  timestampMs: number;
  monotonicMs: number;
}): Promise<NodeSnapshot> {
  const problems: NonNullable<NodeSnapshot['problems']> = [];
  const snapshot: NodeSnapshot = {
    node: options.node,
    timestampMs: options.timestampMs,
  };
  for (const reader of options.readers) {
    const report = (problem: { message: string }) =>
      problems.push({
        reader: reader.name,
        message: problem.message.slice(0, 512),
      });
    try {
      const result = await reader.read(options.monotonicMs);
      Object.assign(snapshot, result.facts);
      result.problems?.forEach(report);
    } catch (error) {
      report({ message: messageOf(error) });
    }
  }
  if (problems.length > 0) {
    snapshot.problems = problems.slice(0, 32);
  }
  return snapshot;
}
