import {
  nodeUsageSchema,
  type NodeUsage,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { Clock } from '../../Clock';
import { abortable } from '../../http/abortable';
import { withDeadline } from '../../http/withDeadline';
import type { Logger } from '../../Logger';
import { SourceStatus } from '../../sources/SourceStatus';
import type {
  MetricsSource,
  NodeFigures,
  UsageReading,
} from '../MetricsSource';
import type { CustomMetricsSource } from './CustomMetricsSource';

const MAX_NODES = 10_000;

/**
 * Makes a custom source one of the manager's: with a timeout, a state, and figures that keep the
 * rules of what is pushed. One wrong figure would have the whole push refused.
 */
export class AdaptedSource implements MetricsSource {
  readonly name: string;
  private readonly status: SourceStatus;

  constructor(
    private readonly source: CustomMetricsSource,
    private readonly options: {
      intervalMs: number;
      timeoutMs: number;
      clock: Clock;
      logger: Logger;
    },
  ) {
    this.name = `custom/${source.name}`.slice(0, 64);
    this.status = new SourceStatus({ ...options, name: this.name });
  }

  get state() {
    return this.status.state;
  }

  async collect(signal: AbortSignal): Promise<UsageReading> {
    const { clock, timeoutMs } = this.options;
    try {
      const found = await withDeadline(signal, timeoutMs, until =>
        // A source of an adopter's may not know signals; it is not waited for then.
        abortable(this.source.collect(until), until),
      );
      const timestampMs = clock.nowMs();
      const nodes = new Map<string, NodeFigures>();
      let { problem } = this.source;
      for (const [node, figures] of [...found].slice(0, MAX_NODES)) {
        const checked = nodeUsageSchema.safeParse({
          node,
          timestampMs,
          ...figures,
        });
        if (checked.success) nodes.set(node, withoutNode(checked.data));
        else problem ??= `node "${node}": ${describe(checked.error)}`;
      }
      this.status.succeed({ problem });
      return { pods: [], nodes, complete: !problem };
    } catch (error) {
      if (!signal.aborted) this.status.fail(error);
      throw error;
    }
  }
}

function withoutNode({ node: _, ...figures }: NodeUsage): NodeFigures {
  return figures;
}

function describe(error: {
  issues: readonly { path: PropertyKey[]; message: string }[];
}): string {
  const [{ path, message }] = error.issues;
  return `${path.join('.')}: ${message}`;
}
