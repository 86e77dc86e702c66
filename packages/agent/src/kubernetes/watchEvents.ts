import { KubeError } from './KubeClient';
import type { KubeObject } from './KubeObject';

/** A line of a watch. */
export type WatchEvent = {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject & { code?: number; message?: string };
};

/** The version we would go on from is no longer known to the server. */
export class ExpiredError extends Error {}

/** The server answered a watch with nothing that could be used. */
export class BadWatchError extends Error {}

/** @throws BadWatchError for a line that is no event */
export function parseEvent(line: string): WatchEvent {
  try {
    const event = JSON.parse(line) as WatchEvent;
    if (typeof event?.object?.metadata === 'object' || event.type === 'ERROR') {
      return event;
    }
  } catch {
    // Told below.
  }
  throw new BadWatchError(`watch: a line is no event: ${line.slice(0, 100)}`);
}

/** Whether an error is an answer of the API server with this status. */
export function isStatus(error: unknown, status: number): boolean {
  return error instanceof KubeError && error.status === status;
}

/** Whether the server itself says that it will not go on from here, and could answer otherwise. */
export function isAnswer(error: unknown): boolean {
  return (
    error instanceof BadWatchError ||
    (error instanceof KubeError &&
      error.status < 500 &&
      !error.isDenied &&
      error.status !== 429)
  );
}
