import { toCsv } from './csv';

describe('toCsv', () => {
  it('writes a line per row, numbers bare and no data as nothing', () => {
    expect(
      toCsv(
        ['name', 'left'],
        [
          ['shop', -32.5],
          ['idle', undefined],
        ],
      ),
    ).toBe('name,left\r\nshop,-32.5\r\nidle,\r\n');
  });

  it('quotes what would break a row', () => {
    expect(toCsv(['a'], [['x,y'], ['say "hi"'], ['two\nlines']])).toBe(
      'a\r\n"x,y"\r\n"say ""hi"""\r\n"two\nlines"\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '＠A'])(
    'keeps %j from being run as a formula',
    text => {
      const cell = toCsv(['a'], [[text]]).slice('a\r\n'.length);
      expect(cell.replace(/^"/, '')[0]).toBe("'");
    },
  );

  it.each([
    ['Header(`x`,`;=1+1`)', ";'=1+1"],
    ['a;\t@SUM(A1)', ";'\t'@SUM(A1)"],
    ['a\t+1', "\t'+1"],
    ['a; "=1+1', `;' ""=1+1`],
  ])('keeps %j from it where another sign parts the cells', (text, safe) => {
    expect(toCsv(['a'], [[text]])).toContain(safe);
  });

  it('leaves a text alone that holds such a sign further in', () => {
    expect(toCsv(['a'], [['/api=1']])).toBe('a\r\n/api=1\r\n');
  });
});
