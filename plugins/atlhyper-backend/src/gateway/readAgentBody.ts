import { setImmediate } from 'node:timers/promises';
import { PUSH_LIMITS } from '@atlhyper/backstage-plugin-atlhyper-common';
import { InputError } from '@backstage/errors';
import express, { type Request, type RequestHandler } from 'express';
import { checkJsonText } from '../checkJsonText';
import { HttpStatusError } from './HttpStatusError';

/**
 * Middleware that reads the body of an agent's request as JSON.
 *
 * Refuses what is no JSON (415), is too large as it arrives or inflated (413), is nested too
 * deeply or holds characters that cannot be stored (400), before anything looks at its content.
 */
export function readAgentBody(limits: {
  maxCompressedBytes: number;
}): RequestHandler[] {
  return [
    requireJson(),
    limitArrivingBytes(limits.maxCompressedBytes),
    express.raw({
      type: () => true,
      inflate: true,
      limit: PUSH_LIMITS.maxInflatedBytes,
    }),
    (req, _res, next) => {
      parseBody(req).then(() => next(), next);
    },
  ];
}

function requireJson(): RequestHandler {
  return (req, _res, next) => {
    next(
      req.is('application/json')
        ? undefined
        : new HttpStatusError(415, 'The body must be application/json'),
    );
  };
}

/**
 * Counts what arrives, since the limit of the parser counts what comes out: compressed data can be
 * made that is endless and holds nothing.
 */
function limitArrivingBytes(maxBytes: number): RequestHandler {
  return (req, _res, next) => {
    if (Number(req.get('content-length') ?? 0) > maxBytes) {
      next(tooLarge(maxBytes));
      return;
    }
    let arrivedBytes = 0;
    req.on('data', (chunk: Buffer) => {
      arrivedBytes += chunk.length;
      if (arrivedBytes > maxBytes) {
        req.destroy(tooLarge(maxBytes));
      }
    });
    next();
  };
}

function tooLarge(maxBytes: number): Error {
  return new HttpStatusError(
    413,
    `The body must not be larger than ${maxBytes} bytes`,
  );
}

/** Other requests get their turn between the steps, each of which takes some ms for 1 MB. */
async function parseBody(req: Request): Promise<void> {
  const body: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  const text = body.toString('utf8');
  checkJsonText(text);
  await setImmediate();
  try {
    req.body = JSON.parse(text);
  } catch (error) {
    throw new InputError('The body is not valid JSON', error);
  }
  await setImmediate();
}
