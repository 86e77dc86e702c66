import { randomUUID } from 'node:crypto';
import {
  subjectKey,
  type SloAlert,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  ABSENCE_MS,
  burnRateOf,
  isAbsent,
  isBurning,
  type BurnRule,
  type JudgementGuards,
} from '@atlhyper/core';
import { ruleKey, type JudgedAlert } from '../../stores/SloLogStore';
import { sumTotals } from '../slo/assembleDomains';
import type { CoverageBook } from '../slo/CoverageBook';
import {
  countRequests,
  responsesOf,
  toCount,
  unansweredOf,
} from '../slo/figures';
import type { Measured } from '../slo/SloReader';
import type { ResolvedTarget } from '../slo/TargetBook';
import type { BurnCounts } from './burnCounts';

/** Traffic that stays away belongs to no window; it is kept under the shortest. */
export const ABSENT_WINDOW: SloWindow = '1d';
export const DAY_MS = 86_400_000;

/**
 * Compares what should fire with what does. Collects what fired and what recovered; an alert that
 * cannot be judged now, because too little is known, goes on as it is.
 */
export class AlertJudge {
  readonly fired: JudgedAlert[] = [];
  readonly resolvedIds: string[] = [];
  private readonly firing: Map<string, JudgedAlert>;
  private readonly judged = new Set<string>();

  constructor(
    private readonly options: {
      firing: readonly JudgedAlert[];
      counts: BurnCounts;
      coverage: CoverageBook;
      guards: JudgementGuards;
      nowMs: number;
    },
  ) {
    this.firing = new Map();
    for (const one of options.firing) {
      const key = alertKey(one.alert);
      // Two replicas whose rounds overlapped may have fired the same: the first goes on.
      if (this.firing.has(key)) {
        this.resolvedIds.push(one.alert.id);
      } else {
        this.firing.set(key, one);
      }
    }
  }

  /** Judges the burn-rate rules of a target. */
  judgeBurn(
    measured: Measured,
    window: SloWindow,
    target: ResolvedTarget,
  ): void {
    for (const rule of target.rules) {
      this.judgeRule(measured, window, target, rule);
    }
  }

  /** Judges whether traffic stays away. */
  judgeAbsence(measured: Measured): void {
    const { guards } = this.options;
    // Of several clusters those must be watched whose traffic is expected.
    const expected = this.clustersWithRequests(measured, ABSENCE_MS, DAY_MS);
    const stretchOf = (agoMs?: number) => ({
      total: this.totalOf(measured, agoMs),
      coveredFraction: Math.min(
        this.coveredOf(measured.clusters, ABSENCE_MS, agoMs),
        ...expected.map(id => this.coveredOf([id], ABSENCE_MS, agoMs)),
      ),
    });
    const recent = stretchOf();
    const dayBefore = stretchOf(DAY_MS);
    const isMissed = isAbsent({ recent, dayBefore, guards });
    // A day later nothing is expected any more, and at night little: only traffic ends it.
    const fires = isMissed || recent.total > 0 ? isMissed : undefined;
    this.settle(
      measured,
      {
        kind: 'absent',
        window: ABSENT_WINDOW,
        severity: 'slow',
        expected_requests: dayBefore.total,
      },
      {
        fires,
        clusters: () => expected,
      },
    );
  }

  /** Everything that fires after this round; what was not judged any more has recovered. */
  finish(): JudgedAlert[] {
    for (const [key, { alert }] of this.firing) {
      if (!this.judged.has(key)) {
        this.resolvedIds.push(alert.id);
      }
    }
    const resolved = new Set(this.resolvedIds);
    const kept = this.options.firing.filter(one => !resolved.has(one.alert.id));
    return [...kept, ...this.fired];
  }

  private judgeRule(
    measured: Measured,
    window: SloWindow,
    target: ResolvedTarget,
    rule: BurnRule,
  ): void {
    const { availabilityFraction } = target.fractions;
    const countsOf = (lengthMs: number) => {
      const totals = sumTotals(measured.series, one =>
        this.options.counts.totalsOf(one, lengthMs),
      );
      return {
        ...countRequests(totals, target.badRequests),
        coveredFraction: this.coveredOf(measured.clusters, lengthMs),
      };
    };
    const long = countsOf(rule.longMs);
    const short = countsOf(rule.shortMs);
    const shown = (lengthMs: number, counts: typeof long) => ({
      windowMs: lengthMs,
      burn_rate: burnRateOf(counts, availabilityFraction) ?? 0,
      total_requests: toCount(counts.total),
      bad_requests: toCount(counts.bad),
    });
    const { guards } = this.options;
    this.settle(
      measured,
      {
        kind: 'burn_rate',
        window,
        severity: rule.severity,
        rule: {
          long_ms: rule.longMs,
          short_ms: rule.shortMs,
          factor: rule.factor,
          severity: rule.severity,
        },
        long: shown(rule.longMs, long),
        short: shown(rule.shortMs, short),
      },
      {
        fires: isBurning({ rule, long, short, availabilityFraction, guards }),
        clusters: () => this.clustersWithRequests(measured, rule.longMs),
      },
    );
  }

  private settle(
    { subject, clusters: present }: Measured,
    details: Omit<SloAlert, 'id' | 'subject' | 'firedMs'>,
    { fires, clusters }: { fires: boolean | undefined; clusters(): string[] },
  ): void {
    const firedMs = this.options.nowMs;
    const alert = { id: randomUUID(), subject, firedMs, ...details };
    const key = alertKey(alert);
    this.judged.add(key);
    const known = this.firing.get(key);
    if (fires && !known) {
      this.fired.push({ alert, clusters: clusters() });
    } else if (fires === false && known && this.isWatched(known, present)) {
      this.resolvedIds.push(known.alert.id);
    }
  }

  /** Whether all that an alert was about is still looked at: silence takes nothing back. */
  private isWatched(known: JudgedAlert, present: readonly string[]): boolean {
    const { coverage, nowMs } = this.options;
    return known.clusters.every(
      id => !present.includes(id) || coverage.isLive([id], nowMs),
    );
  }

  private totalOf(measured: Measured, agoMs?: number): number {
    const { counts } = this.options;
    return measured.series.reduce(
      (sum, one) => sum + responsesOf(counts.totalsOf(one, ABSENCE_MS, agoMs)),
      0,
    );
  }

  /** Where the requests are that an alert speaks of: a domain may have moved from elsewhere. */
  private clustersWithRequests(
    { series }: Measured,
    lengthMs: number,
    agoMs?: number,
  ): string[] {
    const { counts } = this.options;
    const active = series.filter(one => {
      const totals = counts.totalsOf(one, lengthMs, agoMs);
      return responsesOf(totals) + unansweredOf(totals) > 0;
    });
    return [...new Set(active.map(one => one.clusterId))].sort();
  }

  private coveredOf(
    clusters: readonly string[],
    lengthMs: number,
    agoMs?: number,
  ): number {
    const { counts, coverage, nowMs } = this.options;
    if (!coverage.isLive(clusters, nowMs)) {
      return 0;
    }
    const { fromMs, toMs } = counts.spanOf(lengthMs, agoMs);
    return coverage.coveredFraction(clusters, fromMs, toMs);
  }
}

function alertKey(alert: SloAlert): string {
  return `${alert.window} ${ruleKey(alert)} ${subjectKey(alert.subject)}`;
}
