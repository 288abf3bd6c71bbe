import type { HttpOptions } from './answer.ts';
import { PortvaktError } from './errors.ts';
import { send } from './http.ts';
import { challenge } from './refusals.ts';

const FRESH_MS = 24 * 3600 * 1000;
const RETRY_MS = 30_000;

interface Known {
  endpoint?: string;
  next: number;
}

const known = new Map<string, Known>();
const MAX_ISSUERS = 100;

/** The token endpoint from the issuer's metadata (RFC 8414), kept a day; a failed refresh keeps the old one. */
export async function metadataEndpoint(issuer: string, options: HttpOptions, signal: AbortSignal): Promise<string> {
  const entry = known.get(issuer);
  if (entry?.endpoint !== undefined && entry.next > Date.now()) return entry.endpoint;
  try {
    const endpoint = await load(issuer, { ...options, signal });
    if (known.size >= MAX_ISSUERS) known.clear();
    known.set(issuer, { endpoint, next: Date.now() + FRESH_MS });
    return endpoint;
  } catch (error) {
    if (entry?.endpoint === undefined) throw error;
    known.set(issuer, { endpoint: entry.endpoint, next: Date.now() + RETRY_MS });
    return entry.endpoint;
  }
}

async function load(issuer: string, options: HttpOptions): Promise<string> {
  const url = `${issuer.replace(/\/+$/, '')}/.well-known/oauth-authorization-server`;
  const answer = await send(url, { headers: { accept: 'application/json' } }, options);
  const failed = (why: string) =>
    new PortvaktError('MASKINPORTEN_UNAVAILABLE', `the metadata of ${issuer} ${why}`, { retryable: true });
  const { status, text } = answer;
  if (status !== 200) throw failed(`answered ${status}${challenge(answer)}`);
  let metadata: { issuer?: unknown; token_endpoint?: unknown };
  try {
    metadata = JSON.parse(text) as typeof metadata;
  } catch {
    throw failed('is not JSON');
  }
  if (metadata.issuer !== issuer) throw failed('names another issuer');
  if (typeof metadata.token_endpoint !== 'string') throw failed('names no token_endpoint');
  return metadata.token_endpoint;
}
