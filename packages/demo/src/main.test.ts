import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { slotSchema } from '@atlhyper/backstage-plugin-atlhyper-common';

const bin = resolve(__dirname, '../bin/atlhyper-demo');

describe('atlhyper-demo', () => {
  let dir: string;
  let child: ChildProcessWithoutNullStreams;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'demo-main-'));
  });
  afterEach(() => {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });

  function run(...args: string[]) {
    const env = { ...process.env, NODE_OPTIONS: '' };
    child = spawn(process.execPath, [bin, ...args], { env });
    return createInterface({ input: child.stdout });
  }

  it('says when its cluster is ready and ends on SIGTERM', async () => {
    const lines = run('cluster', '--data', dir, '--seed', '4');
    const [line] = await once(lines, 'line');
    const ready = JSON.parse(line);
    expect(ready.event).toBe('ready');
    expect(ready.nodes[0].name).toBe('demo-control-1');
    expect(
      readFileSync(join(ready.nodes[0].procDir, 'uptime'), 'utf8'),
    ).not.toBe('');
    expect((await fetch(`${ready.apiUrl}/version`)).status).toBe(200);
    expect(
      await (
        await fetch(`http://127.0.0.1:${ready.traefikPorts[1]}/metrics`)
      ).text(),
    ).toContain('go_info');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 60_000);

  it('writes a history that ends at the first start', async () => {
    const lines: string[] = [];
    run('history', '--data', dir, '--days', '1').on('line', line =>
      lines.push(line),
    );
    expect(await once(child, 'close')).toEqual([0, null]);
    const { startMs } = JSON.parse(
      readFileSync(join(dir, 'demo.json'), 'utf8'),
    );
    const last = slotSchema.parse(JSON.parse(lines[lines.length - 1]));
    expect(startMs - last.coversThroughMs).toBeGreaterThanOrEqual(0);
    expect(startMs - last.coversThroughMs).toBeLessThan(30_000);
  }, 60_000);

  it('refuses a wrong option in words', async () => {
    let errors = '';
    run('history', '--data', dir, '--days', 'many');
    child.stderr.on('data', text => (errors += text));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(errors).toContain('must be a whole number from 1 to 400');
  }, 60_000);
});
