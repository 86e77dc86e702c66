import http from 'node:http';

/**
 * Posts JSON and waits for the answer's status. Node's own fetch would do it too, but costs the
 * collector 10 MB of memory.
 *
 * @throws if the agent cannot be reached, does not answer in time or answers other than 2xx; the
 * message never holds the secret.
 */
export function createPoster(options: {
  url: string;
  timeoutMs: number;
}): (body: string, secret: string | undefined) => Promise<void> {
  const url = new URL(options.url);
  // Loaded only where it is used: TLS is 6 MB.
  const { request, Agent } =
    url.protocol === 'https:'
      ? (require('node:https') as typeof import('node:https'))
      : http;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  return (body, secret) =>
    new Promise<void>((resolve, reject) => {
      const outgoing = request(
        url,
        {
          method: 'POST',
          agent,
          signal: AbortSignal.timeout(options.timeoutMs),
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            ...(secret && { authorization: `Bearer ${secret}` }),
          },
        },
        response => {
          response.resume();
          response.on('error', reject);
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            if (status >= 200 && status < 300) {
              resolve();
            } else {
              reject(new Error(explainStatus(status)));
            }
          });
        },
      );
      outgoing.on('error', error =>
        reject(
          error.name === 'TimeoutError' || error.name === 'AbortError'
            ? new Error(`no answer within ${options.timeoutMs} ms`)
            : error,
        ),
      );
      outgoing.end(body);
    });
}

function explainStatus(status: number): string {
  if (status === 401 || status === 403) {
    return `the agent refused the secret (status ${status}): compare --secret-file with the agent's node_auth`;
  }
  return `the agent answered with status ${status}`;
}
