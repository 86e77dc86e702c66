// The plugin's own parts on an SQLite file, with a clock that the benchmark sets.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
const createKnex = require('knex');
const { Authorizer } = require('../../src/access/Authorizer.ts');
const { mount } = require('../../src/http/mount.ts');
const { createRoutes } = require('../../src/routes/createRoutes.ts');
const { ConfigReader } = require('@backstage/config');
const {
  readAtlhyperConfig,
} = require('../../src/config/readAtlhyperConfig.ts');
const { PushWriter } = require('../../src/ingest/PushWriter.ts');
const { createServices } = require('../../src/createServices.ts');
const { openDatabase } = require('../../src/stores/knex/openDatabase.ts');

export const { parsePush } = require('../../src/gateway/parsePush.ts');
export const { toPushBatch } = require('../../src/gateway/toPushBatch.ts');
export const { planSlots } = require('../../src/ingest/planSlots.ts');
export const {
  createAgentRouter,
} = require('../../src/gateway/createAgentRouter.ts');
export const express = require('express');
export const Database = require('better-sqlite3');

/** On an SQLite file, or on `{ connection }` of PostgreSQL; with a clock that is set, or the real one. */
export async function openStack(where, nowMs) {
  const knex = where.connection
    ? createKnex({ client: 'pg', connection: where.connection })
    : openFile(where);
  const config = readAtlhyperConfig(new ConfigReader({}));
  const { stores } = await openDatabase({ getClient: async () => knex });
  const time = { nowMs };
  const clock = () => time.nowMs ?? Date.now();
  const logger = console;
  const services = createServices({ stores, config, logger, clock });
  return {
    knex,
    stores,
    writer: new PushWriter(stores),
    config,
    time,
    /** What runs in the background. */
    monitors: [() => services.monitor.run()],
    ...services,
    /** Whatever was written is in the file itself afterwards. */
    async close() {
      if (!where.connection) {
        await knex.raw('pragma wal_checkpoint(truncate)');
      }
      await knex.destroy();
    },
  };
}

function openFile(file) {
  return createKnex({
    client: 'better-sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
    // As Backstage's database service has it.
    pool: {
      min: 1,
      max: 1,
      afterCreate: (connection, done) => {
        connection.pragma('foreign_keys = on');
        done(null, connection);
      },
    },
  });
}

/** The plugin's routes; who asks may see everything. */
export function createApi(stack) {
  const authorizer = new Authorizer({
    permissions: {
      authorizeConditional: async asked =>
        asked.map(() => ({ result: 'ALLOW' })),
    },
    registry: { getPermissionRuleset: () => ({}) },
  });
  const routes = createRoutes({ ...stack, authorizer });
  return mount(routes, { httpAuth: { credentials: async () => ({}) } });
}

export const CLUSTER = 'bench';
export const STREAM = 'bench-stream';

/** Opens a session of the live agent and gives what its pushes carry. */
export async function openSession(stack) {
  const identity = { clusterId: CLUSTER, tokenId: 'bench', backfill: true };
  const { epoch } = await stack.gateway.openSession(identity, {
    protocol: 1,
    role: 'live',
    streamId: STREAM,
    agent: { version: '0', hostname: 'bench' },
  });
  return { identity, epoch };
}
