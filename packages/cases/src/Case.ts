import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** One file of `cases/`; what it holds is told in `cases/README.md`. */
export type Case = {
  id: string;
  reason: string;
  input: { kind: string; now?: string; [key: string]: any };
  expected: { value?: unknown; value_one_of?: unknown[]; why: string };
};

/** Answers what the product makes of an input. */
export type RunCase = (input: any) => Promise<unknown> | unknown;

const ROOT = join(__dirname, '../../../cases');

/** All cases in the order of their names. */
export function readCases(root: string = ROOT): Case[] {
  return readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(root, name))
        .filter(file => file.endsWith('.yaml'))
        .map(file => join(root, name, file)),
    )
    .sort()
    .map(file => parse(readFileSync(file, 'utf8')) as Case);
}
