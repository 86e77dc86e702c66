import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { atlhyperPageRoutes } from '../../pageRoutes';
import { EntityLink } from './EntityLink';

function renderLink(entity: string, mountedRoutes = {}) {
  renderInTestApp(<EntityLink entity={entity}>here</EntityLink>, {
    mountedRoutes,
  });
}

describe('a link to an entity', () => {
  it.each([
    ['east-1/_/node/n%2F1', '/machines/east-1/n%2F1'],
    [
      'east-1/shop/pod/web-1',
      '/clusters?cluster=east-1&view=objects&kind=pod&object=shop%2Fweb-1',
    ],
    ['*/_/domain/shop.example.com', '/slo/domains/shop.example.com'],
  ])(
    'leads from %s to %s, wherever the app has the page',
    (entity, address) => {
      renderLink(entity, {
        '/slo': atlhyperPageRoutes.slo,
        '/machines': atlhyperPageRoutes.nodes,
        '/clusters': atlhyperPageRoutes.clusters,
      });
      expect(screen.getByRole('link')).toHaveAttribute('href', address);
    },
  );

  it.each(['east-1/_/node/n1', 'east-1/_/external/db', 'no key'])(
    'is plain text where no page of the app shows %s',
    entity => {
      renderLink(entity, { '/slo': atlhyperPageRoutes.slo });
      expect(screen.queryByRole('link')).not.toBeInTheDocument();
      expect(screen.getByText('here')).toBeInTheDocument();
    },
  );
});
