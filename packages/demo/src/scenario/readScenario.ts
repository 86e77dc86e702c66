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
    ...checkMesh(parsed.data),
  ];
  if (problems.length > 0) throw new Error(problems.join('; '));
  return parsed.data;
}

function checkLatencies(scenario: Scenario): string[] {
  const used = new Set([
    ...scenario.routes.flatMap(route => route.traffic?.latency ?? []),
    ...scenario.faults.flatMap(fault => fault.latency ?? []),
    ...scenario.mesh.calls.map(call => call.latency),
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
  const calls = new Set(scenario.mesh.calls.map(c => `${c.from} > ${c.to}`));
  const faulty = scenario.faults
    .flatMap(fault => fault.routes)
    .filter(id => !calls.has(id));
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

/** Who is in the mesh exists, only who is in it is seen calling, and no two calls are one edge. */
function checkMesh({ mesh, services, traefik }: Scenario): string[] {
  const known = new Set([
    ...services.map(s => `${s.namespace}/${s.name}`),
    `${traefik.namespace}/traefik`,
  ]);
  const edges = mesh.calls.map(call => `${call.from} > ${call.to}`);
  return [
    ...mesh.injected
      .filter(name => !known.has(name))
      .map(name => `mesh.injected: "${name}" is missing`),
    ...mesh.calls
      .filter(({ from }) => !mesh.injected.includes(from) || !isService(from))
      .map(({ from }) => `mesh.calls: "${from}" is no service in the mesh`),
    ...mesh.calls
      .filter(({ to }) => !isService(to))
      .map(({ to }) => `mesh.calls: "${to}" is missing`),
    ...edges
      .filter((edge, i) => edges.indexOf(edge) !== i)
      .map(edge => `mesh.calls: "${edge}" is there twice`),
  ];

  function isService(name: string): boolean {
    return services.some(s => `${s.namespace}/${s.name}` === name);
  }
}
