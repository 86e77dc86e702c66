import { screen, waitFor } from '@testing-library/react';
import {
  TestApiProvider,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { createApiRef } from '@backstage/frontend-plugin-api';
import {
  useMayUpdateTargets,
  type TargetResource,
} from './useMayUpdateTargets';

const resources: TargetResource[] = [
  { kind: 'domain', cluster: 'east', domain: 'a.example.com' },
  { kind: 'service', cluster: 'east', namespace: 'shop', service: 'cart' },
];

const Probe = () => <p>{useMayUpdateTargets(resources) ? 'may' : 'may not'}</p>;

function renderWith(allowed: string[]) {
  const authorize = jest.fn(async ({ resourceRef }) => ({
    result: allowed.includes(resourceRef) ? 'ALLOW' : 'DENY',
  }));
  renderInTestApp(
    <TestApiProvider
      apis={[[createApiRef({ id: 'plugin.permission.api' }), { authorize }]]}
    >
      <Probe />
    </TestApiProvider>,
  );
  return authorize;
}

describe('useMayUpdateTargets', () => {
  it('asks by the names that the backend judges by', async () => {
    const authorize = renderWith([]);
    await waitFor(() => expect(authorize).toHaveBeenCalledTimes(2));
    expect(
      authorize.mock.calls.map(([{ permission, resourceRef }]) => [
        permission.name,
        resourceRef,
      ]),
    ).toEqual([
      ['atlhyper.slo.target.update', 'east/_/domain/a.example.com'],
      ['atlhyper.mesh.target.update', 'east/shop/service/cart'],
    ]);
    expect(screen.getByText('may not')).toBeInTheDocument();
  });

  it('allows where one of them is allowed', async () => {
    renderWith(['east/shop/service/cart']);
    expect(await screen.findByText('may')).toBeInTheDocument();
  });
});
