import { NEWEST_KNOWN_TRAEFIK } from '@atlhyper/core';

/** The release that the tag of an image names, such as `3.6.2` of `traefik:v3.6.2-alpine`. */
export function versionOfImage(image: string): string | undefined {
  const [, tag = ''] = /:([^:/@]+)(@|$)/.exec(image) ?? [];
  return /^v?(\d+\.\d+(?:\.\d+)?)(?![\d.])/.exec(tag)?.[1];
}

/** What is to be said of the releases that run; `undefined` where none is known. */
export function describeVersions(
  versions: readonly string[],
): string | undefined {
  const distinct = [...new Set(versions)].sort(compareVersions);
  if (distinct.length === 0) return undefined;
  const text = `Traefik ${distinct.join(', ')}`;
  return isNewer(distinct[distinct.length - 1])
    ? `${text}, newer than ${NEWEST_KNOWN_TRAEFIK}: its names of routers and services may not be known`
    : text;
}

function isNewer(version: string): boolean {
  const minor = version.split('.').slice(0, 2).join('.');
  return compareVersions(minor, NEWEST_KNOWN_TRAEFIK) > 0;
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
