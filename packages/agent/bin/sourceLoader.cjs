/**
 * Lets Node run this monorepo's TypeScript from a cache of compiled files.
 *
 * Backstage's own `nodeTransform.cjs` compiles inside the process: that costs each process 60 MB
 * of memory and, in every start, the time to compile all it loads. The node collector promises to
 * stay under 60 MB in all, so here a short-lived child process compiles (with the same compiler)
 * and this one only reads the result. A file changed on disk has another key, so the cache never
 * goes stale.
 */
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const { Module } = require('node:module');
const path = require('node:path');

const CACHE_VERSION = '1';
const ROOT = path.resolve(__dirname, '../../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/atlhyper-agent');

function cachePath(file) {
  const { mtimeMs, size } = fs.statSync(file);
  const key = [CACHE_VERSION, process.version, file, mtimeMs, size].join('\n');
  const hash = createHash('sha1').update(key).digest('hex');
  return path.join(CACHE, `${hash}.cjs`);
}

function sourceRoot(file) {
  const index = file.lastIndexOf(`${path.sep}src${path.sep}`);
  return index < 0 ? path.dirname(file) : file.slice(0, index + 4);
}

function readOrCompile(file) {
  const cached = cachePath(file);
  try {
    return fs.readFileSync(cached, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  // The whole source tree at once: one child per package and change, not one per file.
  execFileSync(process.execPath, [__filename, sourceRoot(file)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return fs.readFileSync(cached, 'utf8');
}

function register() {
  Module._extensions['.ts'] = (module, filename) => {
    module._compile(readOrCompile(filename), filename);
  };
}

function compileTree(root) {
  const cliPackage = require.resolve('@backstage/cli/package.json');
  const { transformSync } = require(require.resolve('@swc/core', {
    paths: [path.dirname(cliPackage)],
  }));
  fs.mkdirSync(CACHE, { recursive: true });
  for (const entry of fs.readdirSync(root, {
    recursive: true,
    withFileTypes: true,
  })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || !/(?<!\.d|\.test)\.ts$/.test(entry.name)) continue;
    const target = cachePath(file);
    if (fs.existsSync(target)) continue;
    const { code } = transformSync(fs.readFileSync(file, 'utf8'), {
      filename: file,
      sourceMaps: 'inline',
      module: { type: 'commonjs', ignoreDynamic: false },
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    });
    // Several processes may start at once: each writes beside and renames.
    const partial = `${target}.${process.pid}`;
    fs.writeFileSync(partial, code);
    fs.renameSync(partial, target);
  }
}

module.exports = { register };
if (require.main === module) compileTree(process.argv[2]);
