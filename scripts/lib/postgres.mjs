// A PostgreSQL of its own for the tests, in a folder that goes away with it.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './freePort.mjs';

/** Where Debian puts the servers; the newest of the majors that Backstage tests against. */
function findBinaries() {
  const base = '/usr/lib/postgresql';
  const majors = existsSync(base) ? readdirSync(base).map(Number) : [];
  const major = majors.filter(m => m >= 13 && m <= 18).sort((a, b) => b - a)[0];
  return major && { major, bin: join(base, String(major), 'bin') };
}

/**
 * Starts PostgreSQL on a free loopback port. Resolves with the environment that Backstage's
 * TestDatabases read, or `undefined` where no server is installed. It is stopped when this process
 * ends.
 */
export async function startPostgres() {
  const found = findBinaries();
  if (!found) {
    return undefined;
  }
  const dir = mkdtempSync(join(tmpdir(), 'atlhyper-postgres-'));
  const port = await freePort();
  // PostgreSQL refuses to run as root; Debian's package brings a user for it.
  const isRoot = process.getuid?.() === 0;
  const run = (program, args) => {
    const command = [join(found.bin, program), ...args];
    const result = isRoot
      ? spawnSync('runuser', ['-u', 'postgres', '--', ...command], {
          cwd: dir,
          encoding: 'utf8',
        })
      : spawnSync(command[0], command.slice(1), { cwd: dir, encoding: 'utf8' });
    if (result.status !== 0) {
      throw new Error(
        `${program} ended with ${result.status}: ${
          result.stderr ?? result.error
        }`,
      );
    }
  };
  if (isRoot) {
    chmodSync(dir, 0o700);
    spawnSync('chown', ['postgres', dir]);
  }
  const data = join(dir, 'data');
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync']);
  // -F: no fsync, the data is thrown away anyway.
  const settings = `-p ${port} -h 127.0.0.1 -k ${dir} -F`;
  run('pg_ctl', [
    '-D',
    data,
    '-o',
    settings,
    '-w',
    '-l',
    join(dir, 'log'),
    'start',
  ]);
  process.once('exit', () => {
    run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    env: {
      [`BACKSTAGE_TEST_DATABASE_POSTGRES${found.major}_CONNECTION_STRING`]: `postgresql://postgres@127.0.0.1:${port}`,
    },
  };
}
