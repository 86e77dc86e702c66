import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type { AtlhyperApi } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import plugin from '../src';
import { domainsResponse, emptyResponse } from '../src/__fixtures__/domains';
import { historyResponse } from '../src/__fixtures__/history';
import { EntitySloContent } from '../src/components/EntitySloContent/EntitySloContent';

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

const api: Partial<AtlhyperApi> = {
  getClusters: async () => ({ clusters: [] }),
  getDomains: () => answer(domainsResponse, emptyResponse),
  getDomainHistory: () =>
    answer(historyResponse, { ...historyResponse, points: [] }),
};

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    annotations: { 'atlhyper.io/domains': 'shop.example.com' },
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
              factory: () => api as AtlhyperApi,
            }),
        }),
        PageBlueprint.make({
          name: 'entity',
          params: {
            path: '/entity',
            title: 'Entity tab',
            loader: async () => (
              <EntityProvider entity={entity}>
                <EntitySloContent />
              </EntityProvider>
            ),
          },
        }),
      ],
    }),
  ],
});
