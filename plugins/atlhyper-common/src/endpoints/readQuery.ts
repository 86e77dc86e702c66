import { z } from 'zod';
import type { AnyEndpoint } from './endpoint';

/** A field without what may be left out, filled in or computed. */
function coreOf(field: z.core.$ZodType): z.core.$ZodType {
  const { def } = field._zod as { def: any };
  const inner = def.innerType ?? (def.type === 'pipe' ? def.in : undefined);
  return inner ? coreOf(inner) : field;
}

/** A value as its schema wants it, of the text in an address; as it is where it does not fit. */
function readValue(field: z.core.$ZodType, value: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  switch (coreOf(field)._zod.def.type) {
    case 'number':
      return Number.isFinite(Number(value)) ? Number(value) : value;
    case 'boolean':
      return value === 'true' || (value === 'false' ? false : value);
    case 'array':
      return value
        .split(',')
        .map(entry => entry.trim())
        .filter(entry => entry !== '');
    default:
      return value;
  }
}

/** Names as they are now, for those that were in use before. */
export function withoutAliases(
  endpoint: AnyEndpoint,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const aliases = new Map(Object.entries(endpoint.aliases ?? {}));
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      aliases.get(key) ?? key,
      value,
    ]),
  );
}

/**
 * The values of a query, typed but not yet checked. Of an empty parameter, as a form sends it, nothing
 * is asked. Lists have commas between their entries.
 *
 * @throws TypeError that names parameters which the endpoint does not have, and those that it has
 */
export function readQuery(
  endpoint: AnyEndpoint,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const { shape = {} } = endpoint.query ?? {};
  const query = withoutAliases(endpoint, given);
  const known = Object.keys(shape);
  const unknown = Object.keys(query).filter(key => !known.includes(key));
  if (unknown.length > 0) {
    const quote = (names: string[]) => names.map(n => `'${n}'`).join(', ');
    throw new TypeError(
      `Unknown parameter ${quote(unknown.slice(0, 5))}: ${
        known.length > 0 ? `known are ${quote(known)}` : 'none is known here'
      }`,
    );
  }
  return Object.fromEntries(
    Object.entries(query)
      .filter(([_, value]) => typeof value !== 'string' || value.trim() !== '')
      .map(([key, value]) => [key, readValue(shape[key], value)]),
  );
}
