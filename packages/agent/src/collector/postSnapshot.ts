import http from 'node:http';

/** An answer names a few peers at most. */
const MAX_ANSWER_CHARS = 65_536;

/** What the agent answered, and which of our addresses it was asked from. */
export type PostAnswer = { body: string; localAddress?: string };

/**
 * Posts JSON and waits for the answer. Node's own fetch would do it too, but costs the
 * collector 10 MB of memory.
 *
 * @throws if the agent cannot be reached, does not answer in time or answers other than 2xx; the
 * message never holds the secret.
 */
export function createPoster(options: {
  url: string;
  timeoutMs: number;
}): (body: string, secret: string | undefined) => Promise<PostAnswer> {
  const url = new URL(options.url);
  // Loaded only where it is used: TLS is 6 MB.
  const { request, Agent } =
    url.protocol === 'https:'
      ? (require('node:https') as typeof import('node:https'))
      : http;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  return (body, secret) =>
    new Promise<PostAnswer>((resolve, reject) => {
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
          // Afterwards the agent has taken the socket back.
          const { localAddress } = response.socket;
          let answer = '';
          response.setEncoding('utf8');
          response.on('data', chunk => {
            if (answer.length < MAX_ANSWER_CHARS) answer += chunk;
          });
          response.on('error', reject);
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            if (status >= 200 && status < 300) {
              resolve({ body: answer, localAddress });
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
