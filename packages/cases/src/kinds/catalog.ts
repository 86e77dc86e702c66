import { readAtlhyperConfig } from '@atlhyper/backstage-plugin-atlhyper-backend/src/config/readAtlhyperConfig';
import { CatalogTargets } from '@atlhyper/backstage-plugin-atlhyper-backend/src/services/targets/CatalogTargets';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { withStack } from './stack';

/** Kind `catalog`. */
export async function runCatalog(input: {
  now: string;
  config: any;
  entities: any[];
}) {
  const nowMs = Date.parse(input.now);
  const { slo } = readAtlhyperConfig(
    new ConfigReader({ atlhyper: input.config }),
  );
  return withStack({ nowMs, config: input.config }, async stack => {
    const targets = new CatalogTargets({
      catalog: catalogServiceMock({ entities: input.entities.map(owned) }),
      auth: mockServices.auth(),
      reader: mockServices.urlReader.mock(),
      store: stack.stores.targets,
      grants: slo.catalogGrants,
      logger: mockServices.logger.mock(),
      clock: () => nowMs,
    });
    await targets.refresh();
    const found = await stack.stores.targets.listTargets();
    return {
      in_force: found.map(({ subject, window, objective }) => ({
        ...subject,
        window,
        ...objective,
      })),
      problems: await stack.stores.targets.listCatalogProblems(),
    };
  });
}

/** The catalog adds the relation to the owner that an entity names. */
function owned(entity: any) {
  const targetRef = `group:default/${entity.spec.owner}`;
  return { relations: [{ type: 'ownedBy', targetRef }], ...entity };
}
