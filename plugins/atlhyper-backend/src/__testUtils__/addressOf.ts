import type { AnyEndpoint } from '@atlhyper/backstage-plugin-atlhyper-common';

/** The address of an endpoint, as its example asks it; `query` is added. */
export function addressOf(
  { path, example }: AnyEndpoint,
  query: object = {},
): string {
  const params = { ...example.params } as Record<string, string>;
  const asked = Object.entries({ ...example.query, ...query }).map(
    ([name, value]) => [name, String(value)],
  );
  return `${path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(params[name]),
  )}?${new URLSearchParams(asked)}`;
}
