// `npm run pack`: archives of everything an adopter installs, in dist-packages.
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  ensureDependencies,
  ensureNode,
  nodeEnvironment,
  root,
  run,
} from './lib/node.mjs';

if (process.argv.includes('--help')) {
  process.stdout.write(
    'Usage: npm run pack   writes the archives and resolutions.json to dist-packages\n',
  );
  process.exit(0);
}

const report = text => process.stdout.write(`${text}\n`);
const node = ensureNode(report);
await ensureDependencies(node, report);
const env = nodeEnvironment(node);
const outDir = join(root, 'dist-packages');
rmSync(outDir, { recursive: true, force: true });
mkdirSync(outDir);

report('types');
rmSync(join(root, 'dist-types'), { recursive: true, force: true });
await run(node, [join(root, 'node_modules', 'typescript', 'bin', 'tsc')], {
  env,
});

const archives = {};
for (const group of ['packages', 'plugins']) {
  for (const directory of readdirSync(join(root, group))) {
    const cwd = join(root, group, directory);
    const { name, private: isPrivate } = JSON.parse(
      readFileSync(join(cwd, 'package.json'), 'utf8'),
    );
    if (!isPrivate) {
      report(name);
      const file = `${name.replace('@', '').replace('/', '-')}.tgz`;
      const cli = join(
        root,
        'node_modules',
        '@backstage',
        'cli',
        'bin',
        'backstage-cli',
      );
      await run(node, [cli, 'package', 'build'], { env, cwd });
      const yarn = join(root, '.yarn', 'releases', 'yarn-4.13.0.cjs');
      await run(node, [yarn, 'pack', '--out', join(outDir, file)], {
        env,
        cwd,
      });
      archives[name] = `file:./${file}`;
    }
  }
}
// Until the packages are on a registry, an adopter's package manager must be told where each is.
writeFileSync(
  join(outDir, 'resolutions.json'),
  `${JSON.stringify(archives, null, 2)}\n`,
);
report(`done, see ${outDir}`);
