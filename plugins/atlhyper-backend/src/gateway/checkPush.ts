import {
  countPushRows,
  nodeDataSchema,
  podDataSchema,
  PUSH_CONFLICTS,
  PUSH_LIMITS,
  serviceDataSchema,
  type PushRequest,
  type ResourceKind,
  type Slot,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { alignDown } from '@atlhyper/core';
import { InputError, NotAllowedError } from '@backstage/errors';
import type { z } from 'zod';
import type { AgentLimits } from '../config/readAtlhyperConfig';
import { PUSH_SECTIONS, SECTION_NAMES } from '../ingest/pushSections';
import { isRetained, type RetainedLevel } from '../levels';
import { PushConflictError } from '../stores/PushConflictError';
import type { AgentIdentity } from './AgentAuthenticator';
import { formatPath } from '../parseRequest';

/**
 * Refuses a push that breaks a rule its schema cannot tell.
 *
 * @throws NotAllowedError for the backfill role without the right to it
 * @throws InputError for too many rows, a wrong digest, slots out of time, counts beyond 2^53, state
 * in the backfill role, and pods, nodes or services whose data is not theirs
 */
export function checkPush(
  push: PushRequest,
  context: {
    agent: AgentIdentity;
    /** Digest of the slots as they arrived. */
    digest: string;
    limits: AgentLimits;
    levels: readonly RetainedLevel[];
    nowMs: number;
  },
): void {
  checkRole(push.session.role, context.agent);
  const rows = countPushRows(push);
  refuseIf(
    rows > PUSH_LIMITS.maxRows,
    `A push must not hold more than ${PUSH_LIMITS.maxRows} rows, this one holds ${rows}`,
  );
  refuseIf(
    push.slots.length > 0 && push.digest !== context.digest,
    `'digest' must be the SHA-256 of the JSON text of 'slots', which is ${context.digest}`,
  );
  push.slots.forEach((slot, i) =>
    checkSlotTime(slot, `slots[${i}]`, push.session.role, context),
  );
  checkCounts(push);
  checkBackfill(push);
  checkObjects(push);
}

/** @throws NotAllowedError for the backfill role without the right to it */
export function checkRole(
  role: PushRequest['session']['role'],
  agent: AgentIdentity,
): void {
  if (role === 'backfill' && !agent.backfill) {
    throw new NotAllowedError(
      `The token of cluster '${agent.clusterId}' has no right to backfill`,
    );
  }
}

/** A slot is as old as its end; it is ahead if it begins, or claims to cover, too far ahead. */
function checkSlotTime(
  slot: Slot,
  path: string,
  role: PushRequest['session']['role'],
  context: {
    limits: AgentLimits;
    levels: readonly RetainedLevel[];
    nowMs: number;
  },
): void {
  const { limits, levels, nowMs } = context;
  const latestMs = nowMs + limits.maxSlotAheadMs;
  if (slot.startMs > latestMs || slot.coversThroughMs > latestMs) {
    throw new PushConflictError(
      PUSH_CONFLICTS.ahead,
      `'${path}' lies more than ${limits.maxSlotAheadMs} ms ahead of the backend's clock`,
    );
  }
  refuseIf(
    role === 'live' &&
      slot.startMs + slot.durationMs < nowMs - limits.maxSlotAgeMs,
    `'${path}' is older than ${limits.maxSlotAgeMs} ms, which takes the backfill role`,
  );
  refuseIf(
    !levels.some(level =>
      isRetained(level, alignDown(slot.startMs, level.levelMs), nowMs),
    ),
    `'${path}' is older than anything that is kept`,
  );
}

/** A sum that a double cannot hold would be stored wrong, or not at all. */
function checkCounts(push: PushRequest): void {
  const rows = push.slots.flatMap(slot => slot.requests);
  const sums = {
    codes: sumOf(rows.flatMap(row => Object.values(row.codes))),
    methods: sumOf(rows.flatMap(row => Object.values(row.methods))),
    'latency.counts': sumOf(rows.flatMap(row => row.latency?.counts ?? [])),
  };
  for (const [field, sum] of Object.entries(sums)) {
    refuseIf(
      sum > Number.MAX_SAFE_INTEGER,
      `The '${field}' of a push must not add up to more than ${Number.MAX_SAFE_INTEGER}`,
    );
  }
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

const LIVE_SECTIONS = SECTION_NAMES.filter(
  name => !PUSH_SECTIONS[name].ofHistory,
);

/** The latest state is for the live agent to tell. */
function checkBackfill(push: PushRequest): void {
  const found = LIVE_SECTIONS.find(name => {
    const value = push[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  refuseIf(
    push.session.role === 'backfill' && found !== undefined,
    `'${found}' is not taken in the backfill role`,
  );
}

/**
 * Kinds whose data is read here, and not only shown. Of a node no more is asked than older agents
 * tell, whose other objects must not be refused with it; the rest is looked at where it is read.
 */
const DATA_SCHEMAS: Partial<Record<ResourceKind, z.ZodType>> = {
  node: nodeDataSchema.pick({ labels: true, ready: true, schedulable: true }),
  pod: podDataSchema,
  service: serviceDataSchema,
};

function checkObjects(push: PushRequest): void {
  push.resources?.upserts.forEach((resource, i) => {
    const schema = DATA_SCHEMAS[resource.kind];
    const issue = schema?.safeParse(resource.data).error?.issues[0];
    refuseIf(
      issue !== undefined,
      `'${formatPath([
        'resources',
        'upserts',
        i,
        'data',
        ...(issue?.path ?? []),
      ])}': ${issue?.message}`,
    );
  });
}

function refuseIf(refused: boolean, message: string): void {
  if (refused) {
    throw new InputError(message);
  }
}
