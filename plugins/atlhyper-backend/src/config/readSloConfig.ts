import {
  BAD_REQUEST_KINDS,
  SLO_WINDOWS,
  type BadRequestKind,
  type SloObjective,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { DEFAULT_BURN_RULES, DEFAULT_SLO_TARGETS } from '@atlhyper/core';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { parseHostPattern } from '../access/hostPattern';
import type { CatalogGrant } from '../services/targets/CatalogGrant';
import type { SloConfig } from './readAtlhyperConfig';
import { refuseUnless } from './refuseUnless';

const TARGET_KEYS: Record<SloWindow, string> = {
  '1d': 'oneDay',
  '7d': 'sevenDays',
  '30d': 'thirtyDays',
};

/** Fewer requests say nothing: one failure would be a few percent at once. */
const MINIMUM_REQUESTS = 50;

/** Half of a window must have been observed before it is judged. */
const MINIMUM_COVERED_FRACTION = 0.5;

/**
 * Reads `atlhyper.slo` of app-config.
 *
 * @throws InputError with the key of a value that cannot be
 */
export function readSloConfig(config?: Config): SloConfig {
  return {
    defaults: {
      objectives: readObjectives(config?.getOptionalConfig('targets')),
      badRequests: readBadRequests(config),
      burnRules: DEFAULT_BURN_RULES,
    },
    guards: {
      minimumRequests: readMinimumRequests(config),
      minimumCoveredFraction: readMinimumCovered(config),
    },
    catalogGrants: (
      config?.getOptionalConfigArray('catalogTargets.grants') ?? []
    ).map(readGrant),
  };
}

function readObjectives(config?: Config): Record<SloWindow, SloObjective> {
  const entries = SLO_WINDOWS.map(window => [
    window,
    readObjective(window, config),
  ]);
  return Object.fromEntries(entries);
}

function readObjective(window: SloWindow, config?: Config): SloObjective {
  const defaults = DEFAULT_SLO_TARGETS[window];
  const key = TARGET_KEYS[window];
  const availability =
    config?.getOptionalNumber(`${key}.availabilityPercent`) ??
    Number((defaults.availabilityFraction * 100).toFixed(6));
  const latencyMs =
    config?.getOptionalNumber(`${key}.p95LatencyMs`) ??
    defaults.latency!.thresholdMs;
  refuseUnless(
    availability > 0 && availability <= 99.999_999_999,
    `atlhyper.slo.targets.${key}.availabilityPercent must be above 0 and below 100`,
  );
  refuseUnless(
    latencyMs > 0,
    `atlhyper.slo.targets.${key}.p95LatencyMs must be above 0`,
  );
  return {
    availability,
    latency: { threshold_ms: latencyMs, objective: 95, by: 'quantile' },
  };
}

function readBadRequests(config?: Config): BadRequestKind[] {
  const kinds = config?.getOptionalStringArray('badRequests') ?? ['5xx'];
  const known: readonly string[] = BAD_REQUEST_KINDS;
  refuseUnless(
    kinds.length > 0 && kinds.every(kind => known.includes(kind)),
    `atlhyper.slo.badRequests must hold one or more of ${known.join(', ')}`,
  );
  return kinds as BadRequestKind[];
}

function readMinimumRequests(config?: Config): number {
  const count =
    config?.getOptionalNumber('guards.minimumRequests') ?? MINIMUM_REQUESTS;
  refuseUnless(
    Number.isInteger(count) && count >= 0,
    'atlhyper.slo.guards.minimumRequests must be a whole number, 0 or more',
  );
  return count;
}

function readMinimumCovered(config?: Config): number {
  const fraction =
    config?.getOptionalNumber('guards.minimumCoveredFraction') ??
    MINIMUM_COVERED_FRACTION;
  refuseUnless(
    fraction >= 0 && fraction <= 1,
    'atlhyper.slo.guards.minimumCoveredFraction must be between 0 and 1',
  );
  return fraction;
}

function readGrant(config: Config): CatalogGrant {
  const owner = parseEntityRef(config.getString('owner'), {
    defaultKind: 'group',
    defaultNamespace: 'default',
  });
  const hosts = config.getOptionalStringArray('hosts') ?? [];
  return {
    owner: stringifyEntityRef(owner),
    hosts: hosts.map(parseHostPattern),
    namespaces: config.getOptionalStringArray('namespaces') ?? [],
  };
}
