import { parseQuantity } from '@atlhyper/core';
import { z } from 'zod';

/** A text; an empty parameter, as a form sends it, asks for nothing. */
export const textQuery = z
  .string()
  .max(253)
  .optional()
  .transform(text => text?.trim() || undefined);

/** `true` or `false`. */
export const booleanQuery = z
  .enum(['true', 'false'])
  .transform(text => text === 'true')
  .optional();

/** A share, 0 or more: pods without a limit on the node's CPU may use more than they were given. */
export const fractionQuery = z.coerce.number().min(0).max(1_000).optional();

/** A number or a Kubernetes quantity: cores for CPU, bytes for memory. */
export const quantityQuery = z
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
  })
  .optional();
