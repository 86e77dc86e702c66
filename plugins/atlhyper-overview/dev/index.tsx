import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { EntityProvider, catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  answerWith,
  atlhyperApiRef,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import plugin from '../src';
import { createAnswers, entities } from '../src/__fixtures__/answers';
import { EntityOverviewContent } from '../src/components/EntityOverviewContent';

/** Every state of the pages: `?state=ok|empty|loading|error` in the address. */
async function answer<T>(ok: T, empty: T): Promise<T> {
  switch (new URLSearchParams(window.location.search).get('state')) {
    case 'empty':
      return empty;
    case 'loading':
      return new Promise(() => {});
    case 'error':
      throw new Error('The backend does not answer');
    default:
      return ok;
  }
}

const answers = createAnswers();
const api = answerWith({
  ...answers,
  getClusters: async input =>
    answer(await answers.getClusters!(input), { clusters: [] }),
  getAlerts: async input =>
    answer(await answers.getAlerts!(input), { alerts: [] }),
});

const system = {
  ...{ apiVersion: 'backstage.io/v1alpha1', kind: 'System' },
  metadata: { name: 'shop' },
};

createDevApp({
  features: [
    plugin,
    createFrontendModule({
      pluginId: 'app',
      extensions: [
        ApiBlueprint.make({
          name: 'atlhyper',
          params: defineParams =>
            defineParams({
              api: atlhyperApiRef,
              deps: {},
              factory: () => api,
            }),
        }),
        ApiBlueprint.make({
          name: 'catalog',
          params: defineParams =>
            defineParams({
              api: catalogApiRef,
              deps: {},
              factory: () =>
                ({ getEntities: async () => ({ items: entities }) } as never),
            }),
        }),
        PageBlueprint.make({
          name: 'entity',
          params: {
            path: '/entity',
            title: 'Entity tab',
            loader: async () => (
              <EntityProvider entity={system}>
                <EntityOverviewContent />
              </EntityProvider>
            ),
          },
        }),
      ],
    }),
  ],
});
