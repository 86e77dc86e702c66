import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '../config/ConfigError';
import { KubeClient, KubeError } from './KubeClient';
import { readKubeAccess } from './readKubeAccess';

describe('reaching the API server', () => {
  const signal = new AbortController().signal;
  let directory: string;
  let server: Server;
  let url: string;
  let answer: Parameters<typeof createServer>[1];
  let authorization: string | undefined;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'atlhyper-kube-'));
    answer = (_, response) => response.end('{"ok":true}');
    server = createServer((request, response) => {
      authorization = request.headers.authorization;
      answer!(request, response as never);
    });
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(done => {
      server.close(done);
    });
    rmSync(directory, { recursive: true });
  });

  function kubeconfig(user: object = {}, change: object = {}): string {
    const file = join(directory, 'config');
    writeFileSync(
      file,
      JSON.stringify({
        'current-context': 'here',
        clusters: [
          { name: 'c', cluster: { server: `${url}/` } },
          { name: 'd', cluster: { server: 'http://127.0.0.1:1' } },
        ],
        contexts: [
          { name: 'here', context: { cluster: 'c', user: 'u' } },
          { name: 'there', context: { cluster: 'd', user: 'u' } },
          { name: 'nowhere', context: { cluster: 'x' } },
        ],
        users: [{ name: 'u', user }],
        ...change,
      }),
    );
    return file;
  }
  const clientOf = async (file: string, context?: string) =>
    new KubeClient(
      await readKubeAccess({ kubeconfig: file, context, env: {} }),
    );

  it('uses the token of the kubeconfig', async () => {
    const client = await clientOf(kubeconfig({ token: 'abc' }));
    expect(await client.json('/api', { signal })).toEqual({ ok: true });
    expect(authorization).toBe('Bearer abc');
  });

  it('uses a token file beside the kubeconfig', async () => {
    writeFileSync(join(directory, 'token'), 'from-file\n');
    const client = await clientOf(kubeconfig({ tokenFile: 'token' }));
    await client.json('/api', { signal });
    expect(authorization).toBe('Bearer from-file');
  });

  it('takes up credentials that are replaced while it runs', async () => {
    let nowMs = 0;
    const now = jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const access = await readKubeAccess({
      kubeconfig: kubeconfig({ token: 'old' }),
      env: {},
    });
    const ask = () => new KubeClient(access).json('/x', { signal });
    kubeconfig({ token: 'new' });
    await ask();
    expect(authorization).toBe('Bearer old');
    nowMs = 61_000;
    await ask();
    expect(authorization).toBe('Bearer new');
    // Half written, or gone for a moment.
    writeFileSync(join(directory, 'config'), '{');
    nowMs = 122_000;
    await ask();
    expect(authorization).toBe('Bearer new');
    now.mockRestore();
  });

  it('makes new connections where the authority or a certificate is replaced', async () => {
    const of = (data: string) => ({
      clusters: [
        {
          name: 'c',
          cluster: {
            server: 'https://127.0.0.1:1',
            'certificate-authority-data': Buffer.from(data).toString('base64'),
          },
        },
      ],
    });
    let nowMs = 0;
    const now = jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const access = await readKubeAccess({
      kubeconfig: kubeconfig({ token: 't' }, of('one')),
      env: {},
    });
    const agents = [(await access.connect()).agent];
    for (const authority of ['one', 'two']) {
      kubeconfig({ token: 't' }, of(authority));
      nowMs += 61_000;
      agents.push((await access.connect()).agent);
    }
    expect(agents[1]).toBe(agents[0]);
    expect(agents[2]).not.toBe(agents[1]);
    now.mockRestore();
  });

  it('takes the context that is asked for', async () => {
    const access = await readKubeAccess({
      kubeconfig: kubeconfig(),
      context: 'there',
      env: {},
    });
    expect(access.server).toBe('http://127.0.0.1:1');
  });

  it('finds the file that $KUBECONFIG names', async () => {
    const access = await readKubeAccess({ env: { KUBECONFIG: kubeconfig() } });
    expect(access.server).toBe(url);
  });

  it('leaves a login that takes a program to the Kubernetes library', async () => {
    const credential = JSON.stringify({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'by-exec' },
    });
    const logins = join(directory, 'logins');
    const file = kubeconfig({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: process.execPath,
        args: [
          '-e',
          `require('fs').appendFileSync(${JSON.stringify(logins)}, 'x');
           console.log(${JSON.stringify(credential)})`,
        ],
      },
    });
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replaceAll('http://', 'https://'),
    );
    // In a process of its own: the library is an ES module, which this test runner cannot load.
    const script = `
      require(${JSON.stringify(
        resolve(__dirname, '../../bin/sourceLoader.cjs'),
      )}).register();
      const { readKubeAccess } = require(${JSON.stringify(
        resolve(__dirname, 'readKubeAccess'),
      )});
      readKubeAccess({ kubeconfig: ${JSON.stringify(file)}, env: {} })
        .then(access => Promise.all([access.connect(), access.connect()]))
        .then(([{ headers }]) => console.log(headers.Authorization ?? headers.authorization));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '-e',
      script,
    ]);
    expect(stdout.trim()).toBe('Bearer by-exec');
    // Those who ask at the same time wait for one login.
    expect(readFileSync(logins, 'utf8')).toBe('x');
  });

  it.each([
    ['an unknown context', 'absent', 'there is no context "absent"'],
    ['a context without its cluster', 'nowhere', 'there is no cluster "x"'],
  ])('stops at %s', async (_, context, message) => {
    const reading = readKubeAccess({
      kubeconfig: kubeconfig(),
      context,
      env: {},
    });
    await expect(reading).rejects.toThrow(ConfigError);
    await expect(reading).rejects.toThrow(
      new RegExp(`^sources.kubernetes.kubeconfig: .*${message}`),
    );
  });

  it('stops without a file or with another than a kubeconfig', async () => {
    const file = join(directory, 'other');
    const read = () => readKubeAccess({ kubeconfig: file, env: {} });
    await expect(read()).rejects.toThrow('ENOENT');
    writeFileSync(file, 'clusters: 3');
    await expect(read()).rejects.toThrow('clusters: ');
  });

  it('tells what the server said of an error', async () => {
    const client = await clientOf(kubeconfig());
    answer = (_, response) => {
      response.writeHead(403);
      response.end('{"kind":"Status","message":"pods is forbidden"}');
    };
    const reading = client.json('/api', { signal });
    await expect(reading).rejects.toThrow('status 403: pods is forbidden');
    await expect(reading).rejects.toThrow(KubeError);
    answer = (_, response) => {
      response.writeHead(502);
      response.end('<html>');
    };
    await expect(client.json('/api', { signal })).rejects.toThrow('status 502');
  });

  it('cuts a stream into lines, also through characters of several bytes', async () => {
    const client = await clientOf(kubeconfig());
    answer = (_, response) => {
      const bytes = Buffer.from('{"a":"é"}\n\n{"b":1}\n{"half"');
      response.write(bytes.subarray(0, 7));
      setImmediate(() => response.end(bytes.subarray(7)));
    };
    const lines: string[] = [];
    await client.lines('/api', { signal, timeoutMs: 5_000 }, l =>
      lines.push(l),
    );
    expect(lines).toEqual(['{"a":"é"}', '{"b":1}']);
  });

  it('ends a stream when told to', async () => {
    const client = await clientOf(kubeconfig());
    answer = (_, response) => response.write('{}\n');
    const stop = new AbortController();
    await expect(
      client.lines('/api', { signal: stop.signal, timeoutMs: 60_000 }, () =>
        stop.abort(),
      ),
    ).rejects.toThrow('abort');
  });
});
