import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createExpositionReader } from './createExpositionReader';
import { createNameTable } from './ExpositionScan';
import { SeriesTable } from './SeriesTable';
import type { ExpositionReader, ExpositionSeries } from './types';

type Sample = { series: ExpositionSeries; value: number };

function read(reader: ExpositionReader, text: string | Uint8Array) {
  const bytes =
    typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const samples: Sample[] = [];
  const problems = reader.read(bytes, (series, value) =>
    samples.push({ series, value }),
  );
  return { samples, problems };
}

function readOnce(text: string | Uint8Array, ...metrics: string[]) {
  const { samples, problems } = read(createExpositionReader({ metrics }), text);
  return {
    samples: samples.map(s => [s.series.name, { ...s.series.labels }, s.value]),
    problems,
  };
}

describe('createExpositionReader', () => {
  it('reads samples with and without labels and skips comments and other metrics', () => {
    const text = [
      '# HELP http_requests_total The total number of HTTP requests.',
      '# TYPE http_requests_total counter',
      'http_requests_total{method="post",code="200"} 1027 1395066363000',
      'http_requests_total{method="post",code="400"}    3 1395066363000',
      'http_requests_total_other 5',
      '',
      'up 1',
      'process_start_time_seconds 1.79517e+09',
    ].join('\n');
    expect(
      readOnce(text, 'http_requests_total', 'up', 'process_start_time_seconds'),
    ).toEqual({
      samples: [
        ['http_requests_total', { method: 'post', code: '200' }, 1027],
        ['http_requests_total', { method: 'post', code: '400' }, 3],
        ['up', {}, 1],
        ['process_start_time_seconds', {}, 1795170000],
      ],
      problems: [],
    });
  });

  it.each([
    ['blanks behind the last newline', 'up 1\n  \t '],
    ['blanks alone on a line', 'up 1\n \t\n'],
    ['a byte order mark', '\uFEFFup 1\n'],
    ['a byte order mark before a comment', '\uFEFF# HELP up\nup 1'],
    ['no newline at the end', 'up 1'],
  ])('takes %s', (_, text) => {
    expect(readOnce(text, 'up')).toEqual({
      samples: [['up', {}, 1]],
      problems: [],
    });
  });

  it('takes no byte order mark but the first', () => {
    const { samples } = readOnce('up 1\n\uFEFFup 2\n', 'up');
    expect(samples).toEqual([['up', {}, 1]]);
    expect(readOnce('\uFEFF', 'up')).toEqual({ samples: [], problems: [] });
  });

  it.each([
    ['backslash', 'a{x="C:\\\\DIR\\\\"} 1', 'C:\\DIR\\'],
    ['quote', 'a{x="say \\"hi\\" }"} 1', 'say "hi" }'],
    ['newline', 'a{x="two\\nlines"} 1', 'two\nlines'],
    ['UTF-8', 'a{x="größe 服务 🙂"} 1', 'größe 服务 🙂'],
    ['unknown escape', 'a{x="\\d+"} 1', '\\d+'],
    ['empty', 'a{x=""} 1', ''],
    ['signs of the syntax', 'a{x="{a=b, c}"} 1', '{a=b, c}'],
  ])('reads a label value with %s', (_, text, value) => {
    expect(readOnce(text, 'a')).toEqual({
      samples: [['a', { x: value }, 1]],
      problems: [],
    });
  });

  it.each([
    ['blanks everywhere', ' a { x = "1" , y = "2" , } \t7 '],
    ['no blank before the value', 'a{x="1",y="2"}7'],
    ['carriage return', 'a{x="1",y="2"} 7\r\n'],
    ['timestamp and carriage return', 'a{x="1",y="2"} 7 1395066363000\r\n'],
    ['name in quotes', '{"a",x="1",y="2"} 7'],
    ['label names in quotes', 'a{"x"="1","y"="2"} 7'],
    ['exemplar', 'a{x="1",y="2"} 7 # {trace_id="a}b"} 0.67 1520879607.789'],
    ['OpenMetrics end', 'a{x="1",y="2"} 7 1.5\n# EOF\n'],
  ])('reads a line with %s', (_, text) => {
    expect(readOnce(text, 'a')).toEqual({
      samples: [['a', { x: '1', y: '2' }, 7]],
      problems: [],
    });
  });

  it.each([
    ['+Inf', Infinity],
    ['-Inf', -Infinity],
    ['1e-3', 0.001],
    ['1.5E+02', 150],
    ['-0.25', -0.25],
    ['.5', 0.5],
    ['5.', 5],
  ])('reads the value %s', (text, value) => {
    expect(readOnce(`a ${text}`, 'a').samples).toEqual([['a', {}, value]]);
  });

  it('visits NaN for a caller who asks for it', () => {
    const values: number[] = [];
    createExpositionReader({ metrics: ['a'], visitNaN: true }).read(
      new TextEncoder().encode('a NaN\na 2'),
      (_, value) => values.push(value),
    );
    expect(values).toEqual([NaN, 2]);
  });

  it('takes NaN for no sample', () => {
    expect(readOnce('a NaN\na 2', 'a')).toEqual({
      samples: [['a', {}, 2]],
      problems: [],
    });
  });

  it.each([
    ['a{x="1" 5', 'expected "," in the labels'],
    ['a{x="1} 5', 'a text in quotes has no end'],
    ['a{x=1} 5', 'expected a text in quotes in the labels'],
    ['a{9x="1"} 5', 'bad label name'],
    ['a{x="1",x="2"} 5', 'label "x" is given twice'],
    ['a{x} 5', 'expected "=" in the labels'],
    ['a{"b"} 5', 'expected "=" in the labels'],
    ['{"a","b"} 5', 'expected "=" in the labels'],
    ['{x="1"} 5', 'no metric name'],
    ['a{x="1"} five', 'bad value'],
    ['a{x="1"} 0x10', 'bad value'],
    ['a{x="1"}', 'bad value'],
    ['a{x="1"} 5 soon', 'bad text after the value'],
    ['a{x="1"} 5 6 7', 'bad text after the value'],
  ])('reports %s with its line and goes on', (bad, message) => {
    const reader = createExpositionReader({ metrics: ['a'] });
    for (let round = 0; round < 2; round++) {
      const { samples, problems } = read(reader, `a 1\n# c\n${bad}\na 2`);
      expect(problems).toEqual([{ line: 3, message }]);
      expect(samples.map(s => s.value)).toEqual([1, 2]);
    }
  });

  it('keeps a label of any name as one of its own', () => {
    const text = 'a{__proto__="1",constructor="2"} 1';
    const [[, labels]] = readOnce(text, 'a').samples;
    expect(Object.entries(labels)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('reports a label that is not valid UTF-8', () => {
    const bytes = new TextEncoder().encode('a{x="?"} 1\n');
    bytes[bytes.indexOf(63)] = 0xff;
    expect(readOnce(bytes, 'a')).toEqual({
      samples: [],
      problems: [{ line: 1, message: 'not valid UTF-8' }],
    });
  });

  it('reports no more than 20 bad lines one by one', () => {
    const { problems } = readOnce('a x\n'.repeat(50), 'a');
    expect(problems).toHaveLength(21);
    expect(problems[20]).toEqual({
      line: 50,
      message: '30 more bad lines up to here',
    });
  });

  it('gives the same object for the same series, whatever the order and spelling', () => {
    const reader = createExpositionReader({ metrics: ['a'] });
    const first = read(reader, 'a{x="1",y="2"} 1\na{x="2",y="1"} 2\n').samples;
    const second = read(
      reader,
      'a{x="2",y="1"} 3\na{ y="2", x="1" } 4\n',
    ).samples;
    expect(second[0].series).toBe(first[1].series);
    expect(second[1].series).toBe(first[0].series);
    expect(first[0].series).not.toBe(first[1].series);
  });

  it('tells series apart whose names and values run together', () => {
    const reader = createExpositionReader({ metrics: ['a', 'bc', 'm'] });
    // A hash over the parts in a row, and over labels in any order, is the same for both of a pair.
    const pairs = [
      ['m{a="bc"}', 'm{ab="c"}'],
      ['m{x="1",a="bc"}', 'm{x="1",ab="c"}'],
      ['a{b="c"}', 'bc{a=""}'],
    ];
    for (const pair of pairs) {
      const idsOf = (text: string) =>
        read(reader, text).samples.map(one => one.series.id);
      const ids = idsOf(pair.map(text => `${text} 1\n`).join(''));
      expect(new Set(ids).size).toBe(2);
      // Spelled in another way each is still itself.
      const spelled = pair.map(text => `${text.replace('}', ',}')} 1\n`);
      expect(idsOf(spelled.join(''))).toEqual(ids);
    }
  });

  it('forgets none of a few series, however long they are gone', () => {
    const reader = createExpositionReader({ metrics: ['up'] });
    const [before] = read(reader, 'up{a="1"} 1').samples;
    for (let i = 0; i < 64; i++) read(reader, 'up{a="2"} 1');
    const [after] = read(reader, 'up{a="1"} 1').samples;
    expect(after.series).toBe(before.series);
  });

  it('tells a series from one that its text begins with', () => {
    const reader = createExpositionReader({ metrics: ['a', 'ab'] });
    read(reader, 'a 1\na 1\nab 2\na{x="1"} 3\n');
    const { samples } = read(reader, 'a 1\nab 2\na {x="1"} 3\na{x="1"} 4\n');
    expect(
      samples.map(s => [s.series.name, s.series.labels.x, s.value]),
    ).toEqual([
      ['a', undefined, 1],
      ['ab', undefined, 2],
      ['a', '1', 3],
      ['a', '1', 4],
    ]);
  });

  it('forgets series that are long gone and keeps the objects of the others', () => {
    const reader = createExpositionReader({ metrics: ['a'] });
    const many = Array.from({ length: 3000 }, (_, i) => `a{x="${i}"} 1`).join(
      '\n',
    );
    const kept = read(reader, `${many}\n`).samples[7].series;
    for (let i = 0; i < 40; i++) {
      const { samples } = read(reader, 'a{x="7"} 2\n');
      expect(samples[0].series).toBe(kept);
    }
    const [returned] = read(reader, 'a{x="8"} 2\n').samples;
    expect(returned.series.id).toBeGreaterThanOrEqual(3000);
  });

  const metrics = fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,3}$/);
  const seriesArb = fc.record({
    name: metrics,
    labels: fc.dictionary(
      fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,5}$/),
      fc.string({ unit: 'binary', maxLength: 12 }),
      { maxKeys: 4 },
    ),
    value: fc.oneof(
      fc.double({ noNaN: true }).filter(value => !Object.is(value, -0)),
      fc.integer(),
      fc.constantFrom(Infinity, -Infinity),
    ),
  });

  it('reads back what was printed, first and steady', () => {
    fc.assert(
      fc.property(fc.array(seriesArb, { maxLength: 20 }), printed => {
        const text = printed.map(printSample).join('');
        const reader = createExpositionReader({
          metrics: printed.map(p => p.name),
        });
        for (let round = 0; round < 3; round++) {
          const { samples, problems } = read(reader, text);
          expect(problems).toEqual([]);
          expect(
            samples.map(s => [s.series.name, { ...s.series.labels }, s.value]),
          ).toEqual(printed.map(p => [p.name, { ...p.labels }, p.value]));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const reader = createExpositionReader({ metrics: ['a', ''] });
        for (let round = 0; round < 2; round++)
          reader.read(bytes, (_, value) => expect(value).not.toBeNaN());
      }),
      { numRuns: 500 },
    );
  });

  it('reads the capture of a Linkerd proxy as a plain splitting of its lines does', () => {
    const bytes = readFileSync(
      join(__dirname, '__fixtures__', 'linkerd-proxy-metrics.txt'),
    );
    const lines = bytes
      .toString()
      .split('\n')
      .filter(line => line.startsWith('response_latency_ms_bucket{'));
    expect(lines.length).toBeGreaterThan(20);
    const { samples, problems } = readOnce(bytes, 'response_latency_ms_bucket');
    expect(problems).toEqual([]);
    // None of the captured values holds an escape, so this peer can be this simple.
    expect(samples).toEqual(
      lines.map(line => {
        const [, labels, value] = /^[^{]*\{(.*)\} (\S+)$/.exec(line)!;
        const pairs = labels.split(/,(?=\w+=")/).map(pair => {
          const [, key, text] = /^(\w+)="(.*)"$/.exec(pair)!;
          return [key, text];
        });
        return [
          'response_latency_ms_bucket',
          Object.fromEntries(pairs),
          Number(value),
        ];
      }),
    );
  });
});

describe('SeriesTable', () => {
  it('keeps series apart that have the same hash', () => {
    const table = new SeriesTable();
    const bytes = new TextEncoder().encode('a{x="1"}a{x="2"}');
    const labels = (x: string) => ({ name: 'a', labels: { x } });
    const first = table.add(42, bytes.subarray(0, 8), labels('1'));
    expect(table.find(42, bytes, 8, 16)).toBe(-1);
    const second = table.add(42, bytes.subarray(8), labels('2'));
    expect(table.find(42, bytes, 0, 8)).toBe(first);
    expect(table.find(42, bytes, 8, 16)).toBe(second);
    expect(table.seriesOf(second)?.labels.x).toBe('2');
  });

  it('finds every entry after it has grown', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `metric_${i}`);
    const table = createNameTable(names);
    expect(table.size).toBe(2000);
  });
});

function printSample(sample: {
  name: string;
  labels: Record<string, string>;
  value: number;
}): string {
  const labels = Object.entries(sample.labels).map(([key, value]) => {
    const escaped = value
      .replace(/\\/g, '\\\\')
      .replace(/"/g, '\\"')
      .replace(/\n/g, '\\n');
    return `${key}="${escaped}"`;
  });
  const value = String(sample.value).replace('Infinity', 'Inf');
  return `${sample.name}${
    labels.length > 0 ? `{${labels.join(',')}}` : ''
  } ${value}\n`;
}
