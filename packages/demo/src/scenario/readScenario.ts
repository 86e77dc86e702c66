import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { servicesOf } from './servicesOf';
import { addsUpToOne, scenarioSchema, type Scenario } from './schema';

/* eslint-disable no-restricted-syntax */
/** The scenario that comes with the package. */
export const DEFAULT_SCENARIO_FILE = resolve(
  __dirname,
  // From src/scenario in the repository, from dist in the built package.
  __dirname.endsWith('scenario') ? '../../scenario.yaml' : '../scenario.yaml',
);
/* eslint-enable no-restricted-syntax */

/**
 * Reads a scenario file.
 *
 * @throws Error that names the file, the place and the rule broken
 */
export function readScenario(file: string = DEFAULT_SCENARIO_FILE): Scenario {
  try {
    return parseScenario(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`scenario "${file}": ${reason}`);
  }
}

/** @throws Error with the place and the rule broken */
export function parseScenario(text: string): Scenario {
  const parsed = scenarioSchema.safeParse(parse(text));
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const problems = [
    ...checkLatencies(parsed.data),
    ...checkRoutes(parsed.data),
  ];
  if (problems.length > 0) throw new Error(problems.join('; '));
  return parsed.data;
}

function checkLatencies(scenario: Scenario): string[] {
  const used = new Set([
    ...scenario.routes.flatMap(route => route.traffic?.latency ?? []),
    ...scenario.faults.flatMap(fault => fault.latency ?? []),
  ]);
  const buckets = scenario.latencyBoundsMs.length + 1;
  return [
    ...[...used]
      .filter(name => !scenario.latencies[name])
      .map(name => `latencies: "${name}" is missing`),
    ...Object.entries(scenario.latencies)
      .filter(([, mix]) => mix.length !== buckets || !addsUpToOne(mix))
      .map(
        ([name]) =>
          `latencies.${name}: needs ${buckets} shares that add up to 1`,
      ),
  ];
}

/** Every route is reached in exactly one way, and every service that is named exists. */
function checkRoutes(scenario: Scenario): string[] {
  const reached = [
    ...scenario.ingressRoutes.flatMap(o => o.rules.flatMap(r => r.routes)),
    ...scenario.httpRoutes.flatMap(o => o.rules.flatMap(r => r.routes)),
    ...scenario.ingresses.flatMap(o => o.paths.map(p => p.route)),
    ...scenario.unmapped.map(u => u.route),
  ];
  const services = new Set(
    scenario.services.map(s => `${s.namespace}/${s.name}`),
  );
  const named = [
    ...scenario.ingressRoutes.flatMap(o =>
      o.rules.flatMap(r =>
        servicesOf(scenario, o.namespace, r.services).map(
          s => `${o.namespace}/${s.name}`,
        ),
      ),
    ),
    ...scenario.httpRoutes.flatMap(o =>
      o.rules.flatMap(r => r.services.map(s => `${o.namespace}/${s.name}`)),
    ),
    ...scenario.ingresses.flatMap(o =>
      o.paths.map(p => `${o.namespace}/${p.service.name}`),
    ),
  ];
  const ids = scenario.routes.map(route => route.id);
  const faulty = scenario.faults.flatMap(fault => fault.routes);
  return [
    ...ids
      .filter(id => reached.filter(r => r === id).length !== 1)
      .map(id => `routes: "${id}" must be reached in exactly one way`),
    ...[...reached, ...faulty]
      .filter(id => !ids.includes(id))
      .map(id => `routes: "${id}" is missing`),
    ...named
      .filter(name => !services.has(name))
      .map(name => `services: "${name}" is missing`),
  ];
}
