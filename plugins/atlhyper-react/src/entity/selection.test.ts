import type { Entity } from '@backstage/catalog-model';
import {
  getEntityCluster,
  getEntityDomains,
  getEntityServices,
  getEntityWorkloads,
  isAtlhyperNodesAvailable,
  isAtlhyperSloAvailable,
} from './selection';

function entityWith(annotations?: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'shop', annotations },
  };
}

describe('what an entity selects', () => {
  it('reads hosts from a comma-separated annotation', () => {
    const entity = entityWith({
      'atlhyper.io/domains': ' shop.example.com/api , *.example.org,',
      'atlhyper.io/cluster': 'east',
    });
    expect(getEntityDomains(entity)).toEqual([
      'shop.example.com/api',
      '*.example.org',
    ]);
    expect(getEntityCluster(entity)).toBe('east');
    expect(isAtlhyperSloAvailable(entity)).toBe(true);
  });

  it('takes its services before the annotations of the Kubernetes plugin', () => {
    expect(
      getEntityWorkloads(
        entityWith({
          'atlhyper.io/services': 'shop/web, east/shop/api',
          'backstage.io/kubernetes-id': 'ignored',
        }),
      ),
    ).toEqual({ cluster: undefined, services: ['shop/web', 'east/shop/api'] });
  });

  it('shows SLOs of an entity that claims services only', () => {
    const entity = entityWith({ 'atlhyper.io/services': 'shop/web' });
    expect(isAtlhyperSloAvailable(entity)).toBe(true);
    expect(getEntityServices(entity)).toEqual(['shop/web']);
  });

  it('falls back to what the Kubernetes plugin uses', () => {
    expect(
      getEntityWorkloads(entityWith({ 'backstage.io/kubernetes-id': 'shop' })),
    ).toMatchObject({
      label_selector: 'backstage.io/kubernetes-id=shop',
      namespace: undefined,
    });
    expect(
      getEntityWorkloads(
        entityWith({
          'backstage.io/kubernetes-id': 'shop',
          'backstage.io/kubernetes-label-selector': 'app in (a, b)',
          'backstage.io/kubernetes-namespace': 'prod',
          'backstage.io/kubernetes-cluster': 'east',
        }),
      ),
    ).toEqual({
      cluster: 'east',
      label_selector: 'app in (a, b)',
      namespace: 'prod',
    });
  });

  it('has nothing to show without annotations', () => {
    expect(isAtlhyperSloAvailable(entityWith())).toBe(false);
    expect(isAtlhyperNodesAvailable(entityWith({}))).toBe(false);
  });
});
