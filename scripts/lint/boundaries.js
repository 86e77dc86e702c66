// The import directions of docs/architecture.md and the purity of packages/core as ESLint rules.
// Each workspace's .eslintrc.js passes its folder: `createLintConfig(__dirname)`.
const { basename, dirname, join } = require('node:path');
const createConfig = require('@backstage/cli/config/eslint-factory');

const PLUGIN = '@atlhyper/backstage-plugin-';

/** What of ours a workspace may import; what is not listed here it may not. */
const MAY_IMPORT = {
  'packages/core': [],
  'plugins/atlhyper-common': ['@atlhyper/core'],
  'plugins/atlhyper-node': ['@atlhyper/core', `${PLUGIN}atlhyper-common`],
  'plugins/atlhyper-backend': [
    '@atlhyper/core',
    `${PLUGIN}atlhyper-common`,
    `${PLUGIN}atlhyper-node`,
  ],
  'plugins/atlhyper-react': ['@atlhyper/core', `${PLUGIN}atlhyper-common`],
  'plugins/atlhyper-overview': [
    `${PLUGIN}atlhyper-common`,
    `${PLUGIN}atlhyper-react`,
  ],
  'plugins/atlhyper-slo': [
    `${PLUGIN}atlhyper-common`,
    `${PLUGIN}atlhyper-react`,
  ],
  'plugins/atlhyper-nodes': [
    `${PLUGIN}atlhyper-common`,
    `${PLUGIN}atlhyper-react`,
  ],
  'plugins/atlhyper-clusters': [
    `${PLUGIN}atlhyper-common`,
    `${PLUGIN}atlhyper-react`,
  ],
  'plugins/kubernetes-backend-module-atlhyper': [`${PLUGIN}atlhyper-common`],
  'packages/agent': ['@atlhyper/core', `${PLUGIN}atlhyper-common`],
  'packages/demo': [
    '@atlhyper/core',
    `${PLUGIN}atlhyper-common`,
    '@atlhyper/agent',
  ],
  'packages/cases': [
    '@atlhyper/core',
    `${PLUGIN}atlhyper-common`,
    '@atlhyper/agent',
    `${PLUGIN}atlhyper-backend`,
  ],
  'packages/app': [
    `${PLUGIN}atlhyper-overview`,
    `${PLUGIN}atlhyper-slo`,
    `${PLUGIN}atlhyper-nodes`,
    `${PLUGIN}atlhyper-clusters`,
  ],
  'packages/backend': [
    `${PLUGIN}atlhyper-backend`,
    `${PLUGIN}kubernetes-backend-module-atlhyper`,
  ],
};

/** Tests may go further where they prove that two sides fit. */
const TESTS_MAY_ALSO_IMPORT = {
  'plugins/atlhyper-backend': [`${PLUGIN}atlhyper-node/testUtils`],
  'plugins/atlhyper-overview': [`${PLUGIN}atlhyper-react/testUtils`],
  'plugins/atlhyper-slo': [`${PLUGIN}atlhyper-react/testUtils`],
  'plugins/atlhyper-nodes': [`${PLUGIN}atlhyper-react/testUtils`],
  'plugins/atlhyper-clusters': [`${PLUGIN}atlhyper-react/testUtils`],
  'packages/agent': [`${PLUGIN}atlhyper-backend`, '@atlhyper/demo'],
  'packages/app': [
    `${PLUGIN}atlhyper-overview/legacy`,
    `${PLUGIN}atlhyper-slo/legacy`,
    `${PLUGIN}atlhyper-nodes/legacy`,
    `${PLUGIN}atlhyper-clusters/legacy`,
    `${PLUGIN}atlhyper-common`,
    '@atlhyper/demo',
  ],
};

/** Holds nothing but tests of others, which it reaches from within. */
const TESTS_FROM_WITHIN = ['packages/cases'];

const IMPURE_GLOBALS = [
  'Buffer',
  'Date',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'document',
  'fetch',
  'global',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'window',
];

const pureRules = {
  'no-restricted-globals': [
    'error',
    ...IMPURE_GLOBALS.map(name => ({
      name,
      message: 'packages/core is pure: time, randomness and IO are handed in.',
    })),
  ],
  'no-restricted-properties': [
    'error',
    {
      object: 'Math',
      property: 'random',
      message: 'packages/core is pure: randomness is handed in.',
    },
  ],
  'import/no-nodejs-modules': 'error',
};

/** What no longer fits on a few screens is two things. Tests and translations are lists. */
function sizeRules(maxFunctionLines, files) {
  const count = { skipBlankLines: true, skipComments: true };
  return {
    files,
    excludedFiles: NOT_MEASURED,
    rules: {
      'max-lines': ['error', { max: 300, ...count }],
      'max-lines-per-function': ['error', { max: maxFunctionLines, ...count }],
    },
  };
}

const NOT_MEASURED = [
  '**/*.test.*',
  '**/__fixtures__/**',
  '**/__testUtils__/**',
  '**/testing/**',
  '**/tests/**',
  '**/contract/**',
  '**/translation.ts',
  '**/translations/**',
];

/** Folders of a backend from the outside in: each may import those further in, and its own. */
const BACKEND_LAYERS = [
  ['src/plugin.ts'],
  ['src/createServices.ts'],
  ['src/http', 'src/actions', 'src/tasks', 'src/gateway'],
  // Says which service answers which endpoint.
  ['src/routes'],
  // Reads what services are configured by, and takes what modules add to them.
  ['src/config', 'src/extensions'],
  ['src/services'],
  ['src/ingest'],
  ['src/stores'],
  // What callers may see, as stores narrow their queries by it.
  ['src/access'],
];

/** Who may know the stores on a database: the one that opens it. */
const KNOW_NO_DATABASE = [
  ...BACKEND_LAYERS.flat().filter(
    folder => !['src/plugin.ts', 'src/stores'].includes(folder),
  ),
  'src/stores/memory',
  'src/stores/contract',
];

const BACKEND_ZONES = [
  ...BACKEND_LAYERS.flatMap((layer, i) =>
    layer.map(target => ({
      target,
      from: [
        ...BACKEND_LAYERS.slice(0, i).flat(),
        ...layer.filter(other => other !== target),
      ],
    })),
  ),
  ...KNOW_NO_DATABASE.map(target => ({ target, from: ['src/stores/knex'] })),
  // It asks services.
  { target: 'src/http', from: ['src/stores'] },
  { target: 'src/routes', from: ['src/stores'] },
];

/** Later patterns win: everything of ours is closed, then what is allowed is opened. */
function closeAllBut(allowed, deep = false) {
  return [
    '@atlhyper/*',
    '@atlhyper/*/**',
    ...allowed.flatMap(name =>
      deep ? [`!${name}`, `!${name}/**`] : [`!${name}`],
    ),
  ];
}

module.exports = function createLintConfig(dir) {
  const workspace = `${basename(dirname(dir))}/${basename(dir)}`;
  const allowed = MAY_IMPORT[workspace];
  if (!allowed) {
    throw new Error(
      `scripts/lint/boundaries.js says nothing about "${workspace}"`,
    );
  }
  const forTests = [...allowed, ...(TESTS_MAY_ALSO_IMPORT[workspace] ?? [])];
  const zones = workspace === 'plugins/atlhyper-backend' ? BACKEND_ZONES : [];
  const fromWithin = TESTS_FROM_WITHIN.includes(workspace);
  const config = createConfig(dir, {
    restrictedImportPatterns: closeAllBut(allowed, fromWithin),
    rules: {
      ...(fromWithin && {
        '@backstage/no-forbidden-package-imports': 'off',
        '@backstage/no-mixed-plugin-imports': 'off',
        '@backstage/no-relative-monorepo-imports': 'off',
        'no-restricted-syntax': 'off',
      }),
      'import/no-cycle': 'error',
      ...(zones.length > 0 && {
        'import/no-restricted-paths': [
          'error',
          {
            zones: zones.map(({ target, from }) => ({
              target: join(dir, target),
              from: from.map(path => join(dir, path)),
              message:
                'plugin → createServices → http, actions, tasks, gateway → routes → config → services → ingest → store ports → access → core; only plugin.ts opens a database.',
            })),
          },
        ],
      }),
    },
    tsRules: {
      // A file reads from the general to the particular; functions are hoisted.
      '@typescript-eslint/no-use-before-define': [
        'error',
        { functions: false },
      ],
    },
    settings: {
      'import/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import/resolver': {
        node: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
      },
    },
    overrides: [
      sizeRules(60, ['src/**/*.ts']),
      // A component is mostly what it shows.
      sizeRules(120, ['src/**/*.tsx']),
      ...(workspace === 'packages/core'
        ? [
            {
              files: ['src/**/*.ts'],
              excludedFiles: ['**/*.test.ts', '**/__fixtures__/**'],
              rules: pureRules,
            },
          ]
        : []),
    ],
  });
  // The factory's own block for tests knows only single names, so ours replaces its list there.
  config.overrides.push({
    files: [
      '**/*.test.*',
      '**/e2e-tests/**',
      '**/setupTests.*',
      'dev/**',
      // What every implementation of a port keeps to, for the test of each.
      '**/contract/**',
    ],
    rules: {
      'jest/no-export': 'off',
      'no-restricted-imports': ['error', { patterns: closeAllBut(forTests) }],
      'import/no-restricted-paths': 'off',
      'import/no-nodejs-modules': 'off',
    },
  });
  return config;
};
