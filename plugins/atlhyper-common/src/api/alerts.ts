import { z } from 'zod';
import { timeMsSchema } from '../wire/primitives';

/** What kind of thing an alert is of. */
export const ALERT_KINDS = ['slo', 'node', 'cluster'] as const;

const severitySchema = z.enum(['warning', 'critical']);
const stateSchema = z.enum(['pending', 'firing', 'resolved']);

const measureSchema = z.object({
  value: z.number().optional(),
  threshold: z.number().optional(),
  /** What the value was measured over. */
  windowMs: z.number().optional(),
  /** In the field's own words where it has any, such as `OOMKilled`. */
  reason: z.string().optional(),
  /** Figures behind it, by the rule. */
  evidence: z.record(z.string(), z.unknown()).optional(),
});

/** A window or limit within an alert. */
const alertVariantSchema = z.object({
  severity: severitySchema,
  state: stateSchema,
  /** Of an SLO. */
  window: z.string().optional(),
  unit: z.enum([
    'fraction',
    'celsius',
    'milliseconds',
    'burn_rate',
    'restarts',
    'ready_pods',
    'requests',
    'count',
  ]),
  sinceMs: timeMsSchema,
  firedMs: timeMsSchema.optional(),
  resolvedMs: timeMsSchema.optional(),
  /** A graver one of the same window fires. */
  inhibited: z.boolean().optional(),
  current: measureSchema,
  at_firing: measureSchema.optional(),
});

/** A rule that something breaks: one alert, however many windows and limits are within. */
export const alertRecordSchema = z.object({
  id: z.string(),
  kind: z.enum(ALERT_KINDS),
  /** Names the rule, such as `burn_rate`, `diskUsedFraction` or `containers_crash_looping`. */
  rule: z.string(),
  /** What a rule that a module added calls itself; absent from ours, which the pages have words for. */
  rule_title: z.string().optional(),
  severity: severitySchema,
  state: stateSchema,
  /** Key of what breaks it. */
  entity: z.string(),
  /** Its name, in signs that need no language. */
  title: z.string(),
  /** Absent where it is of all clusters. */
  cluster: z.string().optional(),
  /** The mount, sensor or resource. */
  part: z.string().optional(),
  sinceMs: timeMsSchema,
  firedMs: timeMsSchema.optional(),
  /** Absent while it fires. */
  resolvedMs: timeMsSchema.optional(),
  variants: z.array(alertVariantSchema),
});
export type AlertRecord = z.infer<typeof alertRecordSchema>;

/** `GET v2/alerts`: those that fired and that the caller may see, newest first. */
export const alertRecordsResponseSchema = z.object({
  alerts: z.array(alertRecordSchema),
  nextCursor: z.string().optional(),
});
export type AlertRecordsResponse = z.infer<typeof alertRecordsResponseSchema>;

/** An event on the topic `atlhyper.alert`; one that comes twice has the same id. */
export type AlertEvent = {
  id: string;
  kind: 'fired' | 'changed' | 'resolved';
  atMs: number;
  alert: AlertRecord;
};
