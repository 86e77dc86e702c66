import {
  sloObjectiveSchema,
  type BadRequestKind,
  type SloObjective,
} from '@atlhyper/backstage-plugin-atlhyper-common';

const MINUTE_MS = 60_000;

/** One burn-rate rule as it is typed; both windows in minutes. */
export type RuleForm = {
  longMinutes: string;
  shortMinutes: string;
  factor: string;
  severity: 'fast' | 'slow';
};

/** A target as it is typed. */
export type TargetForm = {
  availability: string;
  hasLatency: boolean;
  thresholdMs: string;
  latencyObjective: string;
  latencyBy: 'quantile' | 'share';
  /** Whether the target says which requests are bad; else the configured kinds hold. */
  hasBadRequests: boolean;
  badRequests: BadRequestKind[];
  /** Whether the target has burn-rate rules of its own; with none of them nothing alerts. */
  hasRules: boolean;
  rules: RuleForm[];
};

/** Where a mistake stands; a rule with its index. */
export type FormField =
  | 'availability'
  | 'thresholdMs'
  | 'latencyObjective'
  | 'rules'
  | `rules.${number}`;

/** An objective as it is typed, with `rules` to begin with where it has none of its own. */
export function toForm(
  objective: SloObjective,
  rules: SloObjective['burn_rules'] = [],
): TargetForm {
  const { availability, latency, bad_requests, burn_rules } = objective;
  return {
    availability: String(availability),
    hasLatency: latency !== undefined,
    thresholdMs: String(latency?.threshold_ms ?? ''),
    latencyObjective: String(latency?.objective ?? 95),
    latencyBy: latency?.by ?? 'quantile',
    hasBadRequests: bad_requests !== undefined,
    badRequests: bad_requests ?? ['5xx'],
    hasRules: burn_rules !== undefined,
    rules: (burn_rules ?? rules).map(rule => ({
      longMinutes: String(rule.long_ms / MINUTE_MS),
      shortMinutes: String(rule.short_ms / MINUTE_MS),
      factor: String(rule.factor),
      severity: rule.severity,
    })),
  };
}

/** An empty field is no number rather than 0; half of the world types 99,5. */
function toNumber(text: string): number {
  return text.trim() === '' ? NaN : Number(text.trim().replace(',', '.'));
}

/** The objective that was typed, or the fields that the schema of the API refuses. */
export function toObjective(
  form: TargetForm,
): { objective: SloObjective } | { mistakes: Set<FormField> } {
  const parsed = sloObjectiveSchema.safeParse({
    availability: toNumber(form.availability),
    ...(form.hasLatency && {
      latency: {
        threshold_ms: toNumber(form.thresholdMs),
        objective: toNumber(form.latencyObjective),
        by: form.latencyBy,
      },
    }),
    ...(form.hasBadRequests && { bad_requests: form.badRequests }),
    ...(form.hasRules && {
      burn_rules: form.rules.map(rule => ({
        long_ms: toNumber(rule.longMinutes) * MINUTE_MS,
        short_ms: toNumber(rule.shortMinutes) * MINUTE_MS,
        factor: toNumber(rule.factor),
        severity: rule.severity,
      })),
    }),
  });
  return parsed.success
    ? { objective: parsed.data }
    : { mistakes: new Set(parsed.error.issues.map(i => toField(i.path))) };
}

function toField(path: PropertyKey[]): FormField {
  if (path[0] === 'latency') {
    return path[1] === 'threshold_ms' ? 'thresholdMs' : 'latencyObjective';
  }
  if (path[0] === 'burn_rules') {
    return typeof path[1] === 'number' ? `rules.${path[1]}` : 'rules';
  }
  return 'availability';
}
