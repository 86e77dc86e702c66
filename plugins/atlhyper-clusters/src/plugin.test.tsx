import { screen } from '@testing-library/react';
import {
  TestApiProvider,
  createExtensionTester,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { atlhyperApiRef } from '@atlhyper/backstage-plugin-atlhyper-react';
import { createMockApi } from './__fixtures__/mockApi';
import { atlhyperClustersPlugin } from './plugin';

describe('the plugin for the new frontend system', () => {
  it('gives a page', async () => {
    const page = createExtensionTester(
      atlhyperClustersPlugin.getExtension('page:atlhyper-clusters'),
    );
    renderInTestApp(
      <TestApiProvider apis={[[atlhyperApiRef, createMockApi()]]}>
        {page.reactElement()}
      </TestApiProvider>,
    );
    expect(await screen.findByTestId('cluster-east-1')).toBeInTheDocument();
  });
});
