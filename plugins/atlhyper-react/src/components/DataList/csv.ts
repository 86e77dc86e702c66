/**
 * A spreadsheet runs a text that begins so as a formula, whoever wrote it; where its locale parts cells
 * by another sign (or by a tab), also what stands behind that. Some take the wide forms of the signs.
 */
const FORMULA_START =
  /^(?=[=+\-@＝＋－＠\t\r\n])|[;\t](?=["'\s]*[=+\-@＝＋－＠])/g;
const NEEDS_QUOTES = /[",;\t\r\n]/;

type CsvValue = string | number | undefined;

/**
 * Rows as CSV (RFC 4180, lines ending in CRLF), the first row being the names of the columns.
 *
 * Numbers are written as they are, `undefined` (no data) as nothing. A text that a spreadsheet
 * would take for a formula gets an apostrophe in front: hosts and paths come from clusters, and
 * who names a route must not run code in the reader's spreadsheet
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function toCsv(
  columns: readonly string[],
  rows: readonly (readonly CsvValue[])[],
): string {
  return [columns, ...rows]
    .map(row => `${row.map(toCell).join(',')}\r\n`)
    .join('');
}

function toCell(value: CsvValue): string {
  if (value === undefined) {
    return '';
  }
  if (typeof value === 'number') {
    return String(value);
  }
  const safe = value.replace(FORMULA_START, start => `${start}'`);
  return NEEDS_QUOTES.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
