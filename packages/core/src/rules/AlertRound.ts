import { stepVariant } from './stepVariant';
import type {
  Alert,
  AlertChange,
  AlertVariant,
  Finding,
  Judgement,
  Observation,
  Severity,
} from './types';

/** An observation with what it is of. */
export type Observed = { judgement: Judgement; observation: Observation };

/** Whether an alert, or a variant of one, fires now. */
export function isFiring(
  alert: Pick<Alert, 'firedMs' | 'resolvedMs'>,
): boolean {
  return alert.firedMs !== undefined && alert.resolvedMs === undefined;
}

/** What a round makes of the alerts before it. */
export type SettledAlerts = {
  /** All that are pending or fire, changed or not. */
  active: Alert[];
  /** Those that ended in this round. */
  resolved: Alert[];
  /** Ids of pending ones that never fired. */
  droppedIds: string[];
  /** In the order in which they happened. */
  changes: AlertChange[];
};

/** An alert while a round goes on. */
type Draft = Omit<Alert, 'variants' | 'severity'> & {
  variants: Map<string, AlertVariant>;
};

/** Alerts while the observations of a round are gone through. */
export class AlertRound {
  private readonly drafts = new Map<string, Draft>();
  /** Keys of drafts by scope and rule. */
  private readonly members = new Map<string, Set<string>>();
  private readonly known = new Set<string>();
  /** Of what was resolved before, by key. */
  private readonly judgedThrough = new Map<string, number>();
  private readonly resolved: Alert[] = [];
  private readonly droppedIds: string[] = [];
  private readonly changes: AlertChange[] = [];

  constructor(
    before: readonly Alert[],
    private readonly options: { nowMs: number; newId: () => string },
  ) {
    for (const alert of before) {
      const key = keyOf(alert);
      if (alert.resolvedMs !== undefined) {
        const floorMs = this.judgedThrough.get(key) ?? 0;
        this.judgedThrough.set(key, Math.max(floorMs, alert.resolvedMs));
        continue;
      }
      this.known.add(alert.id);
      const draft = toDraft(alert);
      inhibit(draft);
      if (this.drafts.has(key)) this.endAt(draft, options.nowMs);
      else this.keep(draft);
    }
  }

  observe(atMs: number, observed: readonly Observed[]): void {
    const touched = new Map<string, { draft: Draft; told: string }>();
    const touch = (key: string, draft: Draft) => {
      if (!touched.has(key)) touched.set(key, { draft, told: tellOf(draft) });
    };
    for (const { judgement, observation } of observed) {
      const { findings } = observation;
      if (!findings) continue;
      const { scope, variant } = judgement;
      const seen = new Set<string>();
      for (const finding of findings) {
        const key = keyOf({ rule: variant.rule, ...finding });
        seen.add(key);
        if (atMs <= (this.judgedThrough.get(key) ?? -Infinity)) continue;
        const known = this.drafts.get(key);
        if (!known && finding.verdict !== 'broken') continue;
        const draft = known ?? this.draftOf(judgement, finding);
        touch(key, draft);
        this.step(draft, { judgement, finding, atMs });
        if (draft.variants.size > 0) this.keep(draft);
      }
      for (const key of this.members.get(memberKey(scope, variant.rule)) ??
        []) {
        const draft = this.drafts.get(key);
        if (!draft || seen.has(key)) continue;
        touch(key, draft);
        this.step(draft, { judgement, finding: undefined, atMs });
      }
    }
    for (const { draft, told } of touched.values())
      this.conclude(draft, told, atMs);
  }

  /** Ends what is judged no more. */
  closeGone(judgements: readonly Judgement[]): void {
    const { nowMs } = this.options;
    const judged = new Set<string>();
    for (const { scope, variant } of judgements) {
      judged.add(`${memberKey(scope, variant.rule)} ${variant.variant}`);
    }
    for (const draft of [...this.drafts.values()]) {
      const told = tellOf(draft);
      const member = memberKey(draft.scope, draft.rule);
      for (const one of [...draft.variants.values()]) {
        if (!judged.has(`${member} ${one.variant}`))
          endVariant(draft, one, nowMs);
      }
      this.conclude(draft, told, nowMs);
    }
  }

  finish(): SettledAlerts {
    const { resolved, droppedIds, changes } = this;
    const active = [...this.drafts.values()].map(toAlert);
    return { active, resolved, droppedIds, changes };
  }

  private step(
    draft: Draft,
    seen: { judgement: Judgement; finding: Finding | undefined; atMs: number },
  ): void {
    const { variant: rule } = seen.judgement;
    const before = draft.variants.get(rule.variant);
    const { finding, atMs } = seen;
    const { newId } = this.options;
    const after = stepVariant(before, { rule, finding, atMs }, newId);
    if (after) draft.variants.set(rule.variant, after);
    else draft.variants.delete(rule.variant);
  }

  /** Says what became of an alert whose variants were stepped. */
  private conclude(draft: Draft, told: string, atMs: number): void {
    inhibit(draft);
    const now = tellOf(draft);
    if (draft.firedMs === undefined && now !== '') {
      draft.firedMs = atMs;
      this.changes.push({ kind: 'fired', atMs, alert: toAlert(draft) });
    } else if (draft.firedMs !== undefined && now === '') {
      this.endAt(draft, atMs);
    } else if (draft.firedMs !== undefined && now !== told) {
      this.changes.push({ kind: 'changed', atMs, alert: toAlert(draft) });
    } else if (draft.variants.size === 0) {
      this.endAt(draft, atMs);
    }
  }

  /** What only is pending beside what ended begins an alert of its own. */
  private endAt(draft: Draft, atMs: number): void {
    const isCurrent = this.drafts.get(keyOf(draft)) === draft;
    if (isCurrent) this.forget(draft);
    const pending = [...draft.variants.values()].filter(isPending);
    if (draft.firedMs === undefined) {
      if (this.known.has(draft.id)) this.droppedIds.push(draft.id);
      return;
    }
    for (const one of draft.variants.values()) endVariant(draft, one, atMs);
    draft.resolvedMs = atMs;
    const alert = toAlert(draft);
    this.resolved.push(alert);
    this.changes.push({ kind: 'resolved', atMs, alert });
    if (isCurrent && pending.length > 0) {
      const { rule, scope, entity, part } = draft;
      const variants = new Map(pending.map(one => [one.variant, one]));
      const sinceMs = Math.min(...pending.map(one => one.sinceMs));
      const id = this.options.newId();
      this.keep({ id, rule, scope, entity, part, sinceMs, variants });
    }
  }

  private draftOf({ scope, variant }: Judgement, finding: Finding): Draft {
    const { entity, part } = finding;
    const sinceMs = Infinity;
    const id = this.options.newId();
    const { rule } = variant;
    return { id, rule, scope, entity, part, sinceMs, variants: new Map() };
  }

  private keep(draft: Draft): void {
    const key = keyOf(draft);
    const member = memberKey(draft.scope, draft.rule);
    this.drafts.set(key, draft);
    const keys = this.members.get(member) ?? new Set();
    this.members.set(member, keys.add(key));
  }

  private forget(draft: Draft): void {
    const key = keyOf(draft);
    this.drafts.delete(key);
    this.members.get(memberKey(draft.scope, draft.rule))?.delete(key);
  }
}

/** A variant that fired stays in the alert with its end; one that was pending leaves no trace. */
function endVariant(draft: Draft, one: AlertVariant, atMs: number): void {
  if (one.firedMs === undefined) draft.variants.delete(one.variant);
  else if (one.resolvedMs === undefined) {
    const resolvedMs = Math.max(atMs, one.firedMs);
    draft.variants.set(one.variant, { ...one, resolvedMs });
  }
}

/** Of one window the graver variant that fires inhibits the lesser. */
function inhibit(draft: Draft): void {
  const firing = [...draft.variants.values()].filter(isFiring);
  for (const one of draft.variants.values()) {
    const isInhibited =
      one.severity === 'warning' &&
      firing.some(
        other => other.severity === 'critical' && other.window === one.window,
      );
    if ((one.inhibited ?? false) !== isInhibited) {
      const inhibited = isInhibited || undefined;
      draft.variants.set(one.variant, { ...one, inhibited });
    }
  }
}

/** What is told of an alert: which variants fire, uninhibited. */
function tellOf({ variants }: Draft): string {
  return [...variants.values()]
    .filter(one => isFiring(one) && !one.inhibited)
    .map(one => one.variant)
    .sort()
    .join('\n');
}

function isPending(one: AlertVariant): boolean {
  return one.firedMs === undefined;
}

/** The worst of what fires, else of what is pending or fired. */
function severityOf(variants: readonly AlertVariant[]): Severity {
  const firing = variants.filter(isFiring);
  const counted = firing.length > 0 ? firing : variants;
  return counted.some(one => one.severity === 'critical')
    ? 'critical'
    : 'warning';
}

function toAlert(draft: Draft): Alert {
  const variants = [...draft.variants.values()];
  const sinceMs = variants.length
    ? Math.min(...variants.map(one => one.sinceMs))
    : draft.sinceMs;
  return { ...draft, sinceMs, severity: severityOf(variants), variants };
}

function toDraft({ severity: _, variants, ...alert }: Alert): Draft {
  return {
    ...alert,
    variants: new Map(variants.map(one => [one.variant, one])),
  };
}

function keyOf(one: Pick<Alert, 'entity' | 'rule' | 'part'>): string {
  return JSON.stringify([one.entity, one.rule, one.part ?? null]);
}

function memberKey(scope: string, rule: string): string {
  return `${scope} ${rule}`;
}
