// Arguments of the tool that reports what packages offer and what the database looks like.

/**
 * All that a report is read of. Not `atlhyper-common`: what it offers is the schemas of the API, which the
 * backend's openapi.json reports, and as types they fill 25,000 lines. Not the agent, which is a command.
 */
const REPORTED = [
  'packages/core',
  'plugins/atlhyper-backend',
  'plugins/atlhyper-clusters',
  'plugins/atlhyper-node',
  'plugins/atlhyper-nodes',
  'plugins/atlhyper-overview',
  'plugins/atlhyper-react',
  'plugins/atlhyper-slo',
  'plugins/kubernetes-backend-module-atlhyper',
];

/** Everything that is exported is public here; types of another workspace are read from its source. */
const OMITTED = [
  'ae-missing-release-tag',
  'ae-undocumented',
  'ae-wrong-input-file-type',
];

/** Writes the reports, or with `check` fails where one is not as written. */
export function reportArguments(tool, { check = false } = {}) {
  return [
    tool('@backstage', 'repo-tools', 'bin', 'backstage-repo-tools'),
    'api-reports',
    ...REPORTED,
    '--sql-reports',
    '--allow-all-warnings',
    '--omit-messages',
    OMITTED.join(','),
    ...(check ? ['--ci'] : []),
  ];
}
