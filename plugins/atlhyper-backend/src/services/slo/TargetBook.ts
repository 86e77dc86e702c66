import {
  TargetIndex,
  type BadRequestKind,
  type SloObjective,
  type SloSubject,
  type SloTarget,
  type SloWindow,
  type StoredTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  burnRuleProblem,
  type BurnRule,
  type SloTarget as TargetFractions,
} from '@atlhyper/core';
import { WINDOW_MS } from './resolveWindow';

/** What is judged where nothing was set. */
export type SloDefaults = {
  objectives: Record<SloWindow, SloObjective>;
  badRequests: readonly BadRequestKind[];
  burnRules: Record<SloWindow, readonly BurnRule[]>;
};

/** A target as it is judged by and shown. */
export type ResolvedTarget = {
  fractions: TargetFractions;
  badRequests: readonly BadRequestKind[];
  /** Those that can work at this objective. */
  rules: readonly BurnRule[];
  shown: SloTarget;
};

/** Finds the target of anything: the most specific that was set, else the default. */
export class TargetBook {
  private readonly stored: TargetIndex;
  private readonly resolved = new Map<StoredTarget | string, ResolvedTarget>();

  constructor(
    stored: readonly StoredTarget[],
    private readonly defaults: SloDefaults,
  ) {
    this.stored = new TargetIndex(stored);
  }

  /**
   * The target of a subject: its own, else that of what it belongs to. An override for a cluster
   * counts only where all requests are of that cluster.
   */
  resolve(
    subject: SloSubject,
    window: SloWindow,
    clusters: readonly string[],
  ): ResolvedTarget {
    const cluster = clusters.length === 1 ? clusters[0] : undefined;
    const found = this.stored.find(subject, window, cluster);
    return found ? this.toResolved(found, window) : this.defaultOf(window);
  }

  private toResolved(target: StoredTarget, window: SloWindow): ResolvedTarget {
    let known = this.resolved.get(target);
    if (!known) {
      const origin = {
        level: target.subject.kind,
        source: target.source,
        cluster: target.subject.cluster,
        entity_ref: target.entity_ref,
      };
      known = this.fill(target.objective, window, origin);
      this.resolved.set(target, known);
    }
    return known;
  }

  private defaultOf(window: SloWindow): ResolvedTarget {
    let known = this.resolved.get(window);
    if (!known) {
      known = this.fill(this.defaults.objectives[window], window, {
        level: 'default',
        source: 'config',
      });
      this.resolved.set(window, known);
    }
    return known;
  }

  private fill(
    objective: SloObjective,
    window: SloWindow,
    origin: SloTarget['origin'],
  ): ResolvedTarget {
    const { latency } = objective;
    const badRequests = objective.bad_requests ?? this.defaults.badRequests;
    const availabilityFraction = toFraction(objective.availability);
    const context = { windowMs: WINDOW_MS[window], availabilityFraction };
    const rules = (
      objective.burn_rules?.map(rule => ({
        longMs: rule.long_ms,
        shortMs: rule.short_ms,
        factor: rule.factor,
        severity: rule.severity,
      })) ?? this.defaults.burnRules[window]
    ).filter(rule => burnRuleProblem(rule, context) === undefined);
    return {
      fractions: {
        availabilityFraction,
        latency: latency && {
          thresholdMs: latency.threshold_ms,
          objectiveFraction: toFraction(latency.objective),
          by: latency.by,
        },
      },
      badRequests,
      rules,
      shown: {
        availability: objective.availability,
        latency,
        p95_latency:
          latency?.objective === 95 ? latency.threshold_ms : undefined,
        bad_requests: [...badRequests],
        origin,
      },
    };
  }
}

/**
 * 99.9 / 100 is 0.9990000000000001, which 999 good ones of 1,000 would miss: so to 15 digits, which
 * every decimal fraction survives.
 */
export function toFraction(percent: number): number {
  return Number((percent / 100).toPrecision(15));
}
