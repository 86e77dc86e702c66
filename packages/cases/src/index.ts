/**
 * Runs the files of `cases/` against the product.
 *
 * @packageDocumentation
 */
export { readCases, type Case } from './Case';
export { mismatches } from './mismatches';
