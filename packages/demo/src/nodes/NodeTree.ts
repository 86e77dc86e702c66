import {
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { ScenarioNode } from '../scenario/schema';
import { hashText, hashUnit } from '../truth/hashUnit';
import { nodeUsage, type NodeUsage } from '../truth/nodeUsage';
import type { World } from '../truth/World';
import {
  procFiles,
  staticProcFiles,
  type GeneratedFile,
  type NodeCounters,
} from './procFiles';
import { PROCESSES } from './processFiles';
import { staticSysFiles, sysFiles, sysLinks } from './sysFiles';

const JIFFIES_PER_MS = 0.1;
/** Of the time that is not idle, what the kernel takes for itself. */
const SYSTEM_SHARE = 0.28;

/**
 * A generated /proc, /sys and root of one node, for a node collector to read.
 *
 * Sizes of disks are not generated: a file system's are those of the disk that holds the tree.
 */
export class NodeTree {
  readonly procDir: string;
  readonly sysDir: string;
  readonly rootDir: string;
  private readonly counters: NodeCounters;
  private lastMs: number;

  constructor(
    private readonly world: World,
    readonly node: ScenarioNode,
    private readonly dir: string,
    nowMs: number,
  ) {
    this.procDir = join(dir, 'proc');
    this.sysDir = join(dir, 'sys');
    this.rootDir = join(dir, 'root');
    const key = hashText(`${world.seed} ${node.name}`);
    const bootMs = world.startMs - (12 + 30 * hashUnit(key, 0)) * 86_400_000;
    this.counters = {
      bootMs,
      cores: Array.from({ length: node.cores }, () => ({
        user: 0,
        system: 0,
        idle: 0,
        iowait: 0,
      })),
      receiveBytes: 0,
      transmitBytes: 0,
      readBytes: 0,
      writtenBytes: 0,
      diskBusyMs: 0,
      stalledUs: { cpu: 0, memory: 0, io: 0 },
      processJiffies: PROCESSES.map(() => 0),
    };
    this.lastMs = bootMs;
    // What was before is counted as if every moment had been like this one.
    this.advance(nowMs);
  }

  /** Makes the tree new. */
  create(nowMs: number): void {
    rmSync(this.dir, { recursive: true, force: true });
    for (const file of staticProcFiles(this.node))
      writeAtomically(this.procDir, file);
    for (const file of staticSysFiles()) writeAtomically(this.sysDir, file);
    writeAtomically(this.rootDir, ['etc/hostname', `${this.node.name}\n`]);
    writeAtomically(this.rootDir, [
      'etc/os-release',
      'PRETTY_NAME="Demo Linux"\nID=demo\n',
    ]);
    this.refresh(nowMs);
    link(this.procDir, 'self', '1');
    link(this.procDir, 'mounts', 'self/mounts');
    link(this.procDir, 'net', 'self/net');
    for (const [path, target] of sysLinks()) link(this.sysDir, path, target);
  }

  /** Moves the counters on to `nowMs` and replaces every file that changed, each at once. */
  refresh(nowMs: number): void {
    this.advance(nowMs);
    const usage = nodeUsage(this.world, this.node, nowMs);
    for (const file of procFiles(this.node, usage, this.counters, nowMs))
      writeAtomically(this.procDir, file);
    for (const file of sysFiles(usage, this.counters))
      writeAtomically(this.sysDir, file);
  }

  private advance(nowMs: number): void {
    const elapsedMs = nowMs - this.lastMs;
    if (elapsedMs <= 0) return;
    this.lastMs = nowMs;
    const usage = nodeUsage(this.world, this.node, nowMs);
    const key = hashText(`${this.world.seed} ${this.node.name}`);
    this.counters.cores.forEach((core, i) => {
      const uneven =
        1 + 0.3 * (hashUnit(key, Math.floor(nowMs / 5000), i) - 0.5);
      const busy = Math.min(0.98, usage.cpuFraction * uneven);
      const jiffies = elapsedMs * JIFFIES_PER_MS;
      core.user += jiffies * busy * (1 - SYSTEM_SHARE);
      core.system += jiffies * busy * SYSTEM_SHARE;
      core.iowait += jiffies * (1 - busy) * usage.iowaitFraction;
      core.idle += jiffies * (1 - busy) * (1 - usage.iowaitFraction);
    });
    this.counters.receiveBytes +=
      (usage.receiveBytesPerSecond * elapsedMs) / 1000;
    this.counters.transmitBytes +=
      (usage.transmitBytesPerSecond * elapsedMs) / 1000;
    this.advanceDisk(usage, elapsedMs);
    const busyJiffies =
      elapsedMs * JIFFIES_PER_MS * usage.cpuFraction * this.node.cores;
    PROCESSES.forEach((process, index) => {
      this.counters.processJiffies[index] += busyJiffies * process.cpuShare;
    });
  }

  private advanceDisk(usage: NodeUsage, elapsedMs: number): void {
    const { counters } = this;
    counters.readBytes += (usage.readBytesPerSecond * elapsedMs) / 1000;
    counters.writtenBytes += (usage.writeBytesPerSecond * elapsedMs) / 1000;
    counters.diskBusyMs += usage.diskBusyFraction * elapsedMs;
    counters.stalledUs.cpu += usage.cpuStallFraction * elapsedMs * 1000;
    counters.stalledUs.memory += usage.memoryStallFraction * elapsedMs * 1000;
    counters.stalledUs.io += usage.ioStallFraction * elapsedMs * 1000;
  }
}

/** A reader sees the old text or the new one, never a part. */
function writeAtomically(root: string, [path, text]: GeneratedFile): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function link(root: string, path: string, target: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  symlinkSync(target, file);
}
