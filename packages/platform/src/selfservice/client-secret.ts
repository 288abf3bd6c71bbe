import { createHash, randomBytes } from 'node:crypto';
import type { ClientRecord } from './model.ts';

/** How long a client secret lives (maskinporten.md 6.2). */
const SECRET_MS = 360 * 24 * 3600 * 1000;

/** A new secret: the text is told once, the record is kept. */
export function makeSecret(now: number): {
  readonly text: string;
  readonly record: NonNullable<ClientRecord['secret']>;
} {
  const text = randomBytes(32).toString('base64url');
  return { text, record: { hash: createHash('sha256').update(text).digest('base64url'), expires: now + SECRET_MS } };
}
