import type { CachedToken } from './cache.ts';

/** A token with what is known of it. Printing it shows no secret. */
export interface AccessToken {
  readonly value: string;
  readonly kind: 'maskinporten' | 'altinn';
  readonly scopes: readonly string[];
  readonly obtainedAt: Date;
  readonly expiresAt: Date;
  readonly source: 'network' | 'cache';
}

/** The token lies where neither `JSON.stringify` nor an inspector looks. */
export class AccessTokenValue implements AccessToken {
  readonly kind: AccessToken['kind'];
  readonly scopes: readonly string[];
  readonly obtainedAt: Date;
  readonly expiresAt: Date;
  readonly source: AccessToken['source'];
  readonly #value: string;

  constructor(cached: CachedToken, source: AccessToken['source']) {
    this.kind = cached.kind;
    this.scopes = cached.scopes;
    this.obtainedAt = new Date(cached.obtainedAt);
    this.expiresAt = new Date(cached.expiresAt);
    this.source = source;
    this.#value = cached.token;
  }

  get value(): string {
    return this.#value;
  }

  toString(): string {
    return `[${this.kind} token until ${this.expiresAt.toISOString()}]`;
  }

  toJSON(): object {
    return { kind: this.kind, scopes: this.scopes, expiresAt: this.expiresAt, value: '[redacted]' };
  }
}

export type Freshness = 'fresh' | 'soft' | 'hard' | 'expired';

/** Where in its life a token is (client-library.md 7.4). `now` in ms. */
export function freshness(
  token: CachedToken,
  now: number,
  renewal: { softSeconds?: number; hardSeconds?: number } = {},
): Freshness {
  const life = token.expiresAt - token.obtainedAt;
  const left = token.expiresAt - now;
  if (left <= 0 || now < token.obtainedAt - life) return 'expired';
  const hard =
    renewal.hardSeconds === undefined ? Math.min(life / 12, 10_000) : Math.min(renewal.hardSeconds * 1000, life / 2);
  const soft =
    renewal.softSeconds === undefined ? Math.min(life / 4, 120_000) : Math.min(renewal.softSeconds * 1000, life / 2);
  if (left <= hard) return 'hard';
  return left <= soft ? 'soft' : 'fresh';
}
