/* eslint-disable max-lines -- one format, read and written */
import {
  latencyObjectiveSchema,
  sloObjectiveSchema,
  sloSubjectSchema,
  type PutTargetRequest,
  type SloObjective,
  type SloSubject,
  type SloWindow,
  subjectText,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@backstage/errors';
import { stringify } from 'yaml';
import { z } from 'zod';
import { parseRequest } from '../../parseRequest';
import { subjectHash } from '../../stores/identityKeys';
import { readYaml, readYamlApart, type YamlDocument } from './readYaml';
import { toFraction } from '../slo/TargetBook';

/**
 * OpenSLO v1 (https://github.com/OpenSLO/OpenSLO): one of our targets is two of its SLOs, the ratio
 * of good requests and the latency below a threshold, for the same source and window.
 */
const API_VERSION = 'openslo/v1';
const SOURCE_TYPE = 'AtlHyper';

/** The only method that counts requests. */
const OCCURRENCES = 'Occurrences';

const sourceSchema = z.object({
  metricSource: z.object({
    type: z.string(),
    spec: z.strictObject({
      subject: sloSubjectSchema,
      bad_requests: sloObjectiveSchema.shape.bad_requests,
      burn_rules: sloObjectiveSchema.shape.burn_rules,
      by: latencyObjectiveSchema.shape.by.optional(),
    }),
  }),
});

const documentSchema = z.object({
  apiVersion: z.literal(API_VERSION),
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  spec: z.unknown(),
});

const sloSpecSchema = z.object({
  indicator: z.object({
    spec: z.union([
      z.object({ ratioMetric: z.object({ total: sourceSchema }) }),
      z.object({ thresholdMetric: sourceSchema }),
    ]),
  }),
  timeWindow: z
    .array(z.object({ duration: z.string(), isRolling: z.boolean() }))
    .length(1),
  objectives: z
    .array(
      z.object({
        target: z.number().gt(0).lt(1),
        op: z.enum(['lte', 'lt']).optional(),
        value: z.number().optional(),
      }),
    )
    .length(1, 'must hold one objective'),
});

/** What documents ask of one subject in one window; either part may be missing. */
export type ImportedTarget = {
  subject: SloSubject;
  window: SloWindow;
  availability?: number;
  latency?: SloObjective['latency'];
  bad_requests?: SloObjective['bad_requests'];
  burn_rules?: SloObjective['burn_rules'];
};

export type ImportedTargets = {
  targets: ImportedTarget[];
  warnings: string[];
};

/** Some milliseconds of checking. */
const DOCUMENTS_AT_ONCE = 50;

const WINDOWS: Record<string, SloWindow | undefined> = {
  '24h': '1d',
  '1d': '1d',
  '7d': '7d',
  '1w': '7d',
  '30d': '30d',
};

/**
 * Reads OpenSLO documents, one after the other or as one list. Each stands for itself: one that has no
 * place here, such as calendar windows, time slices, other kinds and other sources, or that breaks the
 * format, is left out with a warning and takes no other with it. Of two that set the same the first
 * holds.
 *
 * @throws InputError that names the document and the rule, if none can be used and one breaks the format
 */
export function parseOpenSlo(yaml: string): ImportedTargets {
  const steps = readTargets(readYaml(yaml));
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same of a text that may be long, and without keeping others waiting. */
export async function parseOpenSloApart(
  yaml: string,
): Promise<ImportedTargets> {
  const steps = readTargets(await readYamlApart(yaml));
  for (let count = 1; ; count += 1) {
    const step = steps.next();
    if (step.done) return step.value;
    if (count % DOCUMENTS_AT_ONCE === 0) await setImmediate();
  }
}

/** Each step is one document. */
function* readTargets(
  documents: readonly YamlDocument[],
): Generator<void, ImportedTargets> {
  const targets = new Map<string, ImportedTarget>();
  const warnings: string[] = [];
  let broken: Error | undefined;
  for (const { name, read } of namedDocuments(documents)) {
    try {
      const found = readDocument(read(), name, warnings);
      if (found) take(targets, found, { name, warnings });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      broken ??= error;
      warnings.push(`${name} is left out: ${error.message}`);
    }
    yield;
  }
  if (broken && targets.size === 0) throw broken;
  return { targets: [...targets.values()], warnings };
}

type NamedDocument = { name: string; read: () => unknown };

/** A list of objects is the same as that many documents. */
function namedDocuments(documents: readonly YamlDocument[]): NamedDocument[] {
  return documents.flatMap((document, i): NamedDocument[] => {
    const name = `document ${i + 1}`;
    if ('error' in document) {
      const { error } = document;
      const fail = () => {
        throw new InputError(`${name} ${error}`);
      };
      return [{ name, read: fail }];
    }
    const { value } = document;
    if (value === null || value === undefined) return [];
    return Array.isArray(value)
      ? value.map((item, j) => ({
          name: `${name}, item ${j + 1}`,
          read: () => item,
        }))
      : [{ name, read: () => value }];
  });
}

/** The two parts of a target come in documents of their own. */
function take(
  targets: Map<string, ImportedTarget>,
  found: ImportedTarget,
  { name, warnings }: { name: string; warnings: string[] },
): void {
  const key = `${subjectHash(found.subject)} ${found.window}`;
  const known = targets.get(key);
  const isSetTwice = (['availability', 'latency'] as const).some(
    part =>
      known?.[part] !== undefined &&
      found[part] !== undefined &&
      !isDeepStrictEqual(known[part], found[part]),
  );
  if (isSetTwice) {
    warnings.push(
      `${name}: another document sets the same for ${subjectText(
        found.subject,
      )} and ${found.window}, which holds; this one is left out`,
    );
    return;
  }
  targets.set(key, { ...known, ...withoutAbsent(found) });
}

function withoutAbsent(target: ImportedTarget): ImportedTarget {
  return Object.fromEntries(
    Object.entries(target).filter(([, value]) => value !== undefined),
  ) as ImportedTarget;
}

/** Writes targets as OpenSLO documents; reading them gives the same targets. */
export function toOpenSlo(targets: readonly PutTargetRequest[]): string {
  return targets
    .flatMap(toDocuments)
    .map(
      document =>
        // Without aliases, which are refused when it is read.
        `---\n${stringify(document, { aliasDuplicateObjects: false })}`,
    )
    .join('');
}

function readDocument(
  value: unknown,
  name: string,
  warnings: string[],
): ImportedTarget | undefined {
  const document = parseRequest(documentSchema, value, [name]);
  const label = `${name} ('${document.metadata.name}')`;
  if (document.kind !== 'SLO') {
    warnings.push(`${label}: kind '${document.kind}' is left out`);
    return undefined;
  }
  const type = sourceTypeOf(document.spec);
  if (type !== undefined && type.toLowerCase() !== SOURCE_TYPE.toLowerCase()) {
    warnings.push(`${label}: metric source '${type}' is left out`);
    return undefined;
  }
  const method = methodOf(document.spec);
  if (method !== undefined && method !== OCCURRENCES) {
    warnings.push(
      `${label}: the budgeting method '${method}' counts time and not requests, which is not supported; it is left out`,
    );
    return undefined;
  }
  const spec = parseRequest(sloSpecSchema, document.spec, [name, 'spec']);
  const [{ duration, isRolling }] = spec.timeWindow;
  const window = isRolling ? WINDOWS[duration] : undefined;
  if (!window) {
    warnings.push(
      `${label}: only rolling windows of 1d, 7d and 30d are known, '${duration}' is left out`,
    );
    return undefined;
  }
  return toImported(spec, window, name);
}

function toImported(
  spec: z.output<typeof sloSpecSchema>,
  window: SloWindow,
  name: string,
): ImportedTarget {
  const [{ target, value }] = spec.objectives;
  const percent = Number((target * 100).toPrecision(12));
  const { indicator } = spec;
  if ('ratioMetric' in indicator.spec) {
    const source = indicator.spec.ratioMetric.total.metricSource.spec;
    const { subject, bad_requests, burn_rules } = source;
    const availability = parseRequest(
      sloObjectiveSchema.shape.availability,
      percent,
      [name, 'objectives', 0, 'availability'],
    );
    return { subject, window, availability, bad_requests, burn_rules };
  }
  const source = indicator.spec.thresholdMetric.metricSource.spec;
  return {
    subject: source.subject,
    window,
    latency: parseRequest(
      latencyObjectiveSchema,
      { threshold_ms: value, objective: percent, by: source.by },
      [name, 'objectives', 0],
    ),
  };
}

function methodOf(spec: unknown): string | undefined {
  const result = z.object({ budgetingMethod: z.string() }).safeParse(spec);
  return result.success ? result.data.budgetingMethod : undefined;
}

/** The type of the source, before the rest is asked to be ours. */
function sourceTypeOf(spec: unknown): string | undefined {
  const text = z.object({ metricSource: z.object({ type: z.string() }) });
  const result = z
    .object({
      indicator: z.object({
        spec: z.union([
          z.object({ ratioMetric: z.object({ total: text }) }),
          z.object({ thresholdMetric: text }),
        ]),
      }),
    })
    .safeParse(spec);
  if (!result.success) {
    return undefined;
  }
  const indicator = result.data.indicator.spec;
  return 'ratioMetric' in indicator
    ? indicator.ratioMetric.total.metricSource.type
    : indicator.thresholdMetric.metricSource.type;
}

function toDocuments({ subject, window, objective }: PutTargetRequest) {
  const { availability, latency, bad_requests, burn_rules } = objective;
  const name = `atlhyper-${subjectHash(subject).slice(0, 12)}-${window}`;
  const shared = {
    service: serviceOf(subject),
    timeWindow: [{ duration: window, isRolling: true }],
    budgetingMethod: 'Occurrences',
  };
  const source = (spec: object) => ({
    metricSource: { type: SOURCE_TYPE, spec: { subject, ...spec } },
  });
  const counted = {
    ...(bad_requests && { bad_requests }),
    ...(burn_rules && { burn_rules }),
  };
  const documents: object[] = [
    toDocument(`${name}-availability`, subject, {
      ...shared,
      indicator: {
        metadata: { name: `${name}-good-requests` },
        spec: {
          ratioMetric: {
            counter: true,
            good: source({ ...counted }),
            total: source({ ...counted }),
          },
        },
      },
      objectives: [{ target: toFraction(availability) }],
    }),
  ];
  if (latency) {
    documents.push(
      toDocument(`${name}-latency`, subject, {
        ...shared,
        indicator: {
          metadata: { name: `${name}-latency-ms` },
          spec: { thresholdMetric: source({ by: latency.by }) },
        },
        objectives: [
          {
            op: 'lte',
            value: latency.threshold_ms,
            target: toFraction(latency.objective),
          },
        ],
      }),
    );
  }
  return documents;
}

function toDocument(name: string, subject: SloSubject, spec: object) {
  return {
    apiVersion: API_VERSION,
    kind: 'SLO',
    metadata: { name, displayName: `${serviceOf(subject)} ${subject.kind}` },
    spec,
  };
}

function serviceOf(subject: SloSubject): string {
  return 'domain' in subject
    ? subject.domain
    : `${subject.namespace}/${subject.service}`;
}
