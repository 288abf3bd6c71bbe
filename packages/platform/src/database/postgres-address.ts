/** Where a PostgreSQL database is: one server, or several of which one takes writes. */

/** A connection URL of one server. */
export interface Address {
  readonly url: string;
  /** Without the user and the password. */
  readonly name: string;
}

export interface Addresses {
  readonly servers: readonly Address[];
  /** Which of them takes writes may change while this program runs. */
  readonly mayFailOver: boolean;
  /** After so long without an answer a server is taken for lost. */
  readonly silence_ms: number;
}

/** Scheme; user and password; servers; path and query. */
const PARTS = /^(postgres(?:ql)?:\/\/)((?:[^/?#]*@)?)([^/?#@]*)(.*)$/s;
const ATTRIBUTES = 'target_session_attrs';
/** Of libpq's values (PostgreSQL 34.1.2) those that a program that writes can mean. */
const WRITING = /^(?:read-write|primary|any)$/;
const SILENCE = 'tcp_user_timeout';
/** Told soon, and not so soon that a server that only has much to do is taken for lost; less would also be less than a new leader is left alone. */
const SILENCE_MS = 1_200;
const MIN_SILENCE_MS = 1_200;
const MAX_SILENCE_MS = 60_000;

/**
 * Reads a connection URL as libpq does (PostgreSQL 34.1.1.3): `postgres://user@a:5432,b:5432/name?target_session_attrs=read-write`. Whoever names
 * several servers, or `target_session_attrs`, says that they may change places; `tcp_user_timeout`, ms, says how long one that is silent is waited
 * for.
 * @throws Error when it cannot be read, or no server that may be meant would take writes
 */
export function addressesOf(url: string): Addresses {
  const { servers, wanted, silence_ms } = namedIn(url);
  if (wanted !== null && !WRITING.test(wanted))
    throw new Error(
      `${ATTRIBUTES} of the database’s URL is "${wanted}", and the platform writes: say read-write, or leave it out`,
    );
  return { servers, mayFailOver: servers.length > 1 || (wanted !== null && wanted !== 'any'), silence_ms };
}

/** The servers of a URL, whatever they are to be used for. @throws Error when it cannot be read */
export const serversOf = (url: string): Omit<Addresses, 'mayFailOver'> => namedIn(url);

function namedIn(url: string): Omit<Addresses, 'mayFailOver'> & { readonly wanted: string | null } {
  const [, scheme = '', user = '', hosts = '', rest = ''] = PARTS.exec(url) ?? [];
  const { path, query } = partsOf(rest);
  checkReadable({ scheme, user, hosts, rest, path });
  const wanted = query.get(ATTRIBUTES);
  const silence_ms = silenceIn(query);
  for (const name of [ATTRIBUTES, SILENCE]) query.delete(name);
  const servers = hosts.split(',').map((host) => ({
    url: `${scheme}${user}${host}${path}${query.size > 0 ? `?${query}` : ''}`,
    name: host || 'the server',
  }));
  return { servers, wanted, silence_ms };
}

/** It is as libpq's own: 0, or none, is the default. @throws Error when it is no such time */
function silenceIn(query: URLSearchParams): number {
  const text = query.get(SILENCE) ?? '0';
  if (text === '0') return SILENCE_MS;
  const ms = Number(text);
  if (Number.isInteger(ms) && ms >= MIN_SILENCE_MS && ms <= MAX_SILENCE_MS) return ms;
  throw new Error(
    `${SILENCE} of the database’s URL is "${text}": give milliseconds from ${MIN_SILENCE_MS} to ${MAX_SILENCE_MS}, or leave it out for ${SILENCE_MS}`,
  );
}

/**
 * A password whose own characters end the URL's parts is told as that, and not as a server that is away; never with the password.
 * @throws Error
 */
function checkReadable({ scheme, user, hosts, rest, path }: Readonly<Record<string, string>>): void {
  const isWhole = scheme !== '' && !rest?.includes('#') && !path?.includes('@');
  // An empty host is libpq's: the server is on this machine, or stands in the query.
  const isServer = (host: string) => URL.canParse(`${scheme}${user}${host || 'localhost'}`);
  if (isWhole && hosts?.split(',').every(isServer)) return;
  throw new Error(
    'the database’s URL cannot be read: in the user’s name, the password and the name of the database write what is no letter or digit percent-encoded (%23 for #, %2F for /, %3F for ?, %40 for @), and ports as numbers, as in postgres://user:password@host:5432/name',
  );
}

/** The same server, whose sessions begin with further settings, `-c name=value …`. */
export function withSettings(url: string, settings: string): string {
  const { path, query } = partsOf(url);
  query.set('options', [query.get('options'), settings].filter(Boolean).join(' '));
  return `${path}?${query}`;
}

function partsOf(text: string): { readonly path: string; readonly query: URLSearchParams } {
  const at = text.indexOf('?');
  return at < 0
    ? { path: text, query: new URLSearchParams() }
    : { path: text.slice(0, at), query: new URLSearchParams(text.slice(at + 1)) };
}
