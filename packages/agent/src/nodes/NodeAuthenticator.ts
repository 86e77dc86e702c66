import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KubeClient } from '../kubernetes/KubeClient';
import { asObject, asText, asTexts, type Json } from '../kubernetes/KubeObject';

/** Who may post node figures. `node` is set if the caller can only be on that one. */
export type NodeIdentity = { node?: string };

/** Checks the bearer token of a post. */
export interface NodeAuthenticator {
  /**
   * @returns undefined if the token is not accepted
   * @throws Error if it could not be checked
   */
  authenticate(
    token: string,
    signal: AbortSignal,
  ): Promise<NodeIdentity | undefined>;
}

/** Accepts one secret that all collectors share; the file is read for every post. */
export function createSharedSecretAuthenticator(
  file: string,
): NodeAuthenticator {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return {
    async authenticate(token) {
      const secret = readFileSync(file, 'utf8').trim();
      if (!secret) throw new Error('the shared secret is empty');
      // Digests have one length, so neither the content nor the length shows in the time it takes.
      return timingSafeEqual(digest(token), digest(secret)) ? {} : undefined;
    },
  };
}

const REVIEW_CACHE_MS = 60_000;
const MAX_CACHED_REVIEWS = 20_000;
/** Anybody who reaches the port can make us ask; the API server has other work. */
const MAX_REVIEWS_AT_ONCE = 32;

/**
 * Accepts tokens of service accounts that the API server vouches for. An answer is remembered for
 * a minute, so that a collector posting every few seconds costs one review per minute. Of the
 * answers remembered the oldest makes room: a flood of unknown tokens costs no more.
 */
// eslint-disable-next-line max-lines-per-function -- closures over one cache
export function createTokenReviewAuthenticator(options: {
  client: KubeClient;
  /** `<namespace>/<name>` */
  serviceAccounts: readonly string[];
  audience?: string;
  monotonicMs?: () => number;
}): NodeAuthenticator {
  const now = options.monotonicMs ?? (() => performance.now());
  const allowed = new Set(
    options.serviceAccounts.map(
      name => `system:serviceaccount:${name.replace('/', ':')}`,
    ),
  );
  const cache = new Map<
    string,
    { untilMs: number; identity: NodeIdentity | undefined }
  >();

  const underWay = new Map<string, Promise<NodeIdentity | undefined>>();

  /** The review of a token that is under way, or a new one. */
  function reviewOnce(key: string, token: string, signal: AbortSignal) {
    const known = underWay.get(key);
    if (known) return known;
    if (underWay.size >= MAX_REVIEWS_AT_ONCE) {
      throw new Error('too many tokens are being checked');
    }
    const answer = review(token, signal).finally(() => underWay.delete(key));
    underWay.set(key, answer);
    return answer;
  }

  async function review(token: string, signal: AbortSignal) {
    const answer = await options.client.json<{ status?: Json }>(
      '/apis/authentication.k8s.io/v1/tokenreviews',
      {
        method: 'POST',
        body: {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenReview',
          spec: {
            token,
            ...(options.audience && { audiences: [options.audience] }),
          },
        },
        signal,
        timeoutMs: 5_000,
      },
    );
    const status = asObject(answer.status);
    const user = asObject(status.user);
    const accepted =
      status.authenticated === true &&
      allowed.has(asText(user.username) ?? '') &&
      (!options.audience ||
        asTexts(status.audiences).includes(options.audience));
    if (!accepted) return undefined;
    // Kubernetes 1.32 and later says on which node the pod of the token runs.
    const [node] = asTexts(
      asObject(user.extra)['authentication.kubernetes.io/node-name'],
    );
    return node ? { node } : {};
  }

  return {
    async authenticate(token, signal) {
      const key = createHash('sha256').update(token).digest('hex');
      const known = cache.get(key);
      if (known && known.untilMs > now()) return known.identity;
      const identity = await reviewOnce(key, token, signal);
      // A map keeps its order: set anew, an entry is the youngest.
      cache.delete(key);
      if (cache.size >= MAX_CACHED_REVIEWS) {
        cache.delete(cache.keys().next().value!);
      }
      cache.set(key, { untilMs: now() + REVIEW_CACHE_MS, identity });
      return identity;
    },
  };
}

/** Accepts what any of them accepts; throws only if none does and one could not check. */
export function anyAuthenticator(
  authenticators: readonly NodeAuthenticator[],
): NodeAuthenticator {
  return {
    async authenticate(token, signal) {
      const failures: unknown[] = [];
      for (const authenticator of authenticators) {
        try {
          const identity = await authenticator.authenticate(token, signal);
          if (identity) return identity;
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return undefined;
    },
  };
}
