import type { ServerResponse } from 'node:http';
import { KubeError } from './KubeError';

/** Answers with an object as JSON, or with a text. */
export function send(
  res: ServerResponse,
  status: number,
  body: object | string,
): void {
  const isText = typeof body === 'string';
  res.writeHead(status, {
    'Content-Type': isText ? 'text/plain' : 'application/json',
  });
  res.end(isText ? body : JSON.stringify(body));
}

/** Answers with a Status object; where an answer has begun the connection is cut. */
export function sendError(res: ServerResponse, error: unknown): void {
  const known =
    error instanceof KubeError ? error : new KubeError(500, String(error));
  if (res.headersSent) res.destroy();
  else send(res, known.code, known.toStatus());
}
