import { createHash } from 'node:crypto';
import {
  resourceKey,
  subjectKey,
  type RequestSeries,
  type ResourceId,
  type Route,
  type SloSubject,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { seriesEntity, toEntityKey } from '@atlhyper/core';

// Entity keys are too long for an index where they hold a path and a condition: columns that find a
// row by one hold its SHA-256, hex.

/** Stands for a series. */
export function seriesHash(clusterId: string, series: RequestSeries): string {
  return sha256Hex(toEntityKey(seriesEntity(series, clusterId)));
}

/** Stands for what a target is for or a status is of. */
export function subjectHash(subject: SloSubject): string {
  return sha256Hex(subjectKey(subject));
}

/** Stands for a route as one object defines it: two that define one route are two rows. */
export function routeHash(clusterId: string, route: Route): string {
  const { host, path, pathMatch, condition, source } = route;
  const keys = [
    { kind: 'route', clusterId, host, path, pathMatch, condition } as const,
    { ...source, clusterId },
  ].map(toEntityKey);
  return sha256Hex(keys.join(' '));
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
