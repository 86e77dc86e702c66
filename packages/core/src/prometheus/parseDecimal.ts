import { MINUS, NINE, PLUS, POINT, ZERO } from './bytes';

/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const EXPONENT_LOWER = 101;
const EXPONENT_UPPER = 69;

/**
 * The number in `bytes[start, end)`, correctly rounded, without making garbage for the forms that
 * metrics are printed in. `undefined` if it is no number. NaN and infinities are numbers here.
 *
 * - up to 15 digits and a power of ten up to 22: one exact operation (W. D. Clinger, "How to read
 *   floating point numbers accurately", PLDI 1990);
 * - 16 to 19 digits, as `_sum` series have: two doubles, if rounding is beyond doubt;
 * - anything else: `Number`.
 */
export function parseDecimal(
  bytes: Uint8Array,
  start: number,
  end: number,
): number | undefined {
  let at = start;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at += 1;
  let high = 0;
  let low = 0;
  let digits = 0;
  let read = 0;
  let scale = 0;
  let pointAt = -1;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte >= ZERO && byte <= NINE) {
      read += 1;
      if (digits < 15) high = high * 10 + (byte - ZERO);
      else if (digits < 19) low = low * 10 + (byte - ZERO);
      if (digits > 0 || byte !== ZERO) digits += 1;
    } else if (byte === POINT && pointAt < 0) pointAt = read;
    else break;
  }
  if (read === 0 || digits > 19) return parseAny(bytes, start, end);
  if (pointAt >= 0) scale = pointAt - read;
  if (at < end) {
    const exponent = readExponent(bytes, at, end);
    if (exponent === undefined) return parseAny(bytes, start, end);
    scale += exponent;
  }
  const value =
    digits <= 15
      ? scaleExactly(high, scale)
      : scalePair(high, low, digits - 15, scale);
  if (value === undefined) return parseAny(bytes, start, end);
  return sign === MINUS ? -value : value;
}

/** The exponent in `bytes[start, end)`, such as `e-05`; `undefined` for anything else. */
function readExponent(
  bytes: Uint8Array,
  start: number,
  end: number,
): number | undefined {
  if (bytes[start] !== EXPONENT_LOWER && bytes[start] !== EXPONENT_UPPER)
    return undefined;
  let at = start + 1;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) at += 1;
  if (at >= end || end - at > 4) return undefined;
  let exponent = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    exponent = exponent * 10 + digit;
  }
  return sign === MINUS ? -exponent : exponent;
}

function scaleExactly(digits: number, scale: number): number | undefined {
  if (scale === 0) return digits;
  if (scale < 0) return scale >= -22 ? digits / POWERS[-scale] : undefined;
  return scale <= 22 ? digits * POWERS[scale] : undefined;
}

/**
 * `(high · 10^lowDigits + low) · 10^scale` for `scale` 0 to -22, as a sum of two doubles
 * (T. J. Dekker, "A floating-point technique for extending the available precision", 1971).
 * `undefined` if the sum lies too near the middle of two doubles to round it with certainty.
 */
function scalePair(
  high: number,
  low: number,
  lowDigits: number,
  scale: number,
): number | undefined {
  if (scale > 0 || scale < -22) return undefined;
  const power = POWERS[lowDigits];
  const product = high * power;
  const productRest = multiplyRest(high, power, product);
  const sum = product + low;
  const sumRest = low - (sum - product) + productRest;
  if (scale === 0) return roundPair(sum, sumRest);
  const divisor = POWERS[-scale];
  const quotient = sum / divisor;
  const back = quotient * divisor;
  const backRest = multiplyRest(quotient, divisor, back);
  const rest = (sum - back - backRest + sumRest) / divisor;
  return roundPair(quotient, rest);
}

/** The exact `a · b − product`, by splitting both into halves (Veltkamp, Dekker). */
function multiplyRest(a: number, b: number, product: number): number {
  const aSplit = 134217729 * a;
  const aHigh = aSplit - (aSplit - a);
  const aLow = a - aHigh;
  const bSplit = 134217729 * b;
  const bHigh = bSplit - (bSplit - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** `high + low` rounded, if an error of 2^-40 of `low` cannot change the result. */
function roundPair(high: number, low: number): number | undefined {
  const doubt = Math.abs(low) * 1e-12;
  const value = high + (low - doubt);
  return value === high + (low + doubt) ? value : undefined;
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/;
const SPECIAL = new Map([
  ['nan', NaN],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
]);

function parseAny(
  bytes: Uint8Array,
  start: number,
  end: number,
): number | undefined {
  let text = '';
  if (end - start > 400) return undefined;
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  text = text.toLowerCase();
  return DECIMAL.test(text) ? Number(text) : SPECIAL.get(text);
}
