import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { messageOf } from '../messageOf';
import { ConfigError } from './ConfigError';
import { readYaml } from './readYaml';
import {
  agentConfigSchema,
  metricsConfigSchema,
  type AgentConfig,
  type MetricsConfig,
} from './schema';
import { flagOf, SETTINGS, variableOf, type Setting } from './settings';

type Tree = { [key: string]: unknown };

/** Keys of the source documents that mean the same as ours. */
const ALIASES: Record<string, string> = {
  backendUrl: 'master_url',
  backend_url: 'master_url',
};

export type ConfigInput = {
  file?: string;
  /** Values of flags by `flagOf(setting)`. */
  flags: Readonly<Record<string, string | undefined>>;
  env: Readonly<Record<string, string | undefined>>;
};

/**
 * Reads the configuration: a flag wins over a variable, a variable over the file, the file over
 * the default.
 *
 * @throws ConfigError beginning with the path of the key; it never holds the value of a secret
 */
export function readAgentConfig(input: ConfigInput): AgentConfig {
  const config = readConfig(input, agentConfigSchema);
  const readToken = createTokenReader(config.token_file, input.env);
  return { ...config, readToken };
}

/**
 * Reads the same configuration for who collects metrics but pushes nothing: without a token and
 * without `master_url`.
 *
 * @throws ConfigError as `readAgentConfig`
 */
export function readMetricsConfig(input: Partial<ConfigInput>): MetricsConfig {
  return readConfig({ flags: {}, env: {}, ...input }, metricsConfigSchema);
}

function readConfig<T>(input: ConfigInput, schema: z.ZodType<T>): T {
  const tree = input.file ? readFileTree(input.file) : {};
  resolveAliases(tree);
  for (const setting of SETTINGS) {
    const flag = input.flags[flagOf(setting)];
    const text = flag ?? input.env[variableOf(setting)];
    if (text !== undefined) {
      setPath(tree, setting.path, toValue(setting, text));
    }
  }
  const result = schema.safeParse(tree);
  if (!result.success) {
    throw new ConfigError(describeIssues(result.error));
  }
  return result.data;
}

function readFileTree(file: string): Tree {
  let parsed: unknown;
  try {
    parsed = readYaml(file) ?? {};
  } catch (error) {
    throw new ConfigError(`config: "${file}": ${messageOf(error)}`);
  }
  if (!isTree(parsed)) {
    throw new ConfigError(`config: "${file}" must hold a mapping of keys`);
  }
  return parsed;
}

function resolveAliases(tree: Tree): void {
  for (const [alias, key] of Object.entries(ALIASES)) {
    if (!(alias in tree)) continue;
    if (key in tree) {
      throw new ConfigError(`${alias}: is another name of ${key}, give one`);
    }
    tree[key] = tree[alias];
    delete tree[alias];
  }
}

function toValue(setting: Setting, text: string): unknown {
  switch (setting.type) {
    case 'number':
      // What is no number stays text, for the schema to refuse it by its path.
      return /^\d+$/.test(text) ? Number(text) : text;
    case 'boolean':
      return { true: true, false: false }[text.toLowerCase()] ?? text;
    case 'list':
      return text
        .split(',')
        .map(item => item.trim())
        .filter(Boolean);
    default:
      return text;
  }
}

function setPath(tree: Tree, path: string, value: unknown): void {
  const keys = path.split('.');
  let node = tree;
  keys.slice(0, -1).forEach((key, depth) => {
    node[key] ??= {};
    const next = node[key];
    if (!isTree(next)) {
      throw new ConfigError(
        `${keys.slice(0, depth + 1).join('.')}: must be a mapping`,
      );
    }
    node = next;
  });
  node[keys[keys.length - 1]] = value;
}

/** One line per problem, each beginning with the key's path. Values are never repeated. */
function describeIssues(error: z.ZodError): string {
  return error.issues
    .flatMap(issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(key => ({
            path: [...issue.path, key],
            message: 'is not a known key',
          }))
        : [
            {
              path: issue.path,
              message: isMissing(issue) ? 'is required' : issue.message,
            },
          ],
    )
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('\n');
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return (
    issue.code === 'invalid_type' &&
    issue.message.endsWith('received undefined')
  );
}

function createTokenReader(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): () => string {
  if (!file && !env.ATLHYPER_TOKEN) {
    throw new ConfigError('token_file: is required, or ATLHYPER_TOKEN');
  }
  const read = () =>
    (file ? readFileSync(file, 'utf8') : env.ATLHYPER_TOKEN ?? '').trim();
  try {
    if (!read()) throw new ConfigError('token_file: holds no token');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`token_file: ${messageOf(error)}`);
  }
  return read;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
