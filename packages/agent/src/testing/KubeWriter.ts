import { openRequest } from '../http/openRequest';
import { readBody } from '../http/readBody';
import type { KubeAccess } from '../kubernetes/KubeAccess';
import type { KubeObject } from '../kubernetes/KubeObject';

const MAX_BYTES = 16 * 1024 * 1024;

/** Writes to an API server as its users and controllers do. */
export class KubeWriter {
  constructor(private readonly access: KubeAccess) {}

  create(collection: string, object: object): Promise<KubeObject> {
    return this.send('POST', collection, object);
  }

  patch(path: string, patch: object): Promise<KubeObject> {
    return this.send('PATCH', path, patch);
  }

  /** At once: without the time that a pod is given to end. */
  async remove(path: string): Promise<void> {
    await this.send('DELETE', `${path}?gracePeriodSeconds=0`);
  }

  get(path: string): Promise<KubeObject> {
    return this.send('GET', path);
  }

  /** Whether the server has it. */
  async has(path: string): Promise<boolean> {
    return this.get(path).then(
      () => true,
      () => false,
    );
  }

  private async send(
    method: string,
    path: string,
    body?: object,
  ): Promise<KubeObject> {
    const { agent, headers } = await this.access.connect();
    const message = await openRequest({
      url: new URL(this.access.server + path),
      agent,
      method,
      signal: AbortSignal.timeout(30_000),
      headers: {
        ...headers,
        accept: 'application/json',
        'content-type':
          method === 'PATCH'
            ? 'application/merge-patch+json'
            : 'application/json',
      },
      body: body && JSON.stringify(body),
    });
    const text = (await readBody(message, MAX_BYTES)).toString();
    if ((message.statusCode ?? 0) >= 300) {
      throw new Error(`${method} ${path}: ${message.statusCode} ${text}`);
    }
    return JSON.parse(text);
  }
}
