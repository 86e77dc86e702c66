import type {
  CustomMetric,
  GpuUsage,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** What a custom source knows of one node. */
export type CustomFigures = {
  gpus?: GpuUsage[];
  /** By name; a name that several sources use is that of the last of them. */
  custom?: Record<string, CustomMetric>;
};

/**
 * Figures of nodes that neither Kubernetes nor our collector knows: graphics processors, power,
 * whatever an adopter measures. It needs no custom resource: an object with this shape is handed to
 * the manager.
 */
export interface CustomMetricsSource {
  /** Of small letters, digits and `-`; unique. */
  readonly name: string;
  /**
   * What went wrong with a part of the last collection; what was known of that part then stays
   * until it is too old.
   */
  readonly problem?: string;
  /**
   * One collection, by name of the node. It may take as long as the manager's timeout.
   *
   * @throws NotAvailableError where there is nothing to measure here, anything else where it failed
   */
  collect(signal: AbortSignal): Promise<ReadonlyMap<string, CustomFigures>>;
}
