import type { ScenarioNode } from '../scenario/schema';
import { hashText, hashUnit } from './hashUnit';
import { BLOCK_MS, isFaultOn, type World } from './World';

/** How busy a node is at one time. */
export type NodeUsage = {
  cpuFraction: number;
  iowaitFraction: number;
  memoryFraction: number;
  load1: number;
  receiveBytesPerSecond: number;
  transmitBytesPerSecond: number;
  readBytesPerSecond: number;
  writeBytesPerSecond: number;
  diskBusyFraction: number;
  /** Shares of time in which some task waited. */
  cpuStallFraction: number;
  memoryStallFraction: number;
  ioStallFraction: number;
  cpuCelsius: number;
  diskCelsius: number;
  /** Open TCP connections. */
  connections: number;
  retransmitsPerSecond: number;
};

/** The peak of a day's load (UTC hour), as most routes of the scenario have it. */
const PEAK_HOUR = 18;

/** A pure function of the world, the node and the time; it changes every 5 s. */
export function nodeUsage(
  world: World,
  node: ScenarioNode,
  timeMs: number,
): NodeUsage {
  const key = hashText(`${world.seed} ${node.name}`);
  const tick = Math.floor(timeMs / 5_000);
  const noise = (what: number) => hashUnit(key, tick, what) - 0.5;
  // A slow wave beside the quick noise, so that lines look alive at every zoom.
  const wave = Math.sin(timeMs / 1_700_000 + (key % 628) / 100);
  const hour = (timeMs / 3_600_000) % 24;
  const day = Math.cos(((hour - PEAK_HOUR) / 24) * 2 * Math.PI);
  const blockMs = Math.floor(timeMs / BLOCK_MS) * BLOCK_MS;
  const fault = world.scenario.faults
    .filter(f => isFaultOn(f, world, blockMs))
    .reduce((sum, f) => sum + f.cpuFraction, 0);
  const busy = 1 + 0.35 * day + 0.08 * wave;
  const cpuFraction = clamp(node.cpuFraction * busy + 0.06 * noise(1) + fault);
  const memoryFraction = clamp(
    node.memoryFraction * (1 + 0.05 * day + 0.02 * wave) + 0.004 * noise(2),
  );
  const bytesPerSecond = node.cores * 1_500_000 * busy * (1 + 0.2 * noise(3));
  const iowaitFraction = clamp(0.01 + 0.01 * noise(4), 0.05);
  const diskBusyFraction = clamp(0.12 * busy + 0.05 * noise(6));
  return {
    cpuFraction,
    iowaitFraction,
    readBytesPerSecond: node.cores * 400_000 * busy * (1 + 0.4 * noise(7)),
    writeBytesPerSecond: node.cores * 900_000 * busy * (1 + 0.4 * noise(8)),
    diskBusyFraction,
    // Tasks begin to wait for a core long before every core is busy.
    cpuStallFraction: clamp(cpuFraction ** 3 * 0.5),
    memoryStallFraction: clamp((memoryFraction - 0.8) * 0.1),
    ioStallFraction: clamp(diskBusyFraction * 0.2 + iowaitFraction),
    cpuCelsius: 38 + 30 * cpuFraction + noise(9),
    diskCelsius: 34 + 12 * diskBusyFraction + noise(10),
    connections: Math.round(node.cores * 40 * busy),
    retransmitsPerSecond: Math.max(0, bytesPerSecond * 1.4) / 1_400 / 2_500,
    memoryFraction,
    load1: Math.max(0, cpuFraction * node.cores * (1.1 + 0.1 * noise(5))),
    receiveBytesPerSecond: Math.max(0, bytesPerSecond),
    transmitBytesPerSecond: Math.max(0, bytesPerSecond * 1.4),
  };
}

function clamp(value: number, max = 0.98): number {
  return Math.min(max, Math.max(0, value));
}
