import type { SloStores } from './loadScene';
import {
  subjectKey,
  type SloWindow,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import type { JudgementGuards } from '@atlhyper/core';
import type { AlertStore } from '../../stores/AlertStore';
import type { JudgedAlert, SloLogStore } from '../../stores/SloLogStore';
import type { TargetStore } from '../../stores/TargetStore';
import { toSloAlerts } from '../alerts/alertViews';
import { CoverageBook } from './CoverageBook';
import { Judge } from './Judge';
import { pushAll } from './loadScene';
import { TargetBook, type SloDefaults } from './TargetBook';

type Span = { fromMs: number; toMs: number };

/** Gathers what judgements rest on. */
export class JudgeFactory {
  constructor(
    private readonly options: {
      stores: SloStores;
      log: SloLogStore;
      alerts: AlertStore;
      targets: TargetStore;
      defaults: SloDefaults;
      guards: JudgementGuards;
    },
  ) {}

  get guards(): JudgementGuards {
    return this.options.guards;
  }

  async loadTargets(): Promise<TargetBook> {
    const { targets, defaults } = this.options;
    return new TargetBook(await targets.listTargets(), defaults);
  }

  async loadCoverage(fromMs: number): Promise<CoverageBook> {
    return new CoverageBook(
      await this.options.stores.ledger.readCoverage(fromMs),
    );
  }

  /** For one window, with everything read now. */
  async create(window: SloWindow, span: Span): Promise<Judge> {
    const [judge] = await this.createAll([{ window, span }]);
    return judge;
  }

  /** One for each window: what they share is read once. */
  async createAll(
    windows: readonly { window: SloWindow; span: Span }[],
  ): Promise<Judge[]> {
    const { log, alerts, guards } = this.options;
    const active = await alerts.listActive({ realm: 'slo' });
    const firing = active.flatMap(one => toSloAlerts(one, { active: true }));
    const targets = await this.loadTargets();
    // Of the period before, too.
    const earliestMs = windows.map(({ span }) => 2 * span.fromMs - span.toMs);
    const coverage = await this.loadCoverage(Math.min(...earliestMs));
    return Promise.all(
      windows.map(
        async ({ window, span }) =>
          new Judge({
            ...{ window, span, guards, targets, coverage },
            alerts: alertsOf(window, firing),
            statuses: await log.readStatuses(window),
          }),
      ),
    );
  }
}

/** By subject; traffic that stays away concerns every window. */
export function alertsOf(
  window: SloWindow,
  firing: readonly JudgedAlert[],
): Map<string, JudgedAlert[]> {
  const bySubject = new Map<string, JudgedAlert[]>();
  for (const one of firing) {
    if (one.alert.window === window || one.alert.kind === 'absent') {
      pushAll(bySubject, subjectKey(one.alert.subject), [one]);
    }
  }
  return bySubject;
}
