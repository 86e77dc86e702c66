// The demo around the portal: a cluster, its agent, a collector per node, and a history.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { freePort } from './freePort.mjs';
import { eachLine } from './processes.mjs';
import { root } from './node.mjs';

const CLUSTER_ID = 'demo';
const agentBin = join(root, 'packages', 'agent', 'bin', 'atlhyper-agent');
const demoBin = join(root, 'packages', 'demo', 'bin', 'atlhyper-demo');

/** Starts the cluster; resolves with what it prints once it is ready. */
export function startCluster({ processes, node, dataDir }) {
  mkdirSync(dataDir, { recursive: true });
  const child = processes.start(
    'demo-cluster',
    node,
    [demoBin, 'cluster', '--data', dataDir],
    { captureOutput: true },
  );
  return new Promise((resolve, reject) => {
    child.once('exit', () =>
      reject(new Error('the demo cluster did not start')),
    );
    eachLine(child.stdout, line => {
      if (line.startsWith('{"event":"ready"')) {
        resolve(JSON.parse(line));
      }
    });
  });
}

/**
 * Registers the cluster with the portal as an administrator would and keeps the agent's tokens in
 * files that only this user reads. Tokens of an earlier start are used again while they are valid.
 */
export async function registerCluster({ portalUrl, adminToken, dataDir }) {
  const request = async (method, path, body, accepted = []) => {
    const response = await fetch(`${portalUrl}/api/atlhyper/v2/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${adminToken}`,
        'Content-Type': 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok && !accepted.includes(response.status)) {
      throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
  };
  // A token is judged before the body is, which is none that an agent would send.
  const isValid = async file => {
    if (!existsSync(file)) {
      return false;
    }
    const { status } = await fetch(
      `${portalUrl}/api/atlhyper/agent/v1/heartbeat`,
      {
        method: 'POST',
        headers: { Authorization: `Bearer ${readFileSync(file, 'utf8')}` },
      },
    );
    return status !== 401;
  };
  const files = {
    live: join(dataDir, 'agent.token'),
    backfill: join(dataDir, 'history.token'),
  };
  await request(
    'POST',
    'clusters',
    { id: CLUSTER_ID, display_name: 'Demo cluster' },
    [409],
  );
  if ((await isValid(files.live)) && (await isValid(files.backfill))) {
    return files;
  }
  const { tokens } = await request('GET', `clusters/${CLUSTER_ID}/tokens`);
  for (const token of tokens) {
    await request('DELETE', `clusters/${CLUSTER_ID}/tokens/${token.id}`);
  }
  for (const [role, file] of Object.entries(files)) {
    const issued = await request('POST', `clusters/${CLUSTER_ID}/tokens`, {
      backfill: role === 'backfill',
    });
    writeFileSync(file, issued.secret, { mode: 0o600 });
  }
  return files;
}

/** Writes the agent's configuration and starts the agent. */
export function startAgent({
  processes,
  node,
  dataDir,
  portalUrl,
  tokenFile,
  kubeconfig,
  apiUrl,
  port,
}) {
  const secretFile = join(dataDir, 'node.secret');
  if (!existsSync(secretFile)) {
    writeFileSync(secretFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  const config = join(dataDir, 'agent.yaml');
  writeFileSync(
    config,
    [
      `cluster_id: ${CLUSTER_ID}`,
      `master_url: ${portalUrl}`,
      `token_file: ${JSON.stringify(tokenFile)}`,
      `state_dir: ${JSON.stringify(join(dataDir, 'agent-state'))}`,
      `listen: { host: 127.0.0.1, port: ${port} }`,
      `kubernetes_api: { url: ${JSON.stringify(apiUrl)} }`,
      // Probes between nodes are off by default; the demo shows them.
      'metrics: { enable_network: true }',
      `node_auth: { shared_secret_file: ${JSON.stringify(secretFile)} }`,
      'slo: { enabled: true, linkerd: { enabled: true, via: apiserver } }',
      'sources:',
      `  kubernetes: { kubeconfig: ${JSON.stringify(kubeconfig)} }`,
      '  traefik: { enabled: true }',
      '',
    ].join('\n'),
  );
  processes.start('agent', node, [agentBin, 'cluster', '--config', config], {
    restart: true,
  });
  return { agentUrl: `http://127.0.0.1:${port}`, secretFile };
}

/** A collector for each of the cluster's generated nodes and one for this machine. */
export async function startNodeCollectors({
  processes,
  node,
  nodes,
  agentUrl,
  secretFile,
}) {
  const common = [
    ...['--agent-url', agentUrl, '--secret-file', secretFile],
    ...['--probe-address', '127.0.0.1'],
  ];
  const collect = async (name, ...args) => {
    const probe = ['--probe-port', String(await freePort())];
    processes.start(
      name,
      node,
      [agentBin, 'node', ...args, ...probe, ...common],
      { restart: true },
    );
  };
  for (const { name, procDir, sysDir, rootDir } of nodes) {
    await collect(
      `node-${name}`,
      ...['--node-name', name, '--proc', procDir],
      ...['--sys', sysDir, '--root', rootDir],
    );
  }
  if (process.platform === 'linux') {
    await collect('node-this-machine', '--node-name', thisMachine());
  }
}

/** The name under which this machine appears as a node. */
export function thisMachine() {
  return (
    hostname()
      .toLowerCase()
      .replace(/[^a-z0-9.-]/g, '-') || 'this-machine'
  );
}

/** Pushes 30 days of generated history with the agent's replay; resolves when all of it is stored. */
export function loadHistory({
  processes,
  node,
  dataDir,
  portalUrl,
  tokenFile,
  onProgress,
}) {
  const source = processes.start(
    'history-source',
    node,
    [demoBin, 'history', '--data', dataDir, '--output', '-'],
    {
      captureOutput: true,
      mayEnd: true,
    },
  );
  const replay = processes.start(
    'history',
    node,
    [
      agentBin,
      'replay',
      '--input',
      '-',
      '--progress',
      'json',
      '--cluster-id',
      CLUSTER_ID,
      '--master-url',
      portalUrl,
      '--token-file',
      tokenFile,
      '--state-dir',
      join(dataDir, 'history-state'),
    ],
    { input: true, captureOutput: true, mayEnd: true },
  );
  source.stdout.pipe(replay.stdin);
  replay.stdin.on('error', () => {});
  eachLine(replay.stdout, line => {
    try {
      onProgress(JSON.parse(line));
    } catch {
      // Not a progress line.
    }
  });
  return new Promise((resolve, reject) => {
    replay.once('exit', code =>
      code === 0
        ? resolve()
        : reject(new Error(`loading the history ended with ${code}`)),
    );
  });
}

/** A token that lives as long as this start. */
export function newAdminToken() {
  return randomBytes(32).toString('hex');
}

export { CLUSTER_ID };
