// `npm run mutate [part …]`: puts faults into the code one by one and counts which the tests notice.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ensureDependencies,
  ensureNode,
  nodeEnvironment,
  root,
} from './lib/node.mjs';
import { ensureTools } from './lib/tools.mjs';

const help = `Usage: npm run mutate -- [core] [backend] [--only <glob>] [--force]

  core          every folder of packages/core/src; goal 85 % of the faults
  backend       of plugins/atlhyper-backend/src what judges and stores; goal 75 %, each folder
  --only <glob> files from the root, such as 'packages/core/src/slo/*.ts'
  --force       try all anew: else a second run tries what changed alone, and still counts what only
                runs at load where no test loaded it before

MUTATE_CONCURRENCY says how many processes try at once, 1 unless told. What went unnoticed is in
coverage/mutation/<folder>/report.html of the workspace.
`;
const report = text => process.stdout.write(`${text}\n`);

function foldersOf(workspace) {
  return readdirSync(join(root, workspace, 'src'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name);
}

/** A goal is for the sum of the folders, or for each where `goalOfEach`. */
const PARTS = {
  core: {
    workspace: 'packages/core',
    folders: foldersOf('packages/core'),
    goal: 0.85,
  },
  backend: {
    workspace: 'plugins/atlhyper-backend',
    folders: ['access', 'ingest', 'services/alerts', 'stores'],
    goal: 0.75,
    goalOfEach: true,
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    only: { type: 'string' },
    force: { type: 'boolean', default: false },
  },
});
const unknown = positionals.find(name => !Object.hasOwn(PARTS, name));
if (values.help || unknown !== undefined) {
  if (unknown !== undefined) report(`No part "${unknown}"`);
  report(help);
  process.exit(values.help ? 0 : 2);
}

/** Globs of files within the workspace, by folder; the part of a folder that `--only` leaves. */
function filesByFolder({ workspace, folders }) {
  const only = values.only;
  return folders.flatMap(folder => {
    const path = `${workspace}/src/${folder}/`;
    if (only === undefined) return [[folder, `src/${folder}/**/*.ts`]];
    return only.startsWith(path)
      ? [[folder, only.slice(workspace.length + 1)]]
      : [];
  });
}

/** Tries the faults of one folder; how many there were, and how many its tests noticed. */
function tryFolder(node, stryker, workspace, [folder, files]) {
  report(`\n== ${workspace}/src/${folder}`);
  const dir = join(root, workspace);
  const config = join(root, 'scripts', 'mutation', 'stryker.config.mjs');
  const args = [stryker, 'run', config, ...(values.force ? ['--force'] : [])];
  const { status } = spawnSync(node, args, {
    cwd: dir,
    stdio: 'inherit',
    env: nodeEnvironment(node, {
      MUTATE_FOLDER: folder,
      MUTATE_FILES: files,
      NODE_OPTIONS: '--no-node-snapshot',
      // SQLite only: faults of one dialect are for `npm test`.
      BACKSTAGE_TEST_DISABLE_DOCKER: '1',
    }),
  });
  if (status !== 0) process.exit(status ?? 1);
  const path = join(dir, 'coverage', 'mutation', folder, 'report.json');
  return countFaults(JSON.parse(readFileSync(path, 'utf8')));
}

/** What never ran or does not compile is no fault; one that makes a test hang is noticed. */
function countFaults({ files }) {
  const all = Object.values(files).flatMap(file => file.mutants);
  const count = (...statuses) =>
    all.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  return { noticed, total: noticed + count('Survived', 'NoCoverage') };
}

const percent = part => `${((100 * part.noticed) / part.total).toFixed(1)} %`;

/** Says the scores of a part; true if its goal is reached. */
function judgePart({ workspace, goal, goalOfEach }, scores) {
  const sum = scores.reduce(
    (all, one) => ({
      name: workspace,
      noticed: all.noticed + one.noticed,
      total: all.total + one.total,
    }),
    { noticed: 0, total: 0 },
  );
  const judged = goalOfEach ? scores : [sum];
  for (const one of [...scores, sum]) {
    const wanted = judged.includes(one) ? `, goal ${100 * goal} %` : '';
    report(`${one.name}: ${percent(one)} of ${one.total}${wanted}`);
  }
  return judged.every(({ noticed, total }) => noticed >= goal * total);
}

const node = ensureNode(report);
await ensureDependencies(node, report);
const tool = await ensureTools(node, report, 'mutation');
const stryker = tool('@stryker-mutator', 'core', 'bin', 'stryker.js');
const parts = Object.entries(PARTS)
  .filter(([name]) => positionals.length === 0 || positionals.includes(name))
  .map(([, part]) => ({ part, files: filesByFolder(part) }))
  .filter(({ files }) => files.length > 0);
if (parts.length === 0) {
  report(`--only "${values.only}" is in no folder that is tried\n${help}`);
  process.exit(2);
}
const tried = parts.map(({ part, files }) => ({
  part,
  scores: files.map(one => ({
    name: `${part.workspace}/src/${one[0]}`,
    ...tryFolder(node, stryker, part.workspace, one),
  })),
}));
report('');
if (!tried.map(one => judgePart(one.part, one.scores)).every(Boolean)) {
  report('\nBelow the goal.');
  process.exitCode = 1;
}
