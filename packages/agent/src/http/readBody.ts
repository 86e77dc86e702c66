import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The body is longer than it may be. */
export class BodyTooLargeError extends Error {
  constructor(limitBytes: number) {
    super(`the body is longer than ${limitBytes} bytes`);
    this.name = 'BodyTooLargeError';
  }
}

/**
 * Reads a body, unpacked if it is gzip. `limitBytes` counts what is unpacked, so that a small
 * answer cannot grow without bound.
 *
 * @throws BodyTooLargeError, or Error for a body that breaks off, is broken or has another encoding
 */
export async function readBody(
  message: IncomingMessage,
  limitBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decoded(message)) {
      bytes += chunk.length;
      if (bytes > limitBytes) throw new BodyTooLargeError(limitBytes);
      chunks.push(chunk);
    }
  } finally {
    if (!message.complete) message.destroy();
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes);
}

/** The message's body without its content encoding. */
export function decoded(message: IncomingMessage): Readable {
  const encoding = message.headers['content-encoding'] ?? 'identity';
  switch (encoding.toLowerCase()) {
    case 'identity':
      return message;
    case 'gzip':
      // The reader sees the error of either side; the callback only keeps it from being thrown.
      return pipeline(message, createGunzip(), () => {});
    default:
      message.destroy();
      throw new Error(`content encoding "${encoding}" is not supported`);
  }
}
