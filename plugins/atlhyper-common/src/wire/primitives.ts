import { z } from 'zod';

/** Integer epoch milliseconds. */
export const timeMsSchema = z.number().int().min(0).max(8_640_000_000_000_000);

/** A non-negative whole number that a double holds exactly. */
export const countSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A finite number, zero or more. */
export const amountSchema = z.number().min(0);

/** A name of at most 253 characters (the longest a Kubernetes object may have). */
export const nameSchema = z.string().min(1).max(253);

/** Cluster ids travel in URLs and keys: a DNS label. */
export const clusterIdSchema = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 lower-case letters, digits or "-", starting and ending with a letter or digit',
  );
