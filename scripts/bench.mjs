// `npm run bench [name …]`: benchmarks of the workspaces, packages/*/bench/<name>.mjs.
import { existsSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import {
  ensureDependencies,
  ensureNode,
  nodeEnvironment,
  root,
} from './lib/node.mjs';

const help = `Usage: npm run bench -- [--small] [name ...] [--option value ...]   all of them, or the named ones:
packages/*/bench/<name>.mjs

  --small  a minute's worth of each, to see that they run; the figures say nothing
`;
if (process.argv.includes('--help')) {
  process.stdout.write(help);
  process.exit(0);
}

const report = text => process.stdout.write(`${text}\n`);
const node = ensureNode(report);
await ensureDependencies(node, report);

const benchmarks = ['packages', 'plugins'].flatMap(group =>
  readdirSync(join(root, group)).flatMap(workspace => {
    const dir = join(root, group, workspace, 'bench');
    return existsSync(dir)
      ? readdirSync(dir)
          .filter(file => file.endsWith('.mjs'))
          .map(file => ({
            name: basename(file, '.mjs'),
            file: join(dir, file),
          }))
      : [];
  }),
);
const isSmall = process.argv.includes('--small');
const given = process.argv.slice(2).filter(one => one !== '--small');
// Options come after the names, and are for the benchmark itself, which says at its top what it takes.
const firstOption = given.findIndex(one => one.startsWith('--'));
const wanted = firstOption < 0 ? given : given.slice(0, firstOption);
const options = firstOption < 0 ? [] : given.slice(firstOption);
const unknown = wanted.filter(name => !benchmarks.some(b => b.name === name));
if (unknown.length > 0) {
  report(
    `No benchmark "${unknown[0]}"; there are: ${benchmarks
      .map(b => b.name)
      .join(', ')}`,
  );
  process.exit(2);
}
for (const { name, file } of benchmarks) {
  if (wanted.length === 0 || wanted.includes(name)) {
    report(`== ${name}`);
    const { status } = spawnSync(node, [file, ...options], {
      stdio: 'inherit',
      env: nodeEnvironment(node, isSmall ? { ATLHYPER_BENCH_SMALL: '1' } : {}),
    });
    process.exitCode ||= status ?? 1;
  }
}
