import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The part of a machine that collectors read, as files. */
export class Host {
  readonly root = mkdtempSync(join(tmpdir(), 'atlhyper-node-'));
  readonly paths = {
    proc: join(this.root, 'proc'),
    sys: join(this.root, 'sys'),
    root: join(this.root, 'rootfs'),
  };

  write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  stat(...cores: [user: number, idle: number][]): void {
    const line = (name: string, [user, idle]: [number, number]) =>
      `${name} ${user} 0 0 ${idle} 0 0 0 0 0 0`;
    const sum = cores.reduce<[number, number]>(
      ([u, i], [user, idle]) => [u + user, i + idle],
      [0, 0],
    );
    this.write(
      'proc/stat',
      [
        line('cpu ', sum),
        ...cores.map((c, i) => line(`cpu${i}`, c)),
        'intr 1',
      ].join('\n'),
    );
  }

  netDev(lines: Record<string, number[]>): void {
    const header = 'Inter-| Receive | Transmit\n face |bytes …\n';
    this.write(
      'proc/1/net/dev',
      header +
        Object.entries(lines)
          .map(([name, f]) => `  ${name}: ${f.join(' ')}`)
          .join('\n'),
    );
  }

  link(path: string, target: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(join(this.root, target), file);
  }

  delete(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
