// `npm run reports`: writes what each package exports (report.api.md), the database as the migrations
// make it (report.sql.md) and the API (openapi.json), for a reviewer to see what changed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  ensureDependencies,
  ensureNode,
  nodeEnvironment,
  root,
} from './lib/node.mjs';
import { reportArguments } from './lib/reports.mjs';
import { ensureTools } from './lib/tools.mjs';

const say = text => process.stdout.write(`\n== ${text}\n`);

const node = ensureNode(say);
await ensureDependencies(node, say);
const tool = await ensureTools(node, say);

function run(args, env = {}, cwd = root) {
  const { status } = spawnSync(node, args, {
    cwd,
    stdio: 'inherit',
    env: nodeEnvironment(node, env),
  });
  if (status !== 0) process.exit(status ?? 1);
}

say('types');
// From nothing, as on a new machine: what a compiler saw before decides in which order it writes keys.
run([
  join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
  ...['--incremental', 'false'],
]);
say('report.api.md, report.sql.md');
run(reportArguments(tool));
say('openapi.json');
run(
  [
    join(root, 'node_modules', '@backstage', 'cli', 'bin', 'backstage-cli'),
    ...['package', 'test', '--watchAll=false', 'http/endpoints'],
  ],
  { WRITE_REPORTS: '1', NODE_OPTIONS: '--no-node-snapshot' },
  join(root, 'plugins', 'atlhyper-backend'),
);
