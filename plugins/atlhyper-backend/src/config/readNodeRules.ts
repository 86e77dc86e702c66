import { NODE_ALERT_METRICS } from '@atlhyper/backstage-plugin-atlhyper-common';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import {
  clearOf,
  DEFAULT_NODE_RULES,
  NODE_METRIC_RULES,
  type NodeRule,
} from '@atlhyper/core';
import { refuseUnless } from './refuseUnless';

const SEVERITIES = ['warning', 'critical'] as const;

/** A hold longer than this is no alert. */
const LONGEST_HOLD_MS = 7 * 86_400_000;

/**
 * Rules that nodes must keep: those of `atlhyper.nodes.alerts` instead of the defaults, where it is
 * given; an empty list turns them off.
 *
 * @throws InputError with the key of a value that cannot be
 */
export function readNodeRules(nodes?: Config): readonly NodeRule[] {
  const configs = nodes?.getOptionalConfigArray('alerts');
  if (!configs) {
    return DEFAULT_NODE_RULES;
  }
  const rules = configs.map((config, i) =>
    readRule(config, `atlhyper.nodes.alerts[${i}]`),
  );
  rules.forEach((rule, i) => {
    const same = rules.findIndex(
      one => one.watch === rule.watch && one.severity === rule.severity,
    );
    refuseUnless(
      same === i,
      `atlhyper.nodes.alerts[${i}] must not be for the same metric and severity as atlhyper.nodes.alerts[${same}]`,
    );
  });
  return rules;
}

function readRule(config: Config, path: string): NodeRule {
  const metric = readOneOf(config, 'metric', NODE_ALERT_METRICS, path);
  const severity = config.has('severity')
    ? readOneOf(config, 'severity', SEVERITIES, path)
    : 'warning';
  const watch = NODE_METRIC_RULES[metric];
  const { isLowBad } = watch;
  const read = isLowBad ? readMs : readNumber;
  const limit = read(config, 'limit');
  refuseUnless(limit > 0, `${path}.limit must be above 0`);
  const clear = config.has('clear')
    ? read(config, 'clear')
    : clearOf(watch, limit);
  refuseUnless(
    isLowBad ? clear >= limit : clear >= 0 && clear <= limit,
    `${path}.clear must not be ${
      isLowBad ? 'shorter' : 'greater'
    } than its limit`,
  );
  const forMs = config.has('for') ? readMs(config, 'for') : 5 * 60_000;
  refuseUnless(
    forMs >= 0 && forMs <= LONGEST_HOLD_MS,
    `${path}.for must be between nothing and 7 days`,
  );
  return { watch, severity, limit, clear, forMs };
}

function readOneOf<T extends string>(
  config: Config,
  key: string,
  values: readonly T[],
  path: string,
): T {
  const text = config.getString(key);
  const found = values.find(value => value === text);
  refuseUnless(
    found !== undefined,
    `${path}.${key} must be one of ${values.join(', ')}`,
  );
  return found!;
}

function readNumber(config: Config, key: string): number {
  return config.getNumber(key);
}

function readMs(config: Config, key: string): number {
  return durationToMilliseconds(readDurationFromConfig(config, { key }));
}
