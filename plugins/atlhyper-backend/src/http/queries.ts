import { parseQuantity } from '@atlhyper/core';
import { z } from 'zod';

/** A text; an empty parameter, as a form sends it, asks for nothing. */
export const textQuery = z
  .string()
  .max(253)
  .optional()
  .transform(text => text?.trim() || undefined);

/** An empty parameter, as a form sends it, asks for nothing; of a number it would be 0. */
const orNone = <T extends z.ZodType>(schema: T) =>
  z.preprocess(value => (value === '' ? undefined : value), schema.optional());

/** `true` or `false`. */
export const booleanQuery = orNone(
  z.enum(['true', 'false']).transform(text => text === 'true'),
);

/** A page of at most so many. */
export const limitQuery = (most: number) =>
  orNone(z.coerce.number().int().min(1).max(most));

/** A share, 0 or more: pods without a limit on the node's CPU may use more than they were given. */
export const fractionQuery = orNone(z.coerce.number().min(0).max(1_000));

/** A number or a Kubernetes quantity: cores for CPU, bytes for memory. */
export const quantityQuery = orNone(
  z
    .string()
    .max(64)
    .transform((text, context) => {
      const value = parseQuantity(text.trim());
      if (value === undefined) {
        context.addIssue({
          code: 'custom',
          message:
            'must be a number or a Kubernetes quantity, such as 0.5, 500m or 2Gi',
        });
        return z.NEVER;
      }
      return value;
    }),
);
