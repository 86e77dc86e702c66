import type {
  AtlhyperApi,
  DomainsResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { domainsResponse } from './domains';
import { historyResponse } from './history';

/** Answers of a backend with one cluster; `domains` replaces the list or makes it fail. */
export function createMockApi(
  domains: DomainsResponse | Error = domainsResponse,
) {
  const api: Partial<AtlhyperApi> = {
    getClusters: async () => ({ clusters: [] }),
    getDomains: jest.fn(async () => {
      if (domains instanceof Error) {
        throw domains;
      }
      return domains;
    }),
    getDomainHistory: jest.fn(async () => historyResponse),
  };
  return api as AtlhyperApi & {
    getDomains: jest.Mock;
    getDomainHistory: jest.Mock;
  };
}
