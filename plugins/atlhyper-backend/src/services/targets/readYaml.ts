import { InputError } from '@backstage/errors';
import { isMap, isScalar, parseAllDocuments, visit, type Document } from 'yaml';

/** Deeper than any document we know nests. */
const MAX_DEPTH = 64;
/** Marks that begin or part something: more than 2,000 documents of ours have. */
const MAX_MARKS = 200_000;
/** More documents than anyone would write by hand. */
const MAX_DOCUMENTS = 2_000;

/**
 * The values of the documents of a YAML text, or why one of them is none. Aliases are refused: a few
 * lines of them can stand for gigabytes.
 *
 * The cost is bounded by the length of the text: what nests too deep or has too many parts is refused
 * before it is parsed, and keys are compared with none but their like.
 *
 * @throws InputError if the text as a whole cannot be read
 */
export function readYaml(
  text: string,
): ({ value: unknown } | { error: string })[] {
  checkText(text);
  const parsed = parseAllDocuments(text, { uniqueKeys: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  if (documents.length > MAX_DOCUMENTS) {
    throw new InputError(`More than ${MAX_DOCUMENTS} documents`);
  }
  return documents.map(readDocument);
}

function readDocument(
  document: Document.Parsed,
): { value: unknown } | { error: string } {
  const [error] = document.errors;
  if (error) {
    // Without the lines of the document that follow: who reads it may not see the file.
    return { error: `is no YAML: ${error.message.split('\n')[0]}` };
  }
  const twice = findDoubleKey(document);
  if (twice !== undefined) {
    return {
      error: `is no YAML: the key '${twice.slice(0, 100)}' stands twice`,
    };
  }
  try {
    return { value: document.toJS({ maxAliasCount: 0 }) };
  } catch (problem) {
    return { error: (problem as Error).message };
  }
}

function findDoubleKey(document: Document.Parsed): string | undefined {
  let twice: string | undefined;
  visit(document, {
    Map: (_, map) => {
      if (!isMap(map)) return undefined;
      const keys = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : undefined;
        if (name !== undefined && keys.has(name)) {
          twice = name;
          return visit.BREAK;
        }
        if (name !== undefined) keys.add(name);
      }
      return undefined;
    },
  });
  return twice;
}

/** `- - -` and `? ? ?` on one line open a level each. */
const NESTED_LINE = new RegExp(
  `^[ \\t]*(?:[-?][ \\t]+){${MAX_DEPTH + 1}}`,
  'm',
);

/** Quotes are not looked at: a text in quotes that nests this deep is refused with the rest. */
function checkText(text: string): void {
  let depth = 0;
  let marks = 0;
  let deepest = 0;
  for (const [mark] of text.matchAll(/[[\]{},:?-]/g)) {
    marks += 1;
    if (mark === '[' || mark === '{') depth += 1;
    else if (mark === ']' || mark === '}') depth = Math.max(0, depth - 1);
    deepest = Math.max(deepest, depth);
    if (marks > MAX_MARKS) {
      throw new InputError(`The YAML has more than ${MAX_MARKS} parts`);
    }
  }
  if (deepest > MAX_DEPTH || NESTED_LINE.test(text)) {
    throw new InputError(`The YAML nests deeper than ${MAX_DEPTH}`);
  }
}
