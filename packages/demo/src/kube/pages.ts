import { randomUUID } from 'node:crypto';
import { KubeError } from './KubeError';
import type { KubeObject } from './KubeObject';

export type Page = {
  objects: KubeObject[];
  version: number;
  continueToken?: string;
  remaining: number;
};

const MAX_OPEN_LISTS = 64;

/** Lists in pages that all show the state at the time of the first. */
export class Pages {
  private readonly open = new Map<
    string,
    { rest: KubeObject[]; version: number }
  >();

  first(objects: KubeObject[], version: number, limit: number): Page {
    return this.cut(objects, version, limit);
  }

  /** @throws KubeError 410 for a token that is not known, or no longer */
  next(token: string, limit: number): Page {
    const list = this.open.get(token);
    if (!list)
      throw new KubeError(
        410,
        'The provided continue parameter is too old to display a consistent list result.',
      );
    this.open.delete(token);
    return this.cut(list.rest, list.version, limit);
  }

  /** Forgets all lists that are not read to the end. */
  clear(): void {
    this.open.clear();
  }

  private cut(objects: KubeObject[], version: number, limit: number): Page {
    if (limit <= 0 || objects.length <= limit)
      return { objects, version, remaining: 0 };
    const continueToken = Buffer.from(randomUUID()).toString('base64url');
    const rest = objects.slice(limit);
    this.open.set(continueToken, { rest, version });
    if (this.open.size > MAX_OPEN_LISTS) {
      const [oldest] = this.open.keys();
      this.open.delete(oldest);
    }
    return {
      objects: objects.slice(0, limit),
      version,
      continueToken,
      remaining: rest.length,
    };
  }
}
