/** A file that somebody drops on the page, judged in the browser: what may be sent of it, and nothing else leaves this function. */
import { type Jwk, type KeyText, readKeyText } from './key-text.ts';
import { publicHalf } from './make-key.ts';

/** More than a key set of six keys of 16,384 bits needs. */
const MAX_FILE_BYTES = 1_000_000;
/** Keys that Maskinporten takes for a client; a set keeps one more, and publishes the newest. */
const MAX_PUBLISHED = 5;

export type KeyFile =
  | KeyText
  | { readonly kind: 'too-large' }
  /** A store of `altinn-jwks`: the public halves of what it publishes, oldest first. */
  | { readonly kind: 'store'; readonly keys: readonly Jwk[] };

/** Judges a file. A single private key is refused as in the box; a whole store of the key tool is known by its form. */
export async function readKeyFile(file: Blob): Promise<KeyFile> {
  if (file.size > MAX_FILE_BYTES) return { kind: 'too-large' };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = bytes[0] === DER_SEQUENCE ? pemOfCertificate(bytes) : new TextDecoder().decode(bytes);
  return storeIn(text) ?? readKeyText(text);
}

/** How DER begins, in which certificates come too. */
const DER_SEQUENCE = 0x30;

function pemOfCertificate(der: Uint8Array): string {
  const octets = Array.from(der, (octet) => String.fromCharCode(octet)).join('');
  const lines = btoa(octets).match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}

/** Every key in it must be a private RSA key with a kid, as the tool writes them (altinn-jwks.md 7). */
function storeIn(text: string): KeyFile | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || !('keys' in value) || !Array.isArray(value.keys)) return undefined;
  const keys = value.keys.slice(-MAX_PUBLISHED - 1);
  if (keys.length === 0 || !keys.every(isStored)) return undefined;
  const halves = keys.slice(-MAX_PUBLISHED).map(publicHalf);
  const judged = readKeyText(JSON.stringify(halves));
  return judged.kind === 'jwks' ? { kind: 'store', keys: judged.keys } : judged;
}

const MEMBERS = ['kid', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;

const isStored = (key: unknown): key is Jwk =>
  typeof key === 'object' &&
  key !== null &&
  'kty' in key &&
  key.kty === 'RSA' &&
  MEMBERS.every((member) => typeof (key as Readonly<Record<string, unknown>>)[member] === 'string');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
