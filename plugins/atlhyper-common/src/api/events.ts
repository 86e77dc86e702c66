import { z } from 'zod';
import { countSchema } from '../wire/primitives';
import { kubernetesEventSchema } from '../wire/events';
import { resourceSourceSchema } from './resources';

/** Events per page where no limit is asked for, and at most. */
export const DEFAULT_EVENTS_PER_PAGE = 100;
export const MAX_EVENTS_PER_PAGE = 500;

/**
 * `GET v2/clusters/{id}/events`, newest first; narrowed by `namespace=`, `kind=` and `name=` of the
 * object, `type=`, `reason=`, `q=` (part of reason, message or the object's name) and `from_ms=`.
 */
export const eventsResponseSchema = z.object({
  cluster: z.string(),
  /** How the watch of events fares; absent where the caller may not know. */
  source: resourceSourceSchema.optional(),
  /** On all pages. */
  total: countSchema,
  events: z.array(kubernetesEventSchema),
  nextCursor: z.string().optional(),
});
export type EventsResponse = z.infer<typeof eventsResponseSchema>;
