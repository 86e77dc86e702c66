// `npm test`: types, packages, lint, unit and store tests on both databases, and the browser test.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ensureDependencies,
  ensureNode,
  nodeEnvironment,
  root,
} from './lib/node.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { endWithUs, onStopRequest } from './lib/processes.mjs';
import { findPrometheus } from './lib/prometheus.mjs';
import { reportArguments } from './lib/reports.mjs';
import { ensureTools } from './lib/tools.mjs';

const help = `Usage: npm test -- [options]

  --only <step>   run one of: types, reports, unused, packages, format, lint, unit, cases, benchmarks,
                  browser (may be repeated)
  --screenshots <dir>  where the browser test keeps its pictures (.data/test/screenshots)
  --strict        fail where PostgreSQL, Prometheus, node_exporter or Chromium is missing instead
                  of leaving their tests out
  --help          this text
`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    screenshots: { type: 'string' },
    strict: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}

const resultsDir = join(root, '.data', 'test');
const counts = { passed: 0, failed: 0, skipped: 0 };
const notes = [];
const report = text => process.stdout.write(`\n== ${text}\n`);

/** Runs a tool with its output shown; resolves with its exit code. */
function tool(node, args, env = {}, cwd = root) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd,
      env: nodeEnvironment(node, env),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    endWithUs(child);
    child.once('error', reject);
    child.once('exit', code => resolve(code ?? 1));
  });
}

function count(name, passed) {
  counts[passed ? 'passed' : 'failed'] += 1;
  notes.push(`${passed ? 'passed' : 'FAILED'}  ${name}`);
}

function leaveOut(name, why) {
  if (options.strict) {
    count(`${name}: ${why}`, false);
  } else {
    counts.skipped += 1;
    notes.push(`left out  ${name}: ${why}`);
  }
}

const bin = (name, ...path) => join(root, 'node_modules', name, ...path);
const cli = bin('@backstage/cli', 'bin', 'backstage-cli');

const steps = {
  async types(node) {
    count(
      'types',
      (await tool(node, [
        bin('typescript', 'bin', 'tsc'),
        ...['--pretty', 'false'],
        // From nothing: what it saw before decides in which order it writes keys into the reports.
        ...['--incremental', 'false'],
      ])) === 0,
    );
  },

  /** Of the declarations that the step before wrote. */
  async reports(node) {
    const args = reportArguments(await ensureTools(node, report), {
      check: true,
    });
    count(
      'reports of exports and tables (`npm run reports` writes them)',
      (await tool(node, args)) === 0,
    );
  },

  async unused(node) {
    const found = await ensureTools(node, report);
    const args = [
      found('knip', 'bin', 'knip.js'),
      '--no-progress',
      '--no-config-hints',
    ];
    count(
      'no unused file, export or dependency',
      (await tool(node, args)) === 0,
    );
  },

  async packages(node) {
    count(
      'packages',
      (await tool(node, [join(root, 'scripts', 'pack.mjs')])) === 0,
    );
  },

  async format(node) {
    const args = [
      bin('prettier', 'bin-prettier.js'),
      '--check',
      '--loglevel',
      'warn',
      '.',
    ];
    count('format', (await tool(node, args)) === 0);
  },

  async lint(node) {
    count(
      'lint',
      (await tool(node, [cli, 'repo', 'lint', '--max-warnings', '0'])) === 0,
    );
  },

  async unit(node) {
    const postgres = await startPostgres();
    if (!postgres) {
      leaveOut(
        'stores on PostgreSQL',
        'no server under /usr/lib/postgresql (Debian package "postgresql")',
      );
    }
    const prometheus = findPrometheus();
    if (!prometheus) {
      leaveOut(
        'figures beside those of Prometheus',
        'none found (Debian package "prometheus", or set ATLHYPER_PROMETHEUS)',
      );
    }
    const nodeExporter =
      process.env.ATLHYPER_NODE_EXPORTER ?? '/usr/bin/prometheus-node-exporter';
    if (!existsSync(nodeExporter)) {
      leaveOut(
        'figures beside those of node_exporter',
        'none found (Debian package "prometheus-node-exporter", or set ATLHYPER_NODE_EXPORTER)',
      );
    }
    const outputFile = join(resultsDir, 'unit.json');
    rmSync(outputFile, { force: true });
    const exitCode = await tool(
      node,
      [
        cli,
        'repo',
        'test',
        '--watchAll=false',
        '--json',
        `--outputFile=${outputFile}`,
      ],
      {
        // Without it Backstage looks for Docker when CI is set.
        BACKSTAGE_TEST_DISABLE_DOCKER: '1',
        NODE_OPTIONS: '--no-node-snapshot',
        ...postgres?.env,
        ...prometheus?.env,
      },
    );
    countUnitTests(outputFile, exitCode);
  },

  /** The unit tests hold them too; this is the short way to them. */
  async cases(node) {
    const exitCode = await tool(
      node,
      [cli, 'package', 'test', '--watchAll=false', '--verbose'],
      { NODE_OPTIONS: '--no-node-snapshot' },
      join(root, 'packages', 'cases'),
    );
    count('cases', exitCode === 0);
  },

  async benchmarks(node) {
    const args = [join(root, 'scripts', 'bench.mjs'), '--small'];
    count('benchmarks', (await tool(node, args)) === 0);
  },

  async browser(node) {
    const chromium = [
      process.env.ATLHYPER_CHROMIUM,
      '/usr/bin/chromium',
      '/usr/bin/google-chrome',
    ].find(path => path && existsSync(path));
    if (!chromium) {
      leaveOut(
        'browser test',
        'no Chromium found (Debian package "chromium", or set ATLHYPER_CHROMIUM)',
      );
      return;
    }
    const outputFile = join(resultsDir, 'browser.json');
    rmSync(outputFile, { force: true });
    // A portal of its own from its first start on, history included.
    rmSync(join(resultsDir, 'portal'), { recursive: true, force: true });
    const exitCode = await tool(
      node,
      [bin('@playwright/test', 'cli.js'), 'test'],
      {
        ATLHYPER_CHROMIUM: chromium,
        PLAYWRIGHT_JSON_OUTPUT_NAME: outputFile,
        ...(options.screenshots && {
          ATLHYPER_SCREENSHOT_DIR: join(root, options.screenshots),
        }),
      },
    );
    countBrowserTests(outputFile, exitCode);
  },
};

/** A runner may fail without a failed test, such as where nothing could be started. */
function countExit(name, exitCode, failedTests) {
  if (exitCode !== 0 && failedTests === 0) {
    count(`${name}: the runner ended with ${exitCode}`, false);
  }
}

function countUnitTests(file, exitCode) {
  if (!existsSync(file)) {
    count('unit tests: the runner ended without a result', false);
    return;
  }
  const result = JSON.parse(readFileSync(file, 'utf8'));
  counts.passed += result.numPassedTests;
  counts.failed += result.numFailedTests;
  counts.skipped += result.numPendingTests;
  notes.push(
    `${result.numPassedTests} passed, ${result.numFailedTests} failed  unit, store and plugin tests`,
  );
  // A suite that does not even load has no test that could fail.
  for (const suite of result.testResults) {
    if (suite.status === 'failed' && suite.assertionResults.length === 0) {
      count(`suite ${suite.name}`, false);
    }
  }
  countExit('unit tests', exitCode, result.numFailedTestSuites);
}

function countBrowserTests(file, exitCode) {
  if (!existsSync(file)) {
    count('browser tests: the runner ended without a result', false);
    return;
  }
  const { stats } = JSON.parse(readFileSync(file, 'utf8'));
  counts.passed += stats.expected + stats.flaky;
  counts.failed += stats.unexpected;
  counts.skipped += stats.skipped;
  notes.push(
    `${stats.expected + stats.flaky} passed, ${
      stats.unexpected
    } failed  browser tests`,
  );
  countExit('browser tests', exitCode, stats.unexpected);
}

onStopRequest(() => process.exit(1));

async function main() {
  const node = ensureNode(report);
  await ensureDependencies(node, report);
  mkdirSync(resultsDir, { recursive: true });
  for (const [name, run] of Object.entries(steps)) {
    const isWanted = options.only
      ? options.only.includes(name)
      : name !== 'cases';
    if (isWanted) {
      report(name);
      await run(node);
    }
  }
}

main()
  .catch(error => count(error.message, false))
  .finally(() => {
    if (counts.skipped > 0) {
      notes.push(
        `${counts.skipped} left out  what takes something that is not here, such as a cluster of yours`,
      );
    }
    report(`done\n${notes.join('\n')}\n`);
    // The count stands alone in the last line, for who reads it by program.
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
    process.exitCode = counts.failed > 0 ? 1 : 0;
  });
