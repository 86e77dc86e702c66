import {
  endpoints,
  type AnyEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { isDeepStrictEqual } from 'node:util';
import type { Response } from 'supertest';

/** A path template in braces: each brace stands for one segment. */
function matches({ path }: AnyEndpoint, address: string): boolean {
  const [pathname] = address.split('?');
  const form = path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${form}$`).test(pathname);
}

/**
 * Fails for an answer that has not the shape its endpoint promises, or something beside it, or is an
 * error that does not say which.
 */
export function checkAnswer(
  asked: { method: AnyEndpoint['method']; path: string },
  answer: Response,
): void {
  const endpoint = Object.values<AnyEndpoint>(endpoints).find(
    one => one.method === asked.method && matches(one, asked.path),
  );
  if (asked.path.startsWith('/.well-known/')) {
    return; // Backstage's own.
  }
  const where = `${asked.method} ${asked.path}: ${answer.status}`;
  if (!answer.ok) {
    if (typeof answer.body.error?.message !== 'string') {
      throw new Error(`${where} names no error: ${answer.text}`);
    }
    return;
  }
  if (!endpoint || answer.status !== (endpoint.status ?? 200)) {
    throw new Error(`${where} is of no endpoint`);
  }
  const body = endpoint.responseType ? answer.text : answer.body;
  const parsed = endpoint.response?.parse(body);
  // Objects drop keys they do not know, so an unknown one would be missing here.
  if (endpoint.response && !isDeepStrictEqual(parsed, body)) {
    throw new Error(`${where} has more than its schema: ${answer.text}`);
  }
}
