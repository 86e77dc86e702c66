const UNIT_MS: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a length of time such as `500ms`, `30s`, `1m30s`, `24h`, `2d` into whole milliseconds.
 *
 * A bare number is of seconds. Negative lengths and zero are refused; then `undefined` is given.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return parseDuration(`${text}s`);
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) {
    return undefined;
  }
  let totalMs = 0;
  for (const [, amount, , unit] of text.matchAll(/(\d+(\.\d+)?)(ms|[smhd])/g)) {
    totalMs += Number(amount) * UNIT_MS[unit];
  }
  return Number.isSafeInteger(totalMs) && totalMs > 0 ? totalMs : undefined;
}
