import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

jest.setTimeout(60_000);

const BIN = resolve(__dirname, '../bin/atlhyper-agent');

function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise(done => {
    const child = execFile(
      process.execPath,
      [BIN, ...args],
      { env: { PATH: process.env.PATH, ...env } },
      (error, stdout, stderr) =>
        done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

describe('atlhyper-agent', () => {
  it('lists its commands', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/cluster[^]*node[^]*replay[^]*snapshot/);
  });

  it.each([
    [['unknown']],
    [['cluster', '--no-such-flag']],
    [['replay']],
    [['node']],
    [['node', '--agent-url', 'ftp://x']],
    [['node', '--agent-url', 'http://x', '--interval', '5x']],
    [['node', '--agent-url', 'http://x', '--probe-port', '0']],
    [['node', '--once', '--probe-port', '1', '--probe-address', 'host']],
    [['snapshot']],
    [['snapshot', '--for', '5', '--cluster-id', 'c']],
    [['snapshot', '--output', 'xml', '--cluster-id', 'c']],
  ])('ends with 2 for %j', async args => {
    expect((await run(args)).code).toBe(2);
  });

  it('ends with 2 and the path of each key that is wrong', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'atlhyper-main-'));
    const config = join(directory, 'agent.yaml');
    writeFileSync(
      config,
      'cluster_id: prod\nsources: { traefik: { prot: 1 } }',
    );
    const { code, stderr } = await run(['cluster', '--config', config], {
      ATLHYPER_TOKEN: 'x',
    });
    rmSync(directory, { recursive: true });
    expect(code).toBe(2);
    expect(stderr).toContain('master_url: is required');
    expect(stderr).toContain('sources.traefik.prot: is not a known key');
  });

  it('ends with 1 for an input that cannot be read', async () => {
    const { code, stderr } = await run(
      [
        'replay',
        '--input',
        '/does/not/exist',
        '--cluster-id',
        'c',
        '--master-url',
        'http://127.0.0.1:1',
      ],
      { ATLHYPER_TOKEN: 'x' },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('ENOENT');
  });

  it('prints this node once, without loading any library but the parser of its flags', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'atlhyper-main-'));
    const spy = join(directory, 'spy.cjs');
    writeFileSync(
      spy,
      `process.on('exit', () => process.stderr.write(
        [...new Set(Object.keys(require.cache).flatMap(
          file => /node_modules\\/((@[^/]+\\/)?[^/]+)/.exec(file)?.[1] ?? []))].join()))`,
    );
    const { code, stdout, stderr } = await run(
      ['node', '--once', '--node-name', 'me'],
      { NODE_OPTIONS: `--require ${spy}` },
    );
    rmSync(directory, { recursive: true });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ node: 'me' });
    expect(stderr).toBe('commander');
  });
});
