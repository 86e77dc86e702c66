// How `npm run mutate` puts faults into one folder of a workspace; started in that workspace.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { MUTATE_FOLDER: folder, MUTATE_FILES: files } = process.env;
const out = `coverage/mutation/${folder}`;

export default {
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    config: {
      ...(await require('@backstage/cli/config/jest')),
      // Relative: the faults are in a copy of the workspace.
      rootDir: 'src',
      testEnvironment: 'node',
      // A folder answers for itself, and a fault does not wait for the tests of all others.
      testMatch: [`**/${folder}/**/*.test.ts`],
    },
  },
  coverageAnalysis: 'perTest',
  mutate: [
    files,
    '!**/*.test.ts',
    '!**/{__fixtures__,__testUtils__,contract}/**',
  ],
  concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 1),
  // What only runs at load is the same for all tests, and slow to try.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: `${out}/incremental.json`,
  // Hidden, so that linters pass over what an interrupted run leaves.
  tempDirName: '.mutation',
  reporters: ['progress-append-only', 'json', 'html'],
  jsonReporter: { fileName: `${out}/report.json` },
  htmlReporter: { fileName: `${out}/report.html` },
  allowConsoleColors: false,
};
