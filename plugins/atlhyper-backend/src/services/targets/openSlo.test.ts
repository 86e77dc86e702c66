import { parseAllDocuments, stringify } from 'yaml';
import type { PutTargetRequest } from '@atlhyper/backstage-plugin-atlhyper-common';
import fc from 'fast-check';
import { parseOpenSlo, toOpenSlo } from './openSlo';

/** Written by hand after the examples of the OpenSLO v1 specification. */
const DOCUMENTS = `
apiVersion: openslo/v1
kind: SLO
metadata:
  name: shop-availability
spec:
  service: shop
  indicator:
    metadata:
      name: shop-good
    spec:
      ratioMetric:
        counter: true
        good:
          metricSource:
            type: AtlHyper
            spec: { subject: { kind: domain, domain: shop.example.com } }
        total:
          metricSource:
            type: AtlHyper
            spec: { subject: { kind: domain, domain: shop.example.com } }
  timeWindow:
    - duration: 30d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - displayName: good
      target: 0.9995
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: shop-latency
spec:
  service: shop
  indicator:
    metadata:
      name: shop-fast
    spec:
      thresholdMetric:
        metricSource:
          type: atlhyper
          spec: { subject: { kind: domain, domain: shop.example.com }, by: share }
  timeWindow:
    - duration: 30d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - op: lte
      value: 250
      target: 0.99
`;

function withSource(text: string): string {
  return DOCUMENTS.replace(
    /total:\n(.*)\n(.*)\n(.*)domain: shop.example.com } }/,
    (_, a, b, c) =>
      `total:\n${a}\n${b}\n${c}domain: shop.example.com }, ${text} }`,
  );
}

const RATIO = DOCUMENTS.split('---').find(text => text.includes('0.9995'))!;

describe('parseOpenSlo', () => {
  it('makes one target of the two SLOs of a source and window', () => {
    expect(parseOpenSlo(DOCUMENTS)).toEqual({
      warnings: [],
      targets: [
        {
          subject: { kind: 'domain', domain: 'shop.example.com' },
          window: '30d',
          availability: 99.95,
          latency: { threshold_ms: 250, objective: 99, by: 'share' },
        },
      ],
    });
  });

  it('leaves out what has no place here, and says so', () => {
    const text = [
      DOCUMENTS.replace(
        /30d\n {6}isRolling: true/,
        '1M\n      isRolling: false',
      ),
      '---\napiVersion: openslo/v1\nkind: Service\nmetadata: { name: shop }\nspec: {}\n',
      `---\n${DOCUMENTS.split('---')[1].replace('atlhyper', 'Prometheus')}`,
    ].join('');
    const { warnings, targets } = parseOpenSlo(text);
    expect(warnings).toEqual([
      expect.stringMatching(/document 1 .*'1M' is left out/),
      expect.stringMatching(/document 3 .*kind 'Service'/),
      expect.stringMatching(/document 4 .*metric source 'Prometheus'/),
    ]);
    expect(targets).toHaveLength(1);
  });

  it.each([
    ['a: b: c', /document 1 is no YAML/],
    ['apiVersion: openslo/v2', /document 1.apiVersion/],
    [DOCUMENTS.replaceAll('kind: domain', 'kind: planet'), /document 1.spec/],
    ['a: &x [1]\nb: *x', /document 1/],
  ])('refuses %#', (text, message) => {
    expect(() => parseOpenSlo(text)).toThrow(message);
  });

  it.each([
    [
      DOCUMENTS.replace('0.9995', '1'),
      /document 1 is left out: .*document 1.spec.objectives\[0\].target/,
    ],
    [
      DOCUMENTS.replace('value: 250', 'value: -1'),
      /document 2 is left out: .*threshold_ms/,
    ],
    // What is kept must be readable again: one target that is not would end every answer.
    [
      DOCUMENTS.replace('0.9995', '0.99999999999999'),
      /availability': must be above 0 and below 100/,
    ],
    [`${DOCUMENTS}\n---\na: b: c`, /document 3 is left out: .*is no YAML/],
    [
      `${DOCUMENTS}\n---\na: 1\na: 2`,
      /document 3 is left out: .*the key 'a' stands twice/,
    ],
    [`${DOCUMENTS}\n---\na: &x [1]\nb: *x`, /document 3 is left out/],
    [
      DOCUMENTS.replace(
        'budgetingMethod: Occurrences',
        'budgetingMethod: Timeslices',
      ),
      /document 1 .*'Timeslices'/,
    ],
    [
      DOCUMENTS.replace(
        'budgetingMethod: Occurrences',
        'budgetingMethod: RatioTimeslices',
      ),
      /document 1 .*'RatioTimeslices'/,
    ],
    [
      `${DOCUMENTS}\n---\n${RATIO.replace('0.9995', '0.5')}`,
      /document 3: another document sets the same/,
    ],
    [
      withSource(`bad_requests: [5xx, 5xx, 4xx, no_response]`),
      /document 1 is left out: .*document 1.spec/,
    ],
    [
      withSource(
        `burn_rules: [${Array(9).fill(
          '{ long_ms: 3600000, short_ms: 300000, factor: 2, severity: fast }',
        )}]`,
      ),
      /document 1 is left out: .*document 1.spec/,
    ],
  ])('leaves out %#, and keeps the rest', (text, warning) => {
    const { targets, warnings } = parseOpenSlo(text);
    expect(targets).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
    expect(targets[0].availability).not.toBe(50);
  });

  it('takes a list for as many documents', () => {
    const [first, second] = parseAllDocuments(DOCUMENTS).map(document =>
      document.toJS(),
    );
    expect(parseOpenSlo(stringify([first, second]))).toEqual(
      parseOpenSlo(DOCUMENTS),
    );
  });

  it.each([
    ['many keys', `{${Array.from({ length: 80_000 }, (_, i) => `k${i}: 1`)}}`],
    ['brackets', '['.repeat(500_000)],
    ['brackets that close', `${'['.repeat(1_000)}${']'.repeat(1_000)}`],
    ['dashes', '- '.repeat(250_000)],
    ['question marks', '? '.repeat(250_000)],
    ['documents', '---\n'.repeat(200_000)],
  ])('refuses %s before it costs much', (_, text) => {
    // By a limit that is looked at before it is parsed, or as soon as it was.
    expect(() => parseOpenSlo(text)).toThrow(
      /nests deeper than|more than \d+ (parts|documents|entries)/i,
    );
  });

  it('reads what toOpenSlo writes', () => {
    const percent = fc.integer({ min: 1, max: 99_999 }).map(n => n / 1_000);
    const target = fc.record<PutTargetRequest>({
      subject: fc.oneof(
        fc.record({
          kind: fc.constant('path' as const),
          domain: fc.constantFrom('a.example', '*', '~^x\\.y$'),
          path: fc.constantFrom('/', '/api: {x}', '/a#b'),
          path_match: fc.constantFrom('prefix' as const, 'exact' as const),
        }),
        fc.record({
          kind: fc.constant('edge' as const),
          cluster: fc.constant('prod'),
          namespace: fc.constant('shop'),
          service: fc.constantFrom('api', 'no', '1.0'),
          source: fc.record({
            namespace: fc.constant('shop'),
            kind: fc.constant('deployment'),
            workload: fc.constantFrom('web', 'null'),
          }),
        }),
      ),
      window: fc.constantFrom('1d', '7d', '30d'),
      objective: fc.record(
        {
          availability: percent,
          latency: fc.record({
            threshold_ms: fc.integer({ min: 1, max: 60_000 }),
            objective: percent,
            by: fc.constantFrom('quantile' as const, 'share' as const),
          }),
          bad_requests: fc.constant(['5xx' as const, 'no_response' as const]),
          burn_rules: fc.constant([
            {
              long_ms: 3_600_000,
              short_ms: 300_000,
              factor: 1.0001,
              severity: 'fast' as const,
            },
          ]),
        },
        { requiredKeys: ['availability'] },
      ),
    });
    fc.assert(
      fc.property(target, given => {
        const { targets, warnings } = parseOpenSlo(toOpenSlo([given]));
        expect(warnings).toEqual([]);
        const { subject, window, ...objective } = targets[0];
        expect({ subject, window, objective }).toEqual(given);
      }),
    );
  });
});
