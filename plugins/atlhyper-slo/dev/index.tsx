import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  answerWith,
  atlhyperApiRef,
  type Answers,
} from '@atlhyper/backstage-plugin-atlhyper-react';
import plugin from '../src';
import { emptyResponse, manyDomains } from '../src/__fixtures__/domains';
import { createAnswers } from '../src/__fixtures__/fixtureApi';
import { historyResponse } from '../src/__fixtures__/history';
import { emptyServices } from '../src/__fixtures__/services';
import { EntitySloCard } from '../src/components/entity/EntitySloCard';
import { EntitySloContent } from '../src/components/entity/EntitySloContent';

/** Every state of the pages: `?state=ok|empty|many|loading|error|denied` in the address. */
function api() {
  const ok = createAnswers();
  const fail = (error: Error) => async () => {
    throw error;
  };
  const all = (answer: () => Promise<never>) =>
    Object.fromEntries(Object.keys(ok).map(name => [name, answer]));
  const denied = new Error('Request failed with 403 Forbidden');
  const states: Record<string, Answers> = {
    empty: {
      getDomains: async () => emptyResponse,
      getServices: async () => emptyServices,
      getDomainHistory: async () => ({
        ...historyResponse,
        points: [],
        forecast: undefined,
      }),
    },
    many: { getDomains: async () => manyDomains(1000) },
    loading: all(() => new Promise(() => {})),
    error: all(fail(new Error('The backend does not answer'))),
    denied: all(fail(Object.assign(denied, { statusCode: 403 }))),
  };
  const state = new URLSearchParams(window.location.search).get('state') ?? '';
  return answerWith({ ...ok, ...states[state] });
}

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    annotations: {
      'atlhyper.io/domains': 'shop.example.com',
      'atlhyper.io/services': 'shop/cart',
    },
  },
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
              factory: api,
            }),
        }),
        // The links to entities need a page to lead to.
        PageBlueprint.make({
          name: 'catalog',
          params: {
            path: '/catalog/:namespace/:kind/:name',
            title: 'Catalog',
            routeRef: entityRouteRef as never,
            loader: async () => <p>The page of the entity</p>,
          },
        }),
        PageBlueprint.make({
          name: 'entity',
          params: {
            path: '/entity',
            title: 'Entity tab',
            loader: async () => (
              <EntityProvider entity={entity}>
                <EntitySloCard />
                <EntitySloContent />
              </EntityProvider>
            ),
          },
        }),
      ],
    }),
  ],
});
