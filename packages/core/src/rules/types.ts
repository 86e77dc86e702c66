/** `critical` is what takes something down now, `warning` what will or may. */
export type Severity = 'warning' | 'critical';

/** What a value and its threshold are in; a share is 0–1. */
export type RuleUnit =
  | 'fraction'
  | 'celsius'
  | 'milliseconds'
  | 'burn_rate'
  | 'restarts'
  | 'ready_pods'
  | 'requests'
  | 'count';

/**
 * A rule as data. One rule may have several variants (a warning and a critical limit, windows of an
 * SLO): they end in one alert, in which the graver variant of a window inhibits the lesser.
 */
export type RuleVariant = {
  /** Names the rule in every table, text and event. */
  rule: string;
  /** Tells the variants of a rule apart. */
  variant: string;
  severity: Severity;
  unit: RuleUnit;
  /** Window of an SLO. */
  window?: string;
  threshold?: number;
  /** How long it must be broken to fire. */
  holdMs: number;
  /** How long it must be clear to be resolved. */
  recoverMs: number;
  /** Between observations further apart nothing was seen: hold and recovery begin anew. */
  longestGapMs?: number;
};

/** What was seen of an entity by a rule. */
export type Measure = {
  value?: number;
  threshold?: number;
  /** What the value was measured over. */
  windowMs?: number;
  /** Code of what is wrong, in the field's own words where it has any: `OOMKilled`. */
  reason?: string;
  /** Figures behind it. */
  evidence?: Readonly<Record<string, unknown>>;
};

/**
 * What a rule says of one entity. What has no finding is clear, as is one that says so with what was
 * measured; `held` is past the clear threshold and short of the other: it neither fires nor recovers.
 * `unknown` could not be judged, which is not the same as judged well.
 */
export type Finding = Measure & {
  /** Text of its EntityKey. */
  entity: string;
  /** Of the entity: the mount, the sensor, the resource. */
  part?: string;
  verdict: 'broken' | 'held' | 'clear' | 'unknown';
  /** Since when, where that can be seen by itself; else since it is first observed. */
  sinceMs?: number;
};

/** Everything that breaks a rule within a scope at a time; `undefined` where it could not be judged. */
export type Observation = {
  atMs: number;
  findings: readonly Finding[] | undefined;
};

/** What one variant of a rule says of a scope: a node, a cluster, a subject. */
export type Judgement = {
  variant: RuleVariant;
  /** Text of an EntityKey; what is within it and has no finding is clear. */
  scope: string;
  /** Rising by time. What was judged before may be among them. */
  observations: readonly Observation[];
};

/** One variant of a rule that is broken, or was within this alert. */
export type AlertVariant = {
  id: string;
  variant: string;
  severity: Severity;
  window?: string;
  unit: RuleUnit;
  sinceMs: number;
  /** Clear since, while it fires. */
  clearSinceMs?: number;
  /** Time of the observation that was judged last. */
  measuredMs: number;
  /** Absent while it is pending. */
  firedMs?: number;
  resolvedMs?: number;
  /** A graver variant of the same window fires. */
  inhibited?: boolean;
  /** As measured last, and as it was when it fired. */
  current: Measure;
  atFiring?: Measure;
};

/**
 * A rule that an entity breaks, with the variants within: pending until one of them fires, firing
 * until none does.
 */
export type Alert = {
  id: string;
  rule: string;
  scope: string;
  entity: string;
  part?: string;
  severity: Severity;
  variants: readonly AlertVariant[];
  sinceMs: number;
  firedMs?: number;
  resolvedMs?: number;
};

/** What became of an alert. `changed`: other variants of it fire now. */
export type AlertChange = {
  kind: 'fired' | 'changed' | 'resolved';
  atMs: number;
  alert: Alert;
};
