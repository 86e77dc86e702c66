import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import * as yaml from 'yaml';
import { findUnstorable } from '../../checkJsonText';
import { WorkLine } from './WorkLine';

/** What one document holds, or why it is none. */
export type YamlDocument = { value: unknown } | { error: string };

const LIMITS = {
  /** Deeper than any document we know nests. */
  depth: 64,
  /** Marks that begin or part something: more than 2,000 documents of ours have. */
  marks: 200_000,
  /** More documents than anyone would write by hand. */
  documents: 2_000,
  /** Of one map or list. */
  entries: 5_000,
};
/** Texts up to this length are read in less time than a thread takes to begin. */
const SHORT_CHARACTERS = 4_096;
/** What takes longer is not worth waiting for; the largest text that is allowed takes a tenth. */
const DEADLINE_MS = 10_000;
/** A thread each, and none of them would be done in time: a text may take a core and 100 MB for a second. */
const LINE = new WorkLine(16);

/**
 * The values of the documents of a YAML text, or why one of them is none. Aliases are refused: a few
 * lines of them can stand for gigabytes.
 *
 * The cost is bounded by the length of the text: what nests too deep or has too many parts is refused
 * before it is parsed, and keys are compared with none but their like. Even so a text of a megabyte
 * takes a second, so that of others is read by `readYamlApart`.
 *
 * @throws InputError if the text as a whole cannot be read
 */
export function readYaml(text: string): YamlDocument[] {
  return fromOutcome(readDocuments(text, { yaml, limits: LIMITS }));
}

/**
 * The same in a thread of its own, so that nobody waits for it but who asked. One text is read after the
 * other.
 *
 * @throws InputError if the text as a whole cannot be read
 * @throws ServiceUnavailableError if it cannot be read for now: too many wait, or it took too long, which
 * says nothing of the text
 */
export async function readYamlApart(
  text: string,
  { deadlineMs = DEADLINE_MS } = {},
): Promise<YamlDocument[]> {
  if (text.length <= SHORT_CHARACTERS) return readYaml(text);
  return LINE.do(() => readInThread(text, deadlineMs));
}

async function readInThread(
  text: string,
  deadlineMs: number,
): Promise<YamlDocument[]> {
  const worker = new Worker(workerText(), {
    eval: true,
    workerData: {
      text,
      limits: LIMITS,
      library: createRequire(__filename).resolve('yaml'),
    },
  });
  let deadline: NodeJS.Timeout | undefined;
  try {
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      const fail = (why: string, cause?: Error) =>
        reject(new ServiceUnavailableError(why, cause));
      worker.once('message', resolve);
      worker.once('error', error => fail('The YAML was not read', error));
      deadline = setTimeout(
        () => fail('The YAML took too long to read'),
        deadlineMs,
      );
    });
    return fromOutcome(outcome);
  } finally {
    clearTimeout(deadline);
    await worker.terminate();
  }
}

/** Values travel as JSON, which is read ten times as fast as they are copied. */
type Outcome = { documents: ReadDocument[] } | { refused: string };
type ReadDocument = { json: string | undefined } | { error: string };

function fromOutcome(outcome: Outcome): YamlDocument[] {
  if ('refused' in outcome) throw new InputError(outcome.refused);
  return outcome.documents.map(document => {
    if ('error' in document) return document;
    const found = findUnstorable(document.json ?? '');
    return found
      ? { error: `holds the character ${found.escape}` }
      : { value: document.json && JSON.parse(document.json) };
  });
}

/*
 * What follows runs in the worker as well, from its text: it may use nothing but what it is given and
 * each other.
 */
type Given = { yaml: typeof yaml; limits: typeof LIMITS };

function readDocuments(text: string, given: Given): Outcome {
  const excess = findExcess(text, given);
  if (excess) return { refused: excess };
  const { documents } = given.limits;
  const parsed = given.yaml.parseAllDocuments(text, { uniqueKeys: false });
  const found = Array.isArray(parsed) ? parsed : [];
  return found.length > documents
    ? { refused: `More than ${documents} documents` }
    : { documents: found.map(document => readDocument(document, given)) };
}

function readDocument(
  document: yaml.Document.Parsed,
  given: Given,
): ReadDocument {
  const [error] = document.errors;
  if (error) {
    // Without the lines of the document that follow: who reads it may not see the file.
    return { error: `is no YAML: ${error.message.split('\n')[0]}` };
  }
  const fault = findFault(document, given);
  if (fault !== undefined) return { error: `is no YAML: ${fault}` };
  try {
    return { json: JSON.stringify(document.toJS({ maxAliasCount: 0 })) };
  } catch (problem) {
    return { error: (problem as Error).message };
  }
}

/** Quotes are not looked at: a text in quotes that nests this deep is refused with the rest. */
function findExcess(text: string, { limits }: Given): string | undefined {
  const tooDeep = `The YAML nests deeper than ${limits.depth}`;
  let depth = 0;
  let marks = 0;
  for (const [mark] of text.matchAll(/[[\]{},:?-]/g)) {
    marks += 1;
    if (mark === '[' || mark === '{') depth += 1;
    else if (mark === ']' || mark === '}') depth = Math.max(0, depth - 1);
    if (depth > limits.depth) return tooDeep;
    if (marks > limits.marks) {
      return `The YAML has more than ${limits.marks} parts`;
    }
  }
  // `- - -` and `? ? ?` on one line open a level each.
  const nested = `^[ \\t]*(?:[-?][ \\t]+){${limits.depth + 1}}`;
  return new RegExp(nested, 'm').test(text) ? tooDeep : undefined;
}

function findFault(
  document: yaml.Document.Parsed,
  { yaml: { isScalar, visit }, limits: { entries } }: Given,
): string | undefined {
  let fault: string | undefined;
  const isTooMany = ({ length }: readonly unknown[]) => {
    if (length > entries) {
      fault = `a map or list holds more than ${entries} entries`;
    }
    return length > entries;
  };
  visit(document, {
    Seq: (_, { items }) => (isTooMany(items) ? visit.BREAK : undefined),
    Map: (_, map) => {
      if (isTooMany(map.items)) return visit.BREAK;
      const keys = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : undefined;
        if (name !== undefined && keys.has(name)) {
          fault = `the key '${name.slice(0, 100)}' stands twice`;
          return visit.BREAK;
        }
        if (name !== undefined) keys.add(name);
      }
      return undefined;
    },
  });
  return fault;
}

function workerText(): string {
  const parts = [readDocuments, readDocument, findExcess, findFault];
  return `
const { parentPort, workerData } = require('node:worker_threads');
const { text, limits, library } = workerData;
${parts.map(String).join('\n')}
parentPort.postMessage(readDocuments(text, { yaml: require(library), limits }));
`;
}
