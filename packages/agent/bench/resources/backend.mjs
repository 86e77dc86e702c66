// The plugin's own parts on an SQLite file, behind a line that keeps what agents push.
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
/* eslint-disable @backstage/no-relative-monorepo-imports -- a benchmark looks inside */
import {
  createAgentRouter,
  createApi,
  express,
  openStack,
} from '../../../../plugins/atlhyper-backend/bench/slo/stack.mjs';
import { createPush } from './pushes.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */

export const CLUSTER = 'bench';

/** Starts it with one cluster; `url` takes pushes and is recorded, `apiUrl` is asked for lists. */
export async function startBackend(file) {
  const stack = await openStack(file, Date.now());
  Object.defineProperty(stack.time, 'nowMs', { get: () => Date.now() });
  const { token } = await stack.clusters.registerCluster({
    id: CLUSTER,
    backfill: false,
    createdBy: 'user:default/bench',
  });
  const app = express();
  const router = createAgentRouter({
    authenticator: stack.authenticator,
    gateway: stack.gateway,
    limits: stack.config.agent,
  });
  app.use('/api/atlhyper', router);
  app.use(createApi(stack));
  const plugin = await listen(createServer(app));
  const pushes = [];
  const recorder = await listen(
    createServer((req, res) => {
      pass(req, res, plugin.url, pushes).catch(error => {
        res.writeHead(502).end(String(error));
      });
    }),
  );
  return {
    file,
    pushes,
    url: recorder.url,
    apiUrl: plugin.url,
    token: token.secret,
    async close() {
      recorder.close();
      plugin.close();
      await stack.close();
    },
  };
}

async function pass(req, res, url, pushes) {
  const firstMs = performance.now();
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const {
    host,
    connection,
    'content-length': length,
    ...headers
  } = req.headers;
  const answer = await fetch(url + req.url, { method: 'POST', headers, body });
  const text = await answer.text();
  if (req.url.endsWith('/push')) {
    const encoding = headers['content-encoding'];
    const lastMs = performance.now();
    pushes.push(createPush({ body, encoding, firstMs, lastMs }));
  }
  res.writeHead(answer.status, { 'content-type': 'application/json' });
  res.end(text);
}

async function listen(server) {
  server.listen(0, '127.0.0.1');
  await new Promise(resolve => {
    server.once('listening', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
