import { PUSH_LIMITS } from '@atlhyper/backstage-plugin-atlhyper-common';
import type { JudgementGuards, NodeRule } from '@atlhyper/core';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { LEVELS_MS, type RetainedLevel } from '../levels';
import type { SloDefaults } from '../services/slo/TargetBook';
import type { CatalogGrant } from '../services/targets/CatalogGrant';
import { readNodeRules } from './readNodeRules';
import { readSloConfig } from './readSloConfig';
import { refuseUnless } from './refuseUnless';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The `atlhyper` block of app-config, with its defaults filled in. */
export type AtlhyperConfig = {
  retention: {
    /** Finest first; a coarser level is kept at least as long as a finer one. */
    levels: RetainedLevel[];
    ledgerMs: number;
    gapsMs: number;
    agentsMs: number;
    statusesMs: number;
    eventsMs: number;
  };
  agent: AgentLimits;
  /** Rules that nodes must keep. */
  nodeRules: readonly NodeRule[];
  metrics: {
    /** How long what pods and nodes used still speaks of now. */
    cacheRetentionMs: number;
  };
  slo: SloConfig;
};

/** How requests are judged. */
export type SloConfig = {
  defaults: SloDefaults;
  guards: JudgementGuards;
  /** Whose entities may define targets, and for what. */
  catalogGrants: CatalogGrant[];
};

/** What an agent may do. */
export type AgentLimits = {
  maxCompressedBytes: number;
  maxSlotAgeMs: number;
  maxSlotAheadMs: number;
  /** An agent that was not heard of for longer is shown as disconnected. */
  disconnectedAfterMs: number;
};

/**
 * Reads the `atlhyper` block of app-config.
 *
 * @throws InputError with the key of a value that cannot be
 */
export function readAtlhyperConfig(root: Config): AtlhyperConfig {
  const config = root.getOptionalConfig('atlhyper');
  const retention = config?.getOptionalConfig('retention');
  const agent = config?.getOptionalConfig('agent');
  const metrics = config?.getOptionalConfig('metrics');
  return {
    retention: {
      levels: readLevels(retention),
      ledgerMs: readLedgerMs(retention, agent),
      gapsMs: readMs('retention', retention, 'gaps', 90 * DAY_MS),
      agentsMs: readMs('retention', retention, 'agents', DAY_MS),
      statusesMs: readMs('retention', retention, 'statuses', 180 * DAY_MS),
      eventsMs: readMs('retention', retention, 'events', 30 * DAY_MS),
    },
    agent: {
      maxCompressedBytes: readMaxBytes(agent),
      maxSlotAgeMs: readMs(
        'agent',
        agent,
        'maxSlotAge',
        PUSH_LIMITS.maxSlotAgeMs,
      ),
      maxSlotAheadMs: readMs(
        'agent',
        agent,
        'maxSlotAhead',
        PUSH_LIMITS.maxSlotAheadMs,
      ),
      disconnectedAfterMs: readMs('agent', agent, 'disconnectedAfter', 60_000),
    },
    metrics: {
      cacheRetentionMs: readMs('metrics', metrics, 'cacheRetention', 300_000),
    },
    nodeRules: readNodeRules(config?.getOptionalConfig('nodes')),
    slo: readSloConfig(config?.getOptionalConfig('slo')),
  };
}

function readLevels(retention?: Config): RetainedLevel[] {
  const keys = [
    ['raw', LEVELS_MS.raw, 48 * HOUR_MS],
    ['fiveMinutes', LEVELS_MS.fiveMinutes, 35 * DAY_MS],
    ['oneHour', LEVELS_MS.oneHour, 90 * DAY_MS],
    ['oneDay', LEVELS_MS.oneDay, 400 * DAY_MS],
  ] as const;
  const levels = keys.map(([key, levelMs, defaultMs]) => ({
    levelMs,
    keepMs: readMs('retention', retention, key, defaultMs),
  }));
  levels.forEach(({ keepMs }, i) => {
    if (i > 0 && keepMs < levels[i - 1].keepMs) {
      throw new InputError(
        `atlhyper.retention.${
          keys[i][0]
        } must not be shorter than atlhyper.retention.${keys[i - 1][0]}`,
      );
    }
  });
  return levels;
}

/** What may still arrive must still be in the ledger. */
function readLedgerMs(retention?: Config, agent?: Config): number {
  const ledgerMs = readMs('retention', retention, 'ledger', 8 * DAY_MS);
  if (
    ledgerMs < readMs('agent', agent, 'maxSlotAge', PUSH_LIMITS.maxSlotAgeMs)
  ) {
    throw new InputError(
      'atlhyper.retention.ledger must not be shorter than atlhyper.agent.maxSlotAge',
    );
  }
  return ledgerMs;
}

function readMs(
  block: 'retention' | 'agent' | 'metrics',
  config: Config | undefined,
  key: string,
  defaultMs: number,
): number {
  if (!config?.has(key)) {
    return defaultMs;
  }
  const valueMs = durationToMilliseconds(
    readDurationFromConfig(config, { key }),
  );
  refuseUnless(
    valueMs > 0,
    `atlhyper.${block}.${key} must be longer than nothing`,
  );
  return valueMs;
}

function readMaxBytes(agent?: Config): number {
  const bytes =
    agent?.getOptionalNumber('maxCompressedBytes') ??
    PUSH_LIMITS.maxInflatedBytes;
  refuseUnless(
    Number.isInteger(bytes) && bytes > 0,
    'atlhyper.agent.maxCompressedBytes must be a whole number above 0',
  );
  return bytes;
}
