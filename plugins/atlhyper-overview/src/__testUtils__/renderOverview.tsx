import type { ReactNode } from 'react';
import { identityApiRef } from '@backstage/frontend-plugin-api';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  answerWith,
  atlhyperApiRef,
  atlhyperPageRoutes,
  type Answers,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import { createAnswers, entities } from '../__fixtures__/answers';

/** Something of the plugin in an app with all pages; `owns` are refs that the reader owns by. */
export function renderOverview(
  content: ReactNode,
  options: { given?: Answers; owns?: string[]; address?: string } = {},
) {
  const { given, owns = [], address = '/' } = options;
  const answers = createAnswers(given);
  const api = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      jest.fn(answer as () => unknown),
    ]),
  ) as { [name in keyof Answers]-?: jest.Mock };
  const getBackstageIdentity = async () => ({ ownershipEntityRefs: owns });
  renderInTestApp(
    <TestApiProvider
      apis={[
        [atlhyperApiRef, answerWith(api)],
        [catalogApiRef, { getEntities: async () => ({ items: entities }) }],
        [identityApiRef, { getBackstageIdentity } as never],
      ]}
    >
      {content}
    </TestApiProvider>,
    {
      initialRouteEntries: [address],
      mountedRoutes: {
        '/slo': atlhyperPageRoutes.slo,
        '/nodes': atlhyperPageRoutes.nodes,
        '/clusters': atlhyperPageRoutes.clusters,
        // The catalog's ref is of the other frontend system, which an app resolves alike.
        '/catalog/:namespace/:kind/:name': entityRouteRef as never,
      },
    },
  );
  return api;
}
