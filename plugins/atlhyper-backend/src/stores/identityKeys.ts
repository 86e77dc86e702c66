import { createHash } from 'node:crypto';
import {
  requestSeriesText,
  resourceKey,
  routeKeyText,
  sloSubjectText,
  type RequestSeries,
  type ResourceId,
  type Route,
  type SloSubject,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** Key of a series within its cluster: SHA-256, hex. */
export function seriesKey(series: RequestSeries): string {
  return sha256Hex(requestSeriesText(series));
}

/** Key of what a target is for or a status is of: SHA-256, hex. */
export function subjectKey(subject: SloSubject): string {
  return sha256Hex(sloSubjectText(subject));
}

/** Key of a route within its cluster: two objects that define one route are two rows. */
export function routeRowKey(route: Route): string {
  const { kind, namespace, name } = route.source;
  return sha256Hex(
    `${routeKeyText(route)} ${JSON.stringify([kind, namespace, name])}`,
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
