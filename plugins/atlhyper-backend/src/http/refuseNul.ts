import { InputError } from '@backstage/errors';
import type { RequestHandler } from 'express';

/** Refuses an address with a NUL in it, which PostgreSQL takes in no text. */
export const refuseNul: RequestHandler = (req, _res, next) => {
  next(
    req.url.includes('%00')
      ? new InputError('The address must not hold a NUL (%00)')
      : undefined,
  );
};
