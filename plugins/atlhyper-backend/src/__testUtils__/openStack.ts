import {
  type PushRequest,
  type PushResponse,
  type Slot,
  type SourceState,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { readAtlhyperConfig } from '../config/readAtlhyperConfig';
import { createServices } from '../createServices';
import type { PushState } from '../ingest/PushBatch';
import { openDatabase } from '../stores/knex/openDatabase';
import { digestOf } from './digestOf';

export type Stack = Awaited<ReturnType<typeof openStack>>;

/** Tests push a few requests of a moment, and want them judged. */
export const NO_GUARDS = {
  atlhyper: {
    slo: { guards: { minimumRequests: 0, minimumCoveredFraction: 0 } },
  },
};

/** The parts of the plugin on a database, without HTTP and with a clock that tests set. */
export async function openStack(
  knex: Knex,
  options: { nowMs: number; config?: JsonObject },
) {
  const config = readAtlhyperConfig(
    new ConfigReader(options.config ?? NO_GUARDS),
  );
  const { stores } = await openDatabase(mockServices.database({ knex }));
  const time = { nowMs: options.nowMs };
  const logger = mockServices.logger.mock();
  const services = createServices({
    stores,
    config,
    logger,
    clock: () => time.nowMs,
  });
  return { knex, config, logger, stores, time, ...services };
}

/** An agent with an open session on a stack. */
export class StackAgent {
  private constructor(
    private readonly stack: Stack,
    private readonly identity: {
      clusterId: string;
      tokenId: string;
      backfill: boolean;
    },
    readonly opened: {
      epoch: number;
      ackedThroughMs?: number;
      lastStreamId?: string;
      liveThroughMs?: number;
      resourceGeneration: number;
    },
    private readonly session: {
      role: 'live' | 'backfill';
      streamId: string;
    },
  ) {}

  /** Registers the cluster where it is new, and opens a session. */
  static async open(
    stack: Stack,
    options: {
      clusterId?: string;
      role?: 'live' | 'backfill';
      streamId?: string;
    } = {},
  ): Promise<StackAgent> {
    const {
      clusterId = 'prod',
      role = 'live',
      streamId = 'stream-1',
    } = options;
    if (!(await stack.stores.clusters.hasCluster(clusterId, 'all'))) {
      const createdBy = 'user:default/test';
      const backfill = true;
      await stack.clusters.registerCluster({
        id: clusterId,
        createdBy,
        backfill,
      });
    }
    const identity = { clusterId, tokenId: 'token', backfill: true };
    const opened = await stack.gateway.openSession(identity, {
      protocol: 1,
      role,
      streamId,
      agent: { version: '1.0.0', hostname: 'agent-0' },
    });
    return new StackAgent(stack, identity, opened, { role, streamId });
  }

  /** The same session through another replica. */
  through(stack: Stack): StackAgent {
    return new StackAgent(stack, this.identity, this.opened, this.session);
  }

  async push(parts: PushParts): Promise<PushResponse> {
    const { role, streamId } = this.session;
    return this.stack.gateway.push(this.identity, {
      protocol: 1,
      session: { role, epoch: this.opened.epoch },
      streamId,
      sentAtMs: this.stack.time.nowMs,
      ...parts,
    });
  }

  async heartbeat(sources: SourceState[] = []): Promise<void> {
    await this.stack.gateway.heartbeat(this.identity, {
      protocol: 1,
      streamId: this.session.streamId,
      agent: {
        version: '1.0.0',
        hostname: 'agent-0',
        startedMs: this.stack.time.nowMs,
        leader: true,
      },
      sources,
      spool: { slots: 0, bytes: 0 },
    });
  }

  async pushSlots(sequence: number, slots: Slot[]): Promise<PushResponse> {
    return this.push({ sequence, digest: digestOf(slots), slots });
  }
}

type PushParts = Partial<
  PushState & Pick<PushRequest, 'sequence' | 'digest' | 'slots'>
>;
