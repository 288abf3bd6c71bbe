/** An enterprise user (virksomhetsbruker). It is also a party of the register, with the same user id and UUID. */
export interface EnterpriseUserTable {
  user_id: number;
  /** Lower case. */
  user_name: string;
  party_id: number;
  party_uuid: string;
  /** The one organisation for which the user may log in. */
  organization_number: string;
  /** `scrypt$N$r$p$salt$hash`, base64url. */
  password_hash: string;
  /** Wrong passwords since the last right one. */
  wrong_attempts: number;
  locked_until: number | null;
}

/** A person's session with the portal. Times in ms since the epoch. */
export interface LoginSessionTable {
  sid: string;
  /** SHA-256 of the `altinnsession` cookie: who reads the table cannot take the session. */
  handle_hash: string;
  party_uuid: string;
  /** The OIDC provider that logged the person in, and its name for the session there. */
  issuer: string;
  upstream_sid: string | null;
  /** Shown to the provider at logout; sealed when there is a master key. */
  id_token: string | null;
  acr: string;
  /** JSON array. */
  amr: string;
  authenticated: number;
  /** Moves with use. */
  expires: number;
  /** Does not move. */
  ends: number;
  /** As `User-Agent` told them at the log-in; null when it did not, and of a session from before there was the column. */
  browser: string | null;
  system: string | null;
  /** When it was last kept alive; null = not since the log-in. */
  used: number | null;
}

/** A session that was ended while tokens of it may be about. */
export interface EndedSessionTable {
  sid: string;
  /** When the last of its tokens has expired. */
  until: number;
}

/** A login that has been sent to the OIDC provider and has not come back; used once. */
export interface LoginAttemptTable {
  state_hash: string;
  /** Ties the answer to the browser that asked. */
  browser_hash: string;
  /** This and the next: sealed when there is a master key. */
  nonce: string;
  code_verifier: string;
  goto: string;
  /** The level that was asked for. */
  acr: string | null;
  expires: number;
}

export interface UserProfileTable {
  user_id: number;
  user_name: string;
  language: string;
}

/** A code or refresh token that an OIDC client holds; kept after use until it expires, so that using it again is noticed. */
export interface OidcGrantTable {
  /** SHA-256 of the code or refresh token. */
  token_hash: string;
  kind: 'code' | 'refresh';
  /** All that came of one authorization. */
  family: string;
  /** The portal session behind it. */
  sid: string;
  client_id: string;
  redirect_uri: string;
  code_challenge: string;
  nonce: string | null;
  scope: string;
  /** 1: used; 2: a code or token of the same family came twice, and all of it is worth nothing. */
  used: 0 | 1 | 2;
  expires: number;
}
