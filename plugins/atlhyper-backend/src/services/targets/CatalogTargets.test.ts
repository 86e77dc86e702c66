import { Readable } from 'node:stream';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { NotFoundError, NotModifiedError } from '@backstage/errors';
import { openStack } from '../../__testUtils__/openStack';
import { parseHostPattern } from '../../access/hostPattern';
import { CatalogTargets, parseEntries } from './CatalogTargets';
import { toOpenSlo } from './openSlo';
import { readYamlApart } from './readYaml';

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0, 7);
const GRANTS = [
  {
    owner: 'group:default/shop',
    hosts: [parseHostPattern('*.shop.example')],
    namespaces: ['shop'],
  },
];

// Each text is read in a thread of its own, which takes long where other tests keep the machine busy.
jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

function component(
  name: string,
  annotations: Record<string, string>,
  owner = 'group:default/shop',
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
    spec: { type: 'service', owner },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  };
}

const inline = (domain: string, availability = 99.5) => ({
  'atlhyper.io/slo-targets': `- { domain: ${domain}, window: 30d, availability: ${availability} }`,
});

describe.each(databases.eachSupportedId())('CatalogTargets on %s', id => {
  async function open(entities: Entity[], files: Record<string, string> = {}) {
    const stack = await openStack(await databases.init(id), { nowMs: NOW_MS });
    const reader = mockServices.urlReader.mock({
      readUrl: async url => {
        if (!(url in files)) throw new Error(`no ${url}`);
        return { buffer: async () => Buffer.from(files[url]) } as any;
      },
    });
    const targets = (of: Entity[]) =>
      new CatalogTargets({
        catalog: catalogServiceMock({ entities: of }),
        auth: mockServices.auth(),
        reader,
        store: stack.stores.targets,
        grants: GRANTS,
        logger: mockServices.logger.mock(),
        clock: () => NOW_MS,
      });
    await targets(entities).refresh();
    return { stack, store: stack.stores.targets, targets };
  }

  it('takes over what entities of a granted owner define, and lets it go with them', async () => {
    const entities = [
      component('web', inline('www.shop.example')),
      component('api', {
        'atlhyper.io/slo-targets': `
          - service: shop/api
            window: 7d
            availability: 99
            latency: { threshold_ms: 200, objective: 95 }`,
      }),
    ];
    const { store, targets } = await open(entities);
    const found = await store.listTargets();
    expect(
      found.map(one => [one.entity_ref, one.window, one.subject.kind]).sort(),
    ).toEqual([
      ['component:default/api', '7d', 'service'],
      ['component:default/web', '30d', 'domain'],
    ]);
    expect(await store.listCatalogProblems()).toEqual([]);

    await targets([entities[0]]).refresh();
    expect(await store.listTargets()).toHaveLength(1);
  });

  it.each([
    ['a host nobody granted', inline('bank.example'), /granted host/],
    ['no YAML', { 'atlhyper.io/slo-targets': '- a: b: c' }, /is no YAML/],
    [
      'a target out of range',
      inline('www.shop.example', 100),
      /slo-targets\[0\].availability': must be above 0 and below 100/,
    ],
    [
      'a file, but is read from no URL',
      { 'atlhyper.io/openslo': 'slo.yaml' },
      /needs an entity that is read from a URL/,
    ],
    [
      'a file of another repository',
      {
        'atlhyper.io/openslo': '/other/secret.yaml',
        'backstage.io/managed-by-location':
          'url:https://git.example/shop/catalog-info.yaml',
      },
      /must lie beside the entity, in 'https:\/\/git.example\/shop\/'/,
    ],
    [
      'a file above by a hidden slash',
      {
        'atlhyper.io/openslo': 'x%2f..%2f..%2fsecret.yaml',
        'backstage.io/managed-by-location':
          'url:https://git.example/shop/catalog-info.yaml',
      },
      /must lie beside the entity/,
    ],
    [
      'one of two targets',
      {
        'atlhyper.io/slo-targets': `
          - { domain: x.shop.example, window: 30d, availability: 99 }
          - { domain: X.shop.example, window: 30d, availability: 98 }`,
      },
      /30d for domain 'x.shop.example' is already defined by 'component:default\/bad'/,
    ],
    [
      'a file on another host',
      {
        'atlhyper.io/openslo': 'https://evil.example/slo.yaml',
        'backstage.io/managed-by-location':
          'url:https://git.example/shop/catalog-info.yaml',
      },
      /must lie beside the entity/,
    ],
  ])(
    'says why %s is not in force, and keeps the others',
    async (_, annotations, message) => {
      const { store } = await open([
        component('bad', annotations),
        component('good', inline('good.shop.example')),
      ]);
      const found = await store.listTargets();
      expect(found.map(one => one.entity_ref)).toContain(
        'component:default/good',
      );
      const problems = await store.listCatalogProblems();
      expect(problems).toMatchObject([{ entity_ref: 'component:default/bad' }]);
      expect(problems[0].message).toMatch(message);
    },
  );

  it('grants nothing to another owner', async () => {
    const { store } = await open([
      component('x', inline('www.shop.example'), 'group:default/other'),
    ]);
    expect(await store.listTargets()).toEqual([]);
    expect(await store.listCatalogProblems()).toHaveLength(1);
  });

  it('reads a file of OpenSLO documents beside the entity', async () => {
    const { stack } = await open([]);
    await stack.targets.putTarget(
      {
        subject: { kind: 'domain', domain: 'www.shop.example' },
        window: '30d',
        objective: { availability: 99.9 },
      },
      {
        name: 'user:default/ann',
        access: { domains: 'all', services: 'all' },
      },
    );
    const yaml = await stack.targets.exportOpenSlo({
      domains: 'all',
      services: 'all',
    });
    const { store } = await open(
      [
        component('web', {
          'atlhyper.io/openslo': './slo/web.yaml',
          'backstage.io/managed-by-location':
            'url:https://git.example/shop/catalog-info.yaml',
        }),
      ],
      { 'https://git.example/shop/slo/web.yaml': yaml },
    );
    expect(await store.listCatalogProblems()).toEqual([]);
    expect(await store.listTargets()).toMatchObject([
      { objective: { availability: 99.9 }, source: 'catalog' },
    ]);
  });

  it('asks for a file seldom, and keeps its targets while it cannot be read', async () => {
    const { stack } = await open([]);
    const yaml = toOpenSlo([
      {
        subject: { kind: 'domain', domain: 'www.shop.example' },
        window: '30d',
        objective: { availability: 99.9 },
      },
    ]);
    let answer: () => unknown = () => ({
      etag: 'v1',
      buffer: async () => Buffer.from(yaml),
    });
    const asked: unknown[] = [];
    let nowMs = NOW_MS;
    const { targets: store } = stack.stores;
    const create = () =>
      new CatalogTargets({
        catalog: catalogServiceMock({
          entities: [
            component('web', {
              'atlhyper.io/openslo': 'slo.yaml',
              'backstage.io/managed-by-location':
                'url:https://git.example/shop/catalog-info.yaml?at=main',
            }),
          ],
        }),
        auth: mockServices.auth(),
        reader: mockServices.urlReader.mock({
          readUrl: async (url, options) => {
            asked.push([url, options?.etag]);
            return answer() as any;
          },
        }),
        store,
        grants: GRANTS,
        logger: mockServices.logger.mock(),
        clock: () => nowMs,
      });
    const file = 'https://git.example/shop/slo.yaml?at=main';
    const catalog = create();
    await catalog.refresh();
    nowMs += 4 * 60_000;
    await catalog.refresh();
    expect(asked).toEqual([[file, undefined]]);
    expect(await store.listTargets()).toHaveLength(1);

    nowMs += 60_000;
    answer = () => {
      throw new NotModifiedError();
    };
    await catalog.refresh();
    expect(asked.slice(1)).toEqual([[file, 'v1']]);
    // A clock that was ahead is set right.
    nowMs -= 2 * 3_600_000;
    await catalog.refresh();
    expect(asked).toHaveLength(3);
    expect(await store.listCatalogProblems()).toEqual([]);
    expect(await store.listTargets()).toHaveLength(1);

    // Also by a replica that never read it.
    answer = () => {
      throw new Error('rate limit exceeded');
    };
    await create().refresh();
    expect(await store.listTargets()).toHaveLength(1);
    expect((await store.listCatalogProblems())[0].message).toMatch(
      /stay as they were: .*rate limit exceeded/,
    );

    answer = () => {
      throw new NotFoundError('gone');
    };
    await create().refresh();
    expect(await store.listTargets()).toEqual([]);
  });

  it('keeps what an entity defined while too many wait to be read, and reads it then', async () => {
    const file = 'https://git.example/shop/slo.yaml';
    const padding = `\n# ${'x'.repeat(5_000)}`;
    const subject = { kind: 'domain' as const, domain: 'b.shop.example' };
    const objective = { availability: 99.9 };
    const files = {
      [file]: toOpenSlo([{ subject, window: '7d', objective }]) + padding,
    };
    const annotations = inline('a.shop.example');
    annotations['atlhyper.io/slo-targets'] += padding;
    const entities = [
      component('a', annotations),
      component('b', {
        'atlhyper.io/openslo': 'slo.yaml',
        'backstage.io/managed-by-location':
          'url:https://git.example/shop/catalog-info.yaml',
      }),
    ];
    const { store, targets } = await open(entities, files);
    expect(await store.listTargets()).toHaveLength(2);

    const catalog = targets(entities);
    let isBusy = true;
    const others = Array.from({ length: 16 }, async () => {
      // On a busy machine one may take too long, which is not what this is about.
      while (isBusy) await readYamlApart(padding).catch(() => undefined);
    });
    await catalog.refresh();
    isBusy = false;
    await Promise.all(others);
    expect(await store.listTargets()).toHaveLength(2);
    const problems = await store.listCatalogProblems();
    expect(problems.map(one => one.message)).toEqual([
      expect.stringMatching(/stay as they were/),
      expect.stringMatching(/stay as they were/),
    ]);

    await catalog.refresh();
    expect(await store.listTargets()).toHaveLength(2);
    expect(await store.listCatalogProblems()).toEqual([]);
  });

  const smiles = (begin: string) =>
    Array.from({ length: 9 }, () => `${begin}${'\u{1F600}'.repeat(200)}/api`);

  it.each([
    ['a NUL', ['bank\\0/api'], /holds the character \\u0000/],
    ['names that are cut', smiles(''), /granted namespace/],
    ['names that are cut within a character', smiles('x'), /granted namespace/],
  ])('lets no problem with %s keep others from theirs', async (...row) => {
    const [, names, problem] = row;
    const entries = names.map(
      one => `- { service: "${one}", window: 30d, availability: 99 }`,
    );
    const { store } = await open([
      component('a', { 'atlhyper.io/slo-targets': entries.join('\n') }),
      component('b', inline('b.shop.example')),
    ]);
    expect((await store.listTargets()).map(one => one.entity_ref)).toEqual([
      'component:default/b',
    ]);
    const [{ message }] = await store.listCatalogProblems();
    expect(message).toMatch(problem);
  });

  it('reads no more of a file than it may hold', async () => {
    const { stack } = await open([]);
    const { targets: store } = stack.stores;
    let given = 0;
    const endless = function* give() {
      while (given < 20_000_000) {
        given += 100_000;
        yield Buffer.alloc(100_000, '#');
      }
    };
    const catalog = new CatalogTargets({
      catalog: catalogServiceMock({
        entities: [
          component('web', {
            'atlhyper.io/openslo': 'slo.yaml',
            'backstage.io/managed-by-location':
              'url:https://git.example/shop/catalog-info.yaml',
          }),
        ],
      }),
      auth: mockServices.auth(),
      reader: mockServices.urlReader.mock({
        readUrl: async () => ({
          stream: () => Readable.from(endless()),
          buffer: async () => Buffer.concat([...endless()]),
        }),
      }),
      store,
      grants: GRANTS,
      logger: mockServices.logger.mock(),
      clock: () => NOW_MS,
    });
    await catalog.refresh();
    const [{ message }] = await store.listCatalogProblems();
    expect(message).toMatch(/is larger than 1048576 bytes/);
    expect(given).toBeLessThan(5_000_000);
  });

  it('takes over each target of an entity on its own', async () => {
    const { store } = await open([
      component('a', inline('a.shop.example')),
      component('b', {
        'atlhyper.io/slo-targets': `
          - { domain: b.shop.example, window: 30d, availability: 99 }
          - { domain: a.shop.example, window: 30d, availability: 99 }`,
      }),
    ]);
    const found = await store.listTargets();
    expect(
      found.map(({ entity_ref: ref, subject }) => [
        ref,
        'domain' in subject && subject.domain,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['component:default/a', 'a.shop.example'],
        ['component:default/b', 'b.shop.example'],
      ]),
    );
    expect(found).toHaveLength(2);
  });

  it('leaves a target to the entity that comes first by name', async () => {
    const { store } = await open([
      component('b', inline('www.shop.example', 98)),
      component('a', inline('www.shop.example', 99)),
    ]);
    expect(await store.listTargets()).toMatchObject([
      { entity_ref: 'component:default/a' },
    ]);
    expect((await store.listCatalogProblems())[0].message).toMatch(
      /already defined by 'component:default\/a'/,
    );
  });

  it('keeps everything where the catalog does not answer', async () => {
    const { store, stack } = await open([
      component('web', inline('www.shop.example')),
    ]);
    const silent = new CatalogTargets({
      catalog: catalogServiceMock.mock({
        queryEntities: async () => {
          throw new Error('unreachable');
        },
      }),
      auth: mockServices.auth(),
      reader: mockServices.urlReader.mock(),
      store: stack.stores.targets,
      grants: GRANTS,
      logger: mockServices.logger.mock(),
      clock: () => NOW_MS,
    });
    await expect(silent.refresh()).rejects.toThrow('unreachable');
    expect(await store.listTargets()).toHaveLength(1);
  });
});

describe('parseEntries', () => {
  it.each([
    ['- { window: 1d, availability: 99 }', /must name either/],
    ['- { domain: a, service: a\\b, window: 1d, availability: 99 }', /./],
    ['- { domain: a, window: 2d, availability: 99 }', /window/],
    ['- { domain: a, window: 1d, availability: 99, owner: me }', /owner/],
    ['[]', /slo-targets/],
  ])('refuses %s', (text, message) => {
    expect(() => parseEntries(text).map(read => read())).toThrow(message);
  });
});
