import type { Clock } from '../../Clock';
import type { AgentConfig } from '../../config/schema';
import type { KubeClient } from '../../kubernetes/KubeClient';
import type { ResourceStore } from '../../kubernetes/ResourceStore';
import type { MeshReader } from './MeshReader';
import { ProxyMeshReader } from './ProxyMeshReader';
import { PrometheusMeshReader } from './PrometheusMeshReader';

/** The reader that the configuration asks for. */
export function createMeshReader(options: {
  config: AgentConfig['slo']['linkerd'];
  store: ResourceStore;
  client: KubeClient;
  clock: Clock;
}): MeshReader {
  return options.config.source === 'proxies'
    ? new ProxyMeshReader(options)
    : new PrometheusMeshReader(options);
}
