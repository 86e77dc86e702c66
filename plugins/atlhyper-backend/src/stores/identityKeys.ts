import { createHash } from 'node:crypto';
import type {
  RequestSeries,
  ResourceId,
  Route,
  RouteKey,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { resourceKey } from '@atlhyper/backstage-plugin-atlhyper-common';

/** Text that stands for a route apart from its cluster; equal for equal routes. */
export function routeIdentity(route: RouteKey): string {
  return JSON.stringify([
    route.host,
    route.path,
    route.pathMatch,
    route.condition ?? null,
  ]);
}

/** Key of a series within its cluster: SHA-256, hex. */
export function seriesKey(series: RequestSeries): string {
  return sha256Hex(
    series.kind === 'route'
      ? `route ${routeIdentity(series)}`
      : `${series.kind} ${series.service}`,
  );
}

/** Key of a route within its cluster: two objects that define one route are two rows. */
export function routeRowKey(route: Route): string {
  const { kind, namespace, name } = route.source;
  return sha256Hex(
    `${routeIdentity(route)} ${JSON.stringify([kind, namespace, name])}`,
  );
}

/** Digest of one object: see `xorDigests`. */
export function resourceDigest(
  id: ResourceId,
  resourceVersion: string,
): string {
  return sha256Hex(`${resourceKey(id)}@${resourceVersion}`).slice(0, 16);
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
