import { setImmediate } from 'node:timers/promises';
import {
  nodeRowSchema,
  pushRequestSchema,
  requestRowSchema,
  slotSchema,
  type PushRequest,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { z } from 'zod';
import { PUSH_SECTIONS } from '../ingest/pushSections';
import { parseRequest } from '../parseRequest';

/** Items parsed before other requests get their turn: some ms. */
const ITEMS_PER_TURN = 200;

/** Sections that are a long list, and long lists within sections. */
const OWN_LISTS: Record<string, z.ZodType> = {};
const LISTS_WITHIN: Record<string, Record<string, z.ZodType>> = {};
for (const [name, { lists }] of Object.entries(PUSH_SECTIONS)) {
  if (lists instanceof z.ZodType) {
    OWN_LISTS[name] = lists;
  } else if (lists) {
    LISTS_WITHIN[name] = lists;
  }
}

/** A list within a push that may be long, taken out to be parsed item by item. */
type LongList = {
  path: (string | number)[];
  schema: z.ZodType;
  items: unknown[];
};

/**
 * A push as its schema gives it.
 *
 * The whole of a large push would hold up the event loop for tens of ms. So its long lists are
 * parsed in turns of their own, after a push without them.
 *
 * @throws InputError that names the path and the broken rule
 */
export async function parsePush(body: unknown): Promise<PushRequest> {
  const lists: LongList[] = [];
  const push = parseRequest(pushRequestSchema, takeLists(body, lists));
  for (const { path, schema, items } of lists) {
    const parsed: unknown[] = [];
    for (const [i, item] of items.entries()) {
      parsed.push(parseRequest(schema, item, [...path, i]));
      if (i % ITEMS_PER_TURN === ITEMS_PER_TURN - 1) {
        await setImmediate();
      }
    }
    putList(push, path, parsed);
    await setImmediate();
  }
  return push;
}

/** A copy of the body with empty lists in place of the long ones. */
function takeLists(body: unknown, lists: LongList[]): unknown {
  const take = (
    from: unknown,
    path: (string | number)[],
    schemas: Record<string, z.ZodType>,
  ): unknown => {
    if (!isObject(from)) {
      return from;
    }
    const copy = { ...from };
    for (const [key, schema] of Object.entries(schemas)) {
      const items = copy[key];
      if (Array.isArray(items) && items.length > 0) {
        lists.push({ path: [...path, key], schema, items });
        copy[key] = [];
      }
    }
    return copy;
  };
  const push = take(body, [], OWN_LISTS);
  if (!isObject(push)) {
    return push;
  }
  if (Array.isArray(push.slots)) {
    const rows = { requests: requestRowSchema, nodes: nodeRowSchema };
    const slots: LongList = { path: ['slots'], schema: slotSchema, items: [] };
    lists.push(slots);
    slots.items = push.slots.map((slot, i) => take(slot, ['slots', i], rows));
    // The first stays: whether there are any is a rule of the push itself.
    push.slots = slots.items.slice(0, 1);
  }
  for (const [section, within] of Object.entries(LISTS_WITHIN)) {
    if (push[section] !== undefined) {
      push[section] = take(push[section], [section], within);
    }
  }
  return push;
}

function putList(
  push: PushRequest,
  path: readonly (string | number)[],
  parsed: unknown[],
): void {
  let at: any = push;
  for (const key of path.slice(0, -1)) {
    at = at[key];
  }
  at[path[path.length - 1]] = parsed;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
