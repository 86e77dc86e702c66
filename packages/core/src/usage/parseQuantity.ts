const DECIMAL_EXPONENTS: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_PREFIXES = 'KMGTPE';

const QUANTITY =
  /^\+?(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3})|([KMGTPE])i|([numkMGTPE]?))$/;

/**
 * The number that a Kubernetes quantity stands for, in its base unit: cores for CPU (`250m` is
 * 0.25), bytes for memory (`1Ki` is 1,024). `undefined` for what is none, and for negative ones.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  if (!match) return undefined;
  const [, digits, exponent, binary, suffix] = match;
  const value = binary
    ? Number(digits) * 1024 ** (BINARY_PREFIXES.indexOf(binary) + 1)
    : Number(`${digits}e${exponent ?? DECIMAL_EXPONENTS[suffix]}`);
  return Number.isFinite(value) ? value : undefined;
}
