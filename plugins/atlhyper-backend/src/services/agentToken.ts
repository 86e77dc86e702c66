import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits behind a prefix that scanners for secrets can look for. */
export function createTokenSecret(): string {
  return `atlh_${randomBytes(32).toString('base64url')}`;
}

/** SHA-256 of a secret, hex: all that is stored of it. */
export function hashToken(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
