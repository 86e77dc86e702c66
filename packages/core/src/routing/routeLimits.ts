import type { RouteKey, Sha256Hex } from './types';

/** What the wire takes; see `routeKeySchema` and `routeSchema` of the common package. */
const MAX_HOST_LENGTH = 512;
const MAX_PATH_LENGTH = 1024;
const MAX_CONDITION_LENGTH = 2048;
export const MAX_ROUTE_SERVICES = 100;

/** A key that fits the wire. What is cut ends in a digest, so that different keys stay different. */
export function boundRoute(
  key: RouteKey,
  sha256Hex: Sha256Hex,
): { key: RouteKey; cut: boolean } {
  const fit = (text: string, max: number) => fitText(text, max, sha256Hex);
  const bound: RouteKey = {
    host: fit(key.host, MAX_HOST_LENGTH),
    path: fit(key.path, MAX_PATH_LENGTH),
    pathMatch: key.pathMatch,
    ...(key.condition === undefined
      ? {}
      : { condition: fit(key.condition, MAX_CONDITION_LENGTH) }),
  };
  const cut =
    bound.host !== key.host ||
    bound.path !== key.path ||
    bound.condition !== key.condition;
  return { key: bound, cut };
}

/** A text of at most `max` characters; what is cut ends in a digest of the whole. */
export function fitText(
  text: string,
  max: number,
  sha256Hex: Sha256Hex,
): string {
  return text.length <= max
    ? text
    : `${text.slice(0, max - 24)}… ${sha256Hex(text).slice(0, 20)}`;
}
