import { z } from 'zod';
import { parseLabelSelector } from '../kubernetes/labelSelector';
import { messageOf } from '../messageOf';
import { parseDuration } from './parseDuration';

/** Timers take at most 2³¹ − 1 ms; one of more would fire at once, again and again. */
const MAX_DURATION_MS = 24 * 86_400_000;

/** A duration such as `30s`, or a number of seconds, as milliseconds; at most 24 days. */
export function duration(defaultText: string) {
  return z
    .union([z.string(), z.number().transform(String)])
    .default(defaultText)
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms === undefined) {
        context.addIssue({
          code: 'custom',
          message: `"${text}" is not a duration such as "30s", "5m" or "1h30m"`,
        });
        return z.NEVER;
      }
      if (ms > MAX_DURATION_MS) {
        const message = `"${text}" is longer than 24 days`;
        context.addIssue({ code: 'custom', message });
      }
      return ms;
    });
}

export const portSchema = z.number().int().min(1).max(65_535);

export const httpUrlSchema = z
  .string()
  .refine(text => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), {
    message: 'must be an http or https URL',
  })
  .refine(text => !URL.parse(text)?.username && !URL.parse(text)?.password, {
    message: 'must not hold credentials: use token_file',
  })
  .transform(text => text.replace(/\/+$/, ''));

export const selectorSchema = z.string().superRefine((text, context) => {
  try {
    parseLabelSelector(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
});
