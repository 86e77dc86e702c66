// `npm start`: everything from a fresh clone to a portal with live data. `--plain`: the portal alone.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  CLUSTER_ID,
  loadHistory,
  newAdminToken,
  registerCluster,
  startAgent,
  startCluster,
  startNodeCollectors,
  thisMachine,
} from './lib/demo.mjs';
import {
  ensureDependencies,
  ensureNode,
  nodeEnvironment,
  root,
} from './lib/node.mjs';
import {
  checkPortIsFree,
  claimDataDir,
  ensureFrontend,
  startPortal,
  waitUntilReady,
} from './lib/portal.mjs';
import { createProcessGroup, onStopRequest } from './lib/processes.mjs';

const help = `Usage: npm start -- [options]        portal with the demo cluster
       npm run start:plain -- [options]  portal alone

  --port <n>        port of the portal (3000)
  --agent-port <n>  port on which the demo's agent takes node figures (the portal's + 1)
  --data <dir>      where databases, tokens and logs are kept (.data)
  --config <file>   one more Backstage configuration file, may be repeated
  --help            this text
`;

const { values: options } = readOptions({
  plain: { type: 'boolean', default: false },
  port: { type: 'string', default: '3000' },
  'agent-port': { type: 'string' },
  data: { type: 'string', default: '.data' },
  config: { type: 'string', multiple: true, default: [] },
  help: { type: 'boolean', default: false },
});
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}

const startedAt = Date.now();
const port = readPort('port', options.port);
const agentPort = readPort('agent-port', options['agent-port'] ?? port + 1);
const dataDir = resolve(root, options.data);
const demoDir = join(dataDir, 'demo');
const report = text => {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0).padStart(4);
  process.stdout.write(`${seconds} s  ${text}\n`);
};

/** Says what is wrong with the command line, and what would be right. */
function fail(message) {
  process.stderr.write(`${message}\n\n${help}`);
  process.exit(2);
}

function readOptions(known) {
  try {
    return parseArgs({ options: known });
  } catch (error) {
    return fail(error.message);
  }
}

function readPort(option, text) {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 && value < 65536
    ? value
    : fail(`--${option} takes a port from 1 to 65535, not "${text}"`);
}

let processes;
let stopping = false;
async function stop(exitCode) {
  if (stopping) {
    return;
  }
  stopping = true;
  await processes?.stop();
  process.exit(exitCode);
}
onStopRequest(() => {
  if (!stopping) {
    report('stopping everything');
  }
  stop(0);
});

async function main() {
  claimDataDir(dataDir);
  const command = options.plain ? 'npm run start:plain' : 'npm start';
  await checkPortIsFree(port, `${command} -- --port`);
  if (!options.plain) {
    await checkPortIsFree(agentPort, `${command} -- --agent-port`);
  }
  const node = ensureNode(report);
  await ensureDependencies(node, report);

  processes = createProcessGroup({
    logDir: join(dataDir, 'logs'),
    cwd: root,
    env: nodeEnvironment(node),
    onUnexpectedExit: ({ name, code, logFile, tail }) => {
      report(
        `"${name}" ended with ${code}; its last lines, more in ${logFile}:\n${tail}`,
      );
      stop(1);
    },
    onRestart: (name, signal) =>
      report(`"${name}" was ended with ${signal}; starting it again`),
  });

  const clusterReady = options.plain
    ? undefined
    : startCluster({ processes, node, dataDir: demoDir });
  clusterReady?.catch(() => {});
  await ensureFrontend(node, report);
  report('starting the portal');
  const adminToken = newAdminToken();
  const url = startPortal({
    processes,
    node,
    port,
    dataDir,
    configs: [
      'app-config.yaml',
      ...(options.plain ? [] : ['app-config.demo.yaml']),
      ...options.config,
    ],
    env: {
      ATLHYPER_DEMO_TOKEN: adminToken,
      ATLHYPER_DATABASE_DIR: join(dataDir, 'db'),
    },
  });
  await waitUntilReady(url);
  if (options.plain) {
    report(
      `ready: ${url}\n\n  Register a cluster as the README says; ctrl-C stops the portal.\n`,
    );
    return;
  }
  await startDemo({ node, url, adminToken, cluster: await clusterReady });
}

async function startDemo({ node, url, adminToken, cluster }) {
  const tokenFiles = await registerCluster({
    portalUrl: url,
    adminToken,
    dataDir: demoDir,
  });
  const { agentUrl, secretFile } = startAgent({
    processes,
    node,
    dataDir: demoDir,
    portalUrl: url,
    tokenFile: tokenFiles.live,
    kubeconfig: cluster.kubeconfig,
    apiUrl: cluster.apiUrl,
    port: agentPort,
  });
  await startNodeCollectors({
    processes,
    node,
    nodes: cluster.nodes,
    agentUrl,
    secretFile,
  });
  report(`ready: ${url}

  What to look at
    ${url}                                    the catalog; press "Enter" to sign in as guest
    ${url}/catalog/default/component/storefront/slo    SLO tab of a service
    ${url}/atlhyper                           what burns and what is broken, the worst first
    ${url}/slo                                all domains; choose "Month" to see one that missed its target
    ${url}/nodes                              all nodes; "${thisMachine()}" is this machine
    ${url}/clusters                           is the cluster healthy, its pods, objects and events

  The agent watches the demo cluster: kubectl --kubeconfig ${
    cluster.kubeconfig
  } get pods -A
  Logs are in ${join(
    dataDir,
    'logs',
  )}. Ctrl-C stops everything and keeps the data.
`);
  let shown = -1;
  await loadHistory({
    processes,
    node,
    dataDir: demoDir,
    portalUrl: url,
    tokenFile: tokenFiles.backfill,
    onProgress: ({ fraction }) => {
      const percent = Math.floor((fraction ?? 0) * 10) * 10;
      if (percent > shown) {
        shown = percent;
        report(
          `history of 30 days for cluster "${CLUSTER_ID}": ${percent} % stored`,
        );
      }
    },
  });
  report('history: all of it stored');
}

main().catch(error => {
  if (!stopping) {
    report(error.message);
  }
  stop(1);
});
