import {
  openStack,
  StackAgent,
  type Stack,
} from '@atlhyper/backstage-plugin-atlhyper-backend/src/__testUtils__/openStack';
import type { JsonObject } from '@backstage/types';
import createKnex from 'knex';

export { StackAgent, type Stack };

/** Of a caller who may see everything. */
export const EVERYTHING = { domains: 'all', services: 'all' } as const;

/** The backend's services on an empty SQLite database, for as long as `use` lasts. */
export async function withStack<T>(
  options: { nowMs: number; config?: JsonObject },
  use: (stack: Stack) => Promise<T>,
): Promise<T> {
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  try {
    const { config } = options;
    return await use(
      await openStack(knex, {
        ...options,
        config: { atlhyper: config ?? {} },
      }),
    );
  } finally {
    await knex.destroy();
  }
}
