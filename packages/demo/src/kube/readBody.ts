import type { IncomingMessage } from 'node:http';
import { KubeError } from './KubeError';

const MAX_BODY_BYTES = 1_048_576;

/** @throws KubeError 400 or 413 */
export async function readBody(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new KubeError(413, 'the request is larger than 1 MiB');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new KubeError(400, 'the request is no JSON');
  }
}
