import type { AtlhyperApi } from '@atlhyper/backstage-plugin-atlhyper-common';
import { createFixtureApi } from '../__fixtures__/fixtureApi';

/** The API of the fixtures with each question recorded; `given` replaces answers. */
export function createMockApi(given: Partial<AtlhyperApi> = {}) {
  const api = createFixtureApi(given);
  return Object.fromEntries(
    Object.entries(api).map(([name, answer]) => [
      name,
      jest.fn(answer as (...args: unknown[]) => unknown),
    ]),
  ) as unknown as jest.Mocked<AtlhyperApi>;
}
