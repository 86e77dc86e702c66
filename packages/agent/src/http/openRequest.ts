import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';

export type HttpRequest = {
  url: URL;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Keeps connections and carries TLS settings; must suit the URL's protocol. */
  agent?: http.Agent;
  /** Ends the request and the reading of its answer. */
  signal: AbortSignal;
};

/** Sends a request and gives the answer once its headers are there. Redirects are not followed. */
export function openRequest(request: HttpRequest): Promise<IncomingMessage> {
  const transport = request.url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = transport.request(
      request.url,
      {
        method: request.method ?? 'GET',
        headers: request.headers,
        agent: request.agent,
        signal: request.signal,
      },
      resolve,
    );
    outgoing.on('error', reject);
    outgoing.on('socket', socket => socket.setKeepAlive(true, 30_000));
    outgoing.end(request.body);
  });
}
