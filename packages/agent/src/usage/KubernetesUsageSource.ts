import type { Clock } from '../Clock';
import type { MetricsConfig } from '../config/schema';
import { withDeadline } from '../http/withDeadline';
import { KubeError, type KubeClient } from '../kubernetes/KubeClient';
import type { Logger } from '../Logger';
import { messageOf } from '../messageOf';
import { NotAvailableError, SourceStatus } from '../sources/SourceStatus';
import { isDenied, readKubeletUsage } from './readKubeletUsage';
import { readResourceMetrics } from './readResourceMetrics';
import type { MetricsSource, UsageReading } from './MetricsSource';

const NO_NODES =
  'there is no metrics-server, and no node is known whose kubelet could be asked';

/**
 * Usage as Kubernetes itself measures it: from metrics-server where it is, else from the kubelets.
 *
 * metrics-server is asked every time, so that one that comes or goes is noticed at the next
 * collection. Where it is but cannot answer the kubelets stand in, and the state says so.
 */
export class KubernetesUsageSource implements MetricsSource {
  readonly name = 'usage';
  private readonly source: SourceStatus;

  private readonly options: {
    config: MetricsConfig['metrics'];
    client: KubeClient;
    /** Names of the cluster's nodes. */
    nodeNames: () => Iterable<string>;
    clock: Clock;
    logger: Logger;
  };

  constructor(options: KubernetesUsageSource['options']) {
    this.options = options;
    const { config, clock, logger } = options;
    this.source = new SourceStatus({
      name: this.name,
      title: 'usage of nodes and pods',
      intervalMs: config.collect_interval,
      clock,
      logger,
    });
  }

  get state() {
    return this.source.state;
  }

  async collect(signal: AbortSignal): Promise<UsageReading> {
    try {
      const { reading, problem } = await withDeadline(
        signal,
        this.options.config.timeout,
        until => this.read(until),
      );
      this.source.succeed({ problem });
      return reading;
    } catch (error) {
      if (!signal.aborted) this.source.fail(error);
      throw error;
    }
  }

  private async read(
    signal: AbortSignal,
  ): Promise<{ reading: UsageReading; problem?: string }> {
    const { client, config, nodeNames } = this.options;
    try {
      // Half of the time is left for the kubelets.
      const reading = await withDeadline(signal, config.timeout / 2, until =>
        readResourceMetrics(client, config, until),
      );
      return { reading };
    } catch (error) {
      if (signal.aborted) throw error;
      const isServed = !(error instanceof KubeError && error.status === 404);
      const names = [...nodeNames()];
      if (names.length === 0) {
        throw isServed ? error : new NotAvailableError(NO_NODES);
      }
      const kubelets = await readKubeletUsage(
        { client, config, nodeNames: names },
        signal,
      );
      if (kubelets.answered > 0) {
        return {
          reading: kubelets.reading,
          problem: isServed
            ? `metrics-server: ${messageOf(
                error,
              )}; the kubelets are asked instead`
            : partProblem(kubelets),
        };
      }
      throw refusal(isServed ? error : undefined, kubelets.failures[0]);
    }
  }
}

type Kubelets = Awaited<ReturnType<typeof readKubeletUsage>>;

function partProblem({ failures, answered }: Kubelets): string | undefined {
  if (failures.length === 0) return undefined;
  const [{ node, error }] = failures;
  return `${failures.length} of ${
    failures.length + answered
  } kubelets cannot be read; "${node}": ${messageOf(error)}`;
}

/** Why nothing could be read at all, with the right that is missing where it is one. */
function refusal(
  metricsServer: unknown,
  { node, error }: Kubelets['failures'][number],
): Error {
  const denied = isDenied(error) && (!metricsServer || isDenied(metricsServer));
  if (denied) {
    return new NotAvailableError(
      metricsServer
        ? 'the agent may not read usage: grant list on nodes and pods of metrics.k8s.io (or get on nodes/proxy)'
        : 'there is no metrics-server, and the agent may not ask the kubelets: install one, or grant get on nodes/proxy',
    );
  }
  return new Error(
    metricsServer
      ? `metrics-server: ${messageOf(
          metricsServer,
        )}; kubelet of "${node}": ${messageOf(error)}`
      : `no kubelet can be read; "${node}": ${messageOf(error)}`,
  );
}
