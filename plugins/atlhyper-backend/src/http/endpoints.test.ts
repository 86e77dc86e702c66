import {
  endpoints,
  type AnyEndpoint,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf } from '../__testUtils__/addressOf';
import { exampleCluster } from '../__testUtils__/exampleCluster';
import { openStack } from '../__testUtils__/openStack';
import { startPlugin, type PluginHarness } from '../__testUtils__/startPlugin';
import { createOpenApi } from '../routes/createOpenApi';
import { mount } from './mount';
import { createRoutes } from '../routes/createRoutes';

jest.setTimeout(60_000);

const REPORT = join(__dirname, '../../openapi.json');

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const all = Object.values<AnyEndpoint>(endpoints);

describe('the OpenAPI document', () => {
  const document = createOpenApi();

  it('is the one that is checked in', () => {
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    if (process.env.WRITE_REPORTS) {
      writeFileSync(REPORT, text);
    }
    // After a change that is meant: WRITE_REPORTS=1 yarn test
    expect(text).toBe(readFileSync(REPORT, 'utf8'));
  });

  it('has an operation for every mounted route, and no other', async () => {
    const stack = await openStack(await databases.init('SQLITE_3'), {
      nowMs: Date.now(),
    });
    const router = mount(
      createRoutes({
        ...stack,
        authorizer: {} as never,
        checkDatabase: async () => {},
      }),
      {
        httpAuth: mockServices.httpAuth(),
        auditor: mockServices.auditor.mock(),
      },
    );
    const mounted = router.stack.flatMap(({ route }) =>
      route!.stack
        .map(({ method }) => method)
        .filter((method, i, methods) => methods.indexOf(method) === i)
        .map(method => `${method} ${route!.path.replace(/:(\w+)/g, '{$1}')}`),
    );
    const described = Object.entries(document.paths).flatMap(
      ([path, operations]) =>
        Object.keys(operations).map(method => `${method} ${path}`),
    );
    expect(mounted.sort()).toEqual(described.sort());
    expect(mounted).toHaveLength(all.length);
  });

  it('refers to nothing that it does not have', () => {
    const text = JSON.stringify(document);
    const { schemas, responses } = document.components;
    const known = [
      ...Object.keys(schemas).map(id => `#/components/schemas/${id}`),
      ...Object.keys(responses).map(id => `#/components/responses/${id}`),
    ];
    for (const [, name] of text.matchAll(/"\$ref":"([^"]*)"/g)) {
      expect(known).toContain(name);
    }
  });

  it('names each operation once', () => {
    const names = all.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      Object.keys(endpoints).map(name => expect.stringMatching(name)),
    );
  });
});

describe('every endpoint', () => {
  let harness: PluginHarness;

  beforeAll(async () => {
    harness = await startPlugin({ knex: await databases.init('SQLITE_3') });
    const session = await harness.openSession(await harness.register('prod'));
    await session.push(exampleCluster(Date.now())).expect(200);
  });

  afterAll(() => harness.backend.stop());

  const named = all.map((one): [string, AnyEndpoint] => [one.name, one]);

  it.each(named)('%s refuses a parameter it does not know', async (_, one) => {
    const answer = await harness.ask(
      one.method,
      addressOf(one, { from_mss: 5 }),
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toMatch(/Unknown parameter 'from_mss'/);
    for (const known of Object.keys(one.query?.shape ?? {})) {
      expect(answer.body.error.message).toContain(`'${known}'`);
    }
  });

  it.each(named.filter(([, one]) => one.query))(
    '%s takes an empty parameter for one that is not given',
    async (_, one) => {
      const given = Object.keys(one.example.query ?? {});
      const names = Object.keys(one.query!.shape).filter(
        name => !given.includes(name),
      );
      const empty = Object.fromEntries(names.map(name => [name, '']));
      const ask = (query?: object) => {
        const asked = harness.ask(one.method, addressOf(one, query));
        return one.bodyType
          ? asked.set('Content-Type', one.bodyType).send('')
          : asked;
      };
      expect((await ask(empty)).status).toBe((await ask()).status);
    },
  );

  it.each(named.filter(([, one]) => one.query && 'cursor' in one.query.shape))(
    '%s refuses the cursor of another list',
    async (_, one) => {
      const cursor = (text: string) => Buffer.from(text).toString('base64url');
      for (const foreign of [
        'x',
        cursor('"a"'),
        cursor('null'),
        cursor('{"list":"others","order":"","after":"a"}'),
      ]) {
        const answer = await harness.get(addressOf(one, { cursor: foreign }));
        expect([answer.status, answer.body.error?.message]).toEqual([
          400,
          "'cursor' is none of this list",
        ]);
      }
    },
  );

  it.each(named)('%s has an example that its schemas take', (_, one) => {
    const { params, query, body } = one.example;
    expect(one.params?.safeParse(params ?? {}).error).toBeUndefined();
    expect(one.query?.safeParse(query ?? {}).error).toBeUndefined();
    expect(one.body?.safeParse(body).error).toBeUndefined();
  });
});
