import type { RequestRow } from '@atlhyper/backstage-plugin-atlhyper-common';

/** Methods that are counted by name; all others are counted together. */
export const REQUEST_METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
] as const;

/** Counts by status class: none, 1xx … 5xx. A code below 100 or above 599 has no class. */
export function countClasses(codes: RequestRow['codes']): number[] {
  const classes = [0, 0, 0, 0, 0, 0];
  for (const [code, count] of Object.entries(codes)) {
    const statusClass = Math.floor(Number(code) / 100);
    classes[statusClass <= 5 ? statusClass : 0] += count;
  }
  return classes;
}

/** Counts by method, in the order of `REQUEST_METHODS`, all others last. */
export function countMethods(methods: RequestRow['methods']): number[] {
  const counts = new Array<number>(REQUEST_METHODS.length + 1).fill(0);
  for (const [method, count] of Object.entries(methods)) {
    const index = (REQUEST_METHODS as readonly string[]).indexOf(method);
    counts[index < 0 ? REQUEST_METHODS.length : index] += count;
  }
  return counts;
}
