// The plugin's own parts, with its tasks, on a database of its own.
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import createKnex from 'knex';
import { createAgentRouter, express, openStack } from '../slo/stack.mjs';

/** How often a page that is open asks, and how often the plugin's tasks run. */
const READ_EVERY_MS = 5_000;
const TASKS = { moveTotals: 60_000, monitor: 30_000 };

export async function startBackend(options) {
  const { dir, connection, clusters, withTasks = true } = options;
  const database = connection && (await createDatabase(connection));
  const stack = await openStack(
    database ? { connection: database } : join(dir, 'fleet.sqlite'),
  );
  const tokens = [];
  for (let i = 0; i < clusters; i++) {
    const { token } = await stack.clusters.registerCluster({
      id: `cluster-${i}`,
      createdBy: 'user:default/bench',
      backfill: false,
    });
    tokens.push(token.secret ?? token);
  }
  const app = express();
  const { authenticator, gateway, config } = stack;
  app.use(createAgentRouter({ authenticator, gateway, limits: config.agent }));
  const server = app.listen(0, '127.0.0.1');
  await new Promise(resolve => {
    server.once('listening', resolve);
  });
  const tasks = withTasks ? startTasks(stack) : [];
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    tokens,
    stack,
    startReaders: () => startReaders(stack),
    countSeries: async () => {
      const [{ count }] = await stack.knex('slo_series').count({ count: '*' });
      return count;
    },
    /** Each once, whatever runs already. */
    runTasks: () => Promise.all(tasks.map(task => task.run())),
    async stop() {
      await Promise.all(tasks.map(task => task.stop()));
      server.closeAllConnections();
      server.close();
      await stack.close();
    },
  };
}

/** Dropped with the server itself. */
async function createDatabase(connection) {
  const name = `fleet_${process.hrtime.bigint()}`;
  const admin = createKnex({ client: 'pg', connection });
  await admin.raw(`create database ${name}`);
  await admin.destroy();
  return `${connection}/${name}`;
}

function startTasks(stack) {
  const every = (ms, run) => {
    let running;
    const start = () => {
      running ??= run()
        .catch(error => process.stderr.write(`${error.stack}\n`))
        .finally(() => {
          running = undefined;
        });
      return running;
    };
    const timer = setInterval(start, ms);
    return {
      async run() {
        await running;
        await start();
      },
      stop() {
        clearInterval(timer);
        return running;
      },
    };
  };
  const { levels } = stack.config.retention;
  return [
    every(TASKS.moveTotals, async () => {
      for (const id of await stack.stores.clusters.listClusterIds()) {
        await stack.stores.samples.keepUp(id, { levels, nowMs: Date.now() });
      }
    }),
    ...stack.monitors.map(monitor => every(TASKS.monitor, monitor)),
  ];
}

/** Pages that are open: all domains, all services, the nodes of a cluster. */
function startReaders({ slo, mesh, nodes }) {
  const pages = {
    domains: () => slo.listDomains({ access: 'all', window: '1d' }),
    mesh: () =>
      mesh.listServices({ access: 'all', domains: 'none', window: '1d' }),
    nodes: () => nodes.listNodes({ access: 'all', clusterId: 'cluster-0' }),
  };
  let stopped = false;
  const running = Object.entries(pages).map(async ([name, read]) => {
    const times = [];
    while (!stopped) {
      const start = performance.now();
      JSON.stringify(await read());
      times.push(performance.now() - start);
      await new Promise(resolve => {
        setTimeout(resolve, READ_EVERY_MS);
      });
    }
    return [name, times];
  });
  return {
    async stop() {
      stopped = true;
      return Object.fromEntries(await Promise.all(running));
    },
  };
}
