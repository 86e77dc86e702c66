import { readFileSync } from 'node:fs';
import { parse, YAMLError } from 'yaml';

/**
 * What a YAML file holds.
 *
 * @throws Error with the place and the rule that is broken; it never repeats a line of the file,
 * which may hold a secret
 */
export function readYaml(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return parse(text, { prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    throw new Error(describe(error, text));
  }
}

function describe(error: unknown, text: string): string {
  if (!(error instanceof YAMLError)) return 'is no YAML that can be read';
  const before = text.slice(0, error.pos[0]).split('\n');
  const column = before[before.length - 1].length + 1;
  return `line ${before.length}, column ${column}: ${error.code}`;
}
