import {
  PUSH_LIMITS,
  SLO_WINDOWS,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { DEFAULT_SLO_TARGETS, type SloTargetFractions } from '@atlhyper/core';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { LEVELS_MS, type RetainedLevel } from '../levels';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The `atlhyper` block of app-config, with its defaults filled in. */
export type AtlhyperConfig = {
  retention: {
    /** Finest first; a coarser level is kept at least as long as a finer one. */
    levels: RetainedLevel[];
    engineInputsMs: number;
    ledgerMs: number;
    gapsMs: number;
    agentsMs: number;
  };
  agent: AgentLimits;
  sloTargets: Record<SloWindow, SloTargetFractions>;
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
  return {
    retention: {
      levels: readLevels(retention),
      engineInputsMs: readMs(
        'retention',
        retention,
        'engineInputs',
        6 * HOUR_MS,
      ),
      ledgerMs: readLedgerMs(retention, agent),
      gapsMs: readMs('retention', retention, 'gaps', 90 * DAY_MS),
      agentsMs: readMs('retention', retention, 'agents', DAY_MS),
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
    sloTargets: readTargets(config?.getOptionalConfig('slo.targets')),
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

const TARGET_KEYS: Record<SloWindow, string> = {
  '1d': 'oneDay',
  '7d': 'sevenDays',
  '30d': 'thirtyDays',
};

function readTargets(config?: Config): AtlhyperConfig['sloTargets'] {
  const targets = SLO_WINDOWS.map(window => {
    const defaults = DEFAULT_SLO_TARGETS[window];
    const key = TARGET_KEYS[window];
    const availabilityPercent = config?.getOptionalNumber(
      `${key}.availabilityPercent`,
    );
    const latencyMs = config?.getOptionalNumber(`${key}.p95LatencyMs`);
    refuseUnless(
      availabilityPercent === undefined ||
        (availabilityPercent > 0 && availabilityPercent < 100),
      `atlhyper.slo.targets.${key}.availabilityPercent must be above 0 and below 100`,
    );
    refuseUnless(
      latencyMs === undefined || latencyMs > 0,
      `atlhyper.slo.targets.${key}.p95LatencyMs must be above 0`,
    );
    return [
      window,
      {
        availabilityFraction:
          availabilityPercent === undefined
            ? defaults.availabilityFraction
            : toFraction(availabilityPercent),
        latencyMs: latencyMs ?? defaults.latencyMs,
        quantile: defaults.quantile,
      },
    ];
  });
  return Object.fromEntries(targets);
}

/**
 * 99.9 / 100 is 0.9990000000000001, which 999 good ones of 1,000 would miss: so to 15 digits, which
 * every decimal fraction survives.
 */
function toFraction(percent: number): number {
  return Number((percent / 100).toPrecision(15));
}

function readMs(
  block: 'retention' | 'agent',
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

function refuseUnless(holds: boolean, message: string): void {
  if (!holds) {
    throw new InputError(message);
  }
}
