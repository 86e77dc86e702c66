import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../messageOf';
import type { HostPaths, NodeFacts, NodeReader } from '../NodeReader';
import { createDiskFinder, type MountSource } from './diskFinder';
import { readAvailable } from './hostFiles';

type Filesystem = NonNullable<NodeFacts['filesystems']>[number];
export type Mount = MountSource & {
  mount: string;
  fsType: string;
  /** Folder of the file system that is mounted; other than `/` for a bind mount or a subvolume. */
  folder?: string;
};
type StatFs = (path: string) => Promise<{
  bsize: number;
  blocks: number;
  bfree: number;
  bavail: number;
}>;

/** File systems of the kernel or of memory, and layers that only repeat what lies beneath. */
const PSEUDO_TYPES = new Set(
  (
    'autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs efivarfs erofs fuse.lxcfs ' +
    'fusectl hugetlbfs iso9660 mqueue nsfs overlay proc pstore ramfs rootfs rpc_pipefs securityfs ' +
    'selinuxfs squashfs sysfs tmpfs tracefs'
  ).split(' '),
);

/** A file that poses as a disk: what it holds is counted by the file system that it lies in. */
const LOOP_DEVICE = /^\/dev\/loop\d/;

/** Mounts of single containers: they come and go with pods and repeat the node's disks. */
const CONTAINER_MOUNTS =
  /^\/(var\/lib\/(kubelet\/(pods|plugins)|docker|containerd|containers\/storage)|run\/(docker|containerd|netns|user))\//;

/**
 * A call into a file system whose server is gone never returns and keeps a thread of Node's pool
 * of four. Past this number no further mount is asked until one answers.
 */
const MAX_HUNG = 2;

/**
 * Reads size and use of every mounted disk.
 *
 * A mount that does not answer within `timeoutMs` is left out and reported, and not asked again
 * before it answered: the others are not held up.
 */
export function createFilesystemsReader(
  paths: HostPaths,
  options: { statfs?: StatFs; timeoutMs?: number } = {},
): NodeReader {
  const stat: StatFs = options.statfs ?? (path => statfs(path));
  const timeoutMs = options.timeoutMs ?? 2_000;
  const hung = new Set<string>();
  const findDisk = createDiskFinder(paths.sys);

  async function readMount(
    mount: Mount,
    monotonicMs: number,
  ): Promise<Filesystem | undefined> {
    if (hung.has(mount.mount)) {
      throw new Error('does not answer');
    }
    if (hung.size >= MAX_HUNG) {
      throw new Error('not asked while other mounts do not answer');
    }
    const call = stat(join(paths.root, mount.mount));
    hung.add(mount.mount);
    const forget = () => hung.delete(mount.mount);
    call.then(forget, forget);
    const figures = await withTimeout(call, timeoutMs);
    if (figures.blocks === 0) {
      return undefined;
    }
    const disk = findDisk(mount, monotonicMs);
    return {
      mount: mount.mount,
      device: mount.device,
      ...(disk !== undefined && { disk }),
      fsType: mount.fsType,
      totalBytes: figures.blocks * figures.bsize,
      usedBytes: (figures.blocks - figures.bfree) * figures.bsize,
      availableBytes: Math.max(0, figures.bavail * figures.bsize),
    };
  }

  return {
    name: 'filesystems',
    async read(monotonicMs) {
      const filesystems: Filesystem[] = [];
      const problems: { message: string }[] = [];
      for (const mount of selectMounts(readMounts(paths.proc))) {
        try {
          const filesystem = await readMount(mount, monotonicMs);
          if (filesystem) filesystems.push(filesystem);
        } catch (error) {
          problems.push({ message: `"${mount.mount}": ${messageOf(error)}` });
        }
      }
      return { facts: { filesystems }, problems };
    },
  };
}

/** The mounts as the host's first process sees them; this container's own would be others. */
function readMounts(proc: string): Mount[] {
  const detailed = readAvailable(join(proc, '1/mountinfo'));
  if (detailed !== undefined) {
    return parseMountInfo(detailed);
  }
  const plain = ['1/mounts', 'mounts']
    .map(name => readAvailable(join(proc, name)))
    .find(text => text !== undefined);
  if (plain === undefined) {
    throw new Error(`no mount table below "${proc}"`);
  }
  return parseMounts(plain);
}

/** Blanks and the like are written as `\040`. */
function unescape(field: string): string {
  return field
    .replace(/\\([0-7]{3})/g, (_, octal) =>
      String.fromCharCode(parseInt(octal, 8)),
    )
    .slice(0, 1024);
}

/**
 * Reads /proc/[pid]/mountinfo: number, parent, major:minor, folder, mount point, options, any
 * number of tags, `-`, type, device, options.
 */
export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap(line => {
    const [left, right] = line.split(' - ');
    if (right === undefined) {
      return [];
    }
    const [, , deviceNumber, folder, mount] = left.split(' ');
    const [fsType, device] = right.split(' ');
    return [
      {
        device: unescape(device),
        deviceNumber,
        mount: unescape(mount),
        folder: unescape(folder),
        fsType: fsType.slice(0, 64),
      },
    ];
  });
}

/** Reads a mount table in the format of fstab. */
export function parseMounts(text: string): Mount[] {
  return text
    .split('\n')
    .map(line => line.split(' '))
    .filter(fields => fields.length >= 3)
    .map(([device, mount, fsType]) => ({
      device: unescape(device),
      mount: unescape(mount),
      fsType: fsType.slice(0, 64),
    }));
}

/**
 * Leaves what stands for a disk of its own: no pseudo file systems, no mounts of containers, and
 * of several mounts of one device the one that shows most of it (not a bind mount of a folder),
 * then the one with the shortest path.
 * Of two mounts on one path the later hides the earlier.
 */
export function selectMounts(mounts: readonly Mount[]): Mount[] {
  const visible = new Map(mounts.map(mount => [mount.mount, mount]));
  const byDevice = new Map<string, Mount>();
  for (const mount of visible.values()) {
    const isImage = LOOP_DEVICE.test(mount.device) && mount.mount !== '/';
    if (
      isImage ||
      PSEUDO_TYPES.has(mount.fsType) ||
      CONTAINER_MOUNTS.test(mount.mount)
    ) {
      continue;
    }
    const key = `${mount.fsType} ${mount.device}`;
    const known = byDevice.get(key);
    if (!known || rank(mount) < rank(known)) {
      byDevice.set(key, mount);
    }
  }
  return [...byDevice.values()].slice(0, 512);
}

/** Less is better; no path is longer than 4,096 (PATH_MAX). */
function rank(mount: Mount): number {
  return (mount.folder?.length ?? 1) * 4_097 + mount.mount.length;
}

async function withTimeout<T>(call: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([call, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
