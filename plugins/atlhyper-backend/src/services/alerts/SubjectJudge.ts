import { subjectKey } from '@atlhyper/backstage-plugin-atlhyper-common';
import {
  ABSENCE_MS,
  ABSENT_RULE,
  ABSENT_VARIANT,
  BURN_RATE_RULE,
  burnRateVariant,
  judgeAbsence,
  judgeBurnRate,
  type Alert,
  type BurnRule,
  type Finding,
  type Judgement,
  type JudgementGuards,
  type RuleVariant,
} from '@atlhyper/core';
import { sumTotals } from '../slo/assembleDomains';
import type { CoverageBook } from '../slo/CoverageBook';
import { countRequests, responsesOf, unansweredOf } from '../slo/figures';
import type { Measured } from '../slo/SloReader';
import type { ResolvedTarget } from '../slo/TargetBook';
import type { BurnCounts } from './burnCounts';

export const DAY_MS = 86_400_000;

/** What the judgement of one thing in one window needs to know of it. */
export type JudgedThing = Measured & {
  /** A target in each window that has one of its own. */
  targets: readonly { window: string; target: ResolvedTarget }[];
  /** Whether it is looked at whether its traffic stays away. */
  mayBeAbsent: boolean;
};

/** Judges domains, routes, services and edges by the rules of SLOs, from counts that were read once. */
export class SubjectJudge {
  /** Clusters that a firing variant is about, by entity, rule and variant. */
  private readonly clustersOf = new Map<string, readonly string[]>();

  constructor(
    private readonly options: {
      active: readonly Alert[];
      counts: BurnCounts;
      coverage: CoverageBook;
      guards: JudgementGuards;
      /** Clusters whose routes cannot be read: what is counted there cannot be told by route. */
      unreadable: ReadonlySet<string>;
      nowMs: number;
    },
  ) {
    for (const { entity, rule, variants } of options.active) {
      for (const { variant, atFiring } of variants) {
        const clusters = atFiring?.evidence?.clusters as string[] | undefined;
        this.clustersOf.set(`${entity} ${rule} ${variant}`, clusters ?? []);
      }
    }
  }

  judge(thing: JudgedThing): Judgement[] {
    const burns = thing.targets.flatMap(({ window, target }) =>
      target.rules.map(rule => this.judgeBurn(thing, target, { window, rule })),
    );
    return thing.mayBeAbsent ? [...burns, this.judgeAbsent(thing)] : burns;
  }

  /** An alert that cannot be judged at all, and goes on as it is. */
  hold({ scope, rule, variants }: Alert): Judgement[] {
    return variants.map(({ variant, severity, unit, window }) => ({
      variant: {
        rule,
        variant,
        severity,
        unit,
        window,
        holdMs: 0,
        recoverMs: 0,
      },
      scope,
      observations: [],
    }));
  }

  private judgeBurn(
    thing: JudgedThing,
    target: ResolvedTarget,
    { window, rule }: { window: string; rule: BurnRule },
  ): Judgement {
    const { guards } = this.options;
    const countsOf = (lengthMs: number) => {
      const totals = sumTotals(thing.series, one =>
        this.options.counts.totalsOf(one, lengthMs),
      );
      return {
        ...countRequests(totals, target.badRequests),
        coveredFraction: this.coveredOf(thing.clusters, lengthMs),
      };
    };
    const variant = burnRateVariant(window, rule);
    const entity = subjectKey(thing.subject);
    return this.toJudgement(
      variant,
      thing,
      judgeBurnRate({
        entity,
        rule,
        long: countsOf(rule.longMs),
        short: countsOf(rule.shortMs),
        availabilityFraction: target.fractions.availabilityFraction,
        guards,
        isWatched: this.isWatched(
          thing,
          `${BURN_RATE_RULE} ${variant.variant}`,
        ),
        evidence: { clusters: this.clustersWithRequests(thing, rule.longMs) },
      }),
    );
  }

  private judgeAbsent(thing: JudgedThing): Judgement {
    // Of several clusters those must be watched whose traffic is expected.
    const expected = this.clustersWithRequests(thing, ABSENCE_MS, DAY_MS);
    const stretchOf = (agoMs?: number) => ({
      total: this.totalOf(thing, agoMs),
      coveredFraction: Math.min(
        this.coveredOf(thing.clusters, ABSENCE_MS, agoMs),
        ...expected.map(id => this.coveredOf([id], ABSENCE_MS, agoMs)),
      ),
    });
    const entity = subjectKey(thing.subject);
    const { guards, unreadable } = this.options;
    const isReadable = !expected.some(id => unreadable.has(id));
    const finding = judgeAbsence({
      entity,
      recent: stretchOf(),
      dayBefore: stretchOf(DAY_MS),
      guards,
      isWatched: this.isWatched(
        thing,
        `${ABSENT_RULE} ${ABSENT_VARIANT.variant}`,
      ),
      evidence: { clusters: expected },
    });
    return this.toJudgement(
      ABSENT_VARIANT,
      thing,
      finding && {
        ...finding,
        verdict: isReadable ? finding.verdict : 'unknown',
      },
    );
  }

  /** A history alone says nothing, whatever the guards: somebody must be watching. */
  private toJudgement(
    variant: RuleVariant,
    { subject, clusters }: Measured,
    finding: Finding | undefined,
  ): Judgement {
    const { nowMs: atMs, coverage } = this.options;
    const found = finding ? [finding] : [];
    const findings = coverage.isLive(clusters, atMs) ? found : undefined;
    const scope = subjectKey(subject);
    return { variant, scope, observations: [{ atMs, findings }] };
  }

  /** Whether all that an alert was about is still looked at: silence takes nothing back. */
  private isWatched(thing: JudgedThing, rule: string): boolean {
    const { coverage, nowMs, unreadable } = this.options;
    const clusters = this.clustersOf.get(
      `${subjectKey(thing.subject)} ${rule}`,
    );
    return (clusters ?? []).every(
      id =>
        !unreadable.has(id) &&
        (!thing.clusters.includes(id) || coverage.isLive([id], nowMs)),
    );
  }

  private totalOf({ series }: Measured, agoMs?: number): number {
    const { counts } = this.options;
    return series.reduce(
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
