import type { RouteService, ServiceObject } from './types';

/** Looks up the ports of the cluster's Services. */
export type ServicePorts = {
  /** The service with its port as a number where the Service knows the port's name. */
  resolve(service: RouteService): RouteService;
  /** The port of the endpoints behind it; `undefined` where it is not known, or only by a name. */
  targetOf(service: RouteService): number | undefined;
  /** Why a resolved port cannot be right; nothing is said of Services that were not read. */
  problemOf(service: RouteService): string | undefined;
};

/** Ports by namespace and name of the Services given. */
export function createServicePorts(
  services: readonly ServiceObject[],
): ServicePorts {
  const byName = new Map(
    services.map(s => [`${s.namespace}/${s.name}`, s.ports] as const),
  );
  const external = new Set(
    services
      .filter(({ isExternal }) => isExternal)
      .map(s => `${s.namespace}/${s.name}`),
  );
  return {
    resolve({ namespace, name, port }) {
      if (typeof port !== 'string')
        return { namespace, name, ...(port === undefined ? {} : { port }) };
      const found = byName
        .get(`${namespace}/${name}`)
        ?.find(p => p.name === port || String(p.port) === port);
      return { namespace, name, port: found?.port ?? port };
    },
    targetOf({ namespace, name, port }) {
      const found = byName
        .get(`${namespace}/${name}`)
        ?.find(p => String(p.port) === String(port) || p.name === port);
      if (!found) return undefined;
      const target = found.targetPort ?? found.port;
      return typeof target === 'number' ? target : undefined;
    },
    problemOf({ namespace, name, port }) {
      if (typeof port === 'number' && external.has(`${namespace}/${name}`))
        return undefined;
      const ports = byName.get(`${namespace}/${name}`);
      if (!ports || port === undefined || ports.some(p => p.port === port))
        return undefined;
      return `the Service "${namespace}/${name}" has no port "${port}"`;
    },
  };
}
