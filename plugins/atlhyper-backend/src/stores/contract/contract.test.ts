import {
  eventsContract,
  nodeHistoryContract,
  samplesContract,
  type OpenStore,
  type PushTo,
} from '@atlhyper/backstage-plugin-atlhyper-node/testUtils';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '../knex/openDatabase';
import type { Stores } from '../Stores';
import { MemoryLatestStore } from '../memory/MemoryLatestStore';
import { MemoryLedger } from '../memory/MemoryLedger';
import { MemoryNodeHistoryStore } from '../memory/MemoryNodeHistoryStore';
import { MemoryObjectStore } from '../memory/MemoryObjectStore';
import { MemorySampleStore } from '../memory/MemorySampleStore';
import { alertsContract } from './alertsContract';
import { clustersContract } from './clustersContract';
import { ContractAgent, type OpenStores } from './ContractStores';
import { latestContract } from './latestContract';
import { ledgerContract } from './ledgerContract';
import { nodeReadingsContract } from './nodeReadingsContract';
import { objectsContract } from './objectsContract';
import { outboxContract } from './outboxContract';
import { routesContract } from './routesContract';
import { sloLogContract } from './sloLogContract';
import { targetsContract } from './targetsContract';

// A database for each of a hundred tests, which are dropped together at the end.
jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const openMemory: OpenStores = async () => {
  const objects = new MemoryObjectStore();
  return {
    ledger: new MemoryLedger(objects),
    samples: new MemorySampleStore(),
    nodeHistory: new MemoryNodeHistoryStore(),
    latest: new MemoryLatestStore(objects),
    objects,
  };
};

/** Kept in databases only. */
const databaseKinds = databases
  .eachSupportedId()
  .map(([id]): [string, OpenStores<Stores>] => [
    id,
    async () => {
      const knex = await databases.init(id);
      const { stores } = await openDatabase(mockServices.database({ knex }));
      for (const clusterId of ['one', 'two']) {
        await stores.clusters.addCluster(
          { id: clusterId, createdMs: 0 },
          {
            ...{ id: `token-${clusterId}`, clusterId, createdMs: 0 },
            ...{ tokenHash: clusterId, createdBy: 'test', backfill: true },
          },
        );
      }
      return stores;
    },
  ]);

/** One of the stores, to which pushes come through the ledger beside it. */
function openOnly<S extends Pick<Stores, 'ledger'>, K extends keyof S>(
  name: K,
  open: OpenStores<S>,
): OpenStore<S[K]> {
  return async () => {
    const stores = await open();
    const agents = new Map<string, Promise<ContractAgent>>();
    const push: PushTo = async ({ clusterId, sequence = 0 }, write) => {
      const agent =
        agents.get(clusterId) ?? ContractAgent.open(stores, { clusterId });
      agents.set(clusterId, agent);
      await (
        await agent
      ).pushPart(sequence, async (unit, isFresh) => isFresh && write(unit));
    };
    return { store: stores[name], push };
  };
}

const kinds: [string, OpenStores][] = [
  ['memory', openMemory],
  ...databaseKinds,
];

describe.each(kinds)('in %s', (_, open) => {
  ledgerContract(open);
  samplesContract(openOnly('samples', open));
  nodeHistoryContract(openOnly('nodeHistory', open));
  objectsContract(open);
  latestContract(open);
});

describe.each(databaseKinds)('in %s', (_, open) => {
  clustersContract(open);
  alertsContract(open);
  outboxContract(open);
  sloLogContract(open);
  targetsContract(open);
  routesContract(open);
  eventsContract(openOnly('events', open));
  nodeReadingsContract(open);
});
