import { NetworkError, PortvaktError } from '../errors.ts';
import type { CauseId } from './causes.ts';

type Row = readonly [says: RegExp, cause: CauseId];

/** What this library says of options: its words, and what they come from. */
const CONFIGURATION: readonly Row[] = [
  [/cannot be read \(/, 'file-missing'],
  [/is not JSON|neither jwk nor jwkBase64|lacks (?:authority|clientId)/, 'file-malformed'],
  [/^no configuration/, 'configuration-missing'],
  [/client id is missing|ClientId is missing|clientId is missing/, 'client-id-missing'],
  [/the kid is missing/, 'key-without-kid'],
  [/the key is missing|^key is missing/, 'key-missing'],
  [/two different keys|several keys are given/, 'keys-two'],
  [/scopes is missing/, 'scopes-missing'],
  [/^environment is missing/, 'environment-missing'],
  [/base URL|absolute URL|not https|no http URL/, 'address-invalid'],
  [/(?:ENVIRONMENT|ENV|Environment) is "|environment "|environment of the type/i, 'environment-unknown'],
  [/organisation number/, 'organisation-number-invalid'],
  [/externalRef may have/, 'external-reference-invalid'],
  [/^resource .*absolute URI/, 'resource-invalid'],
  [/Windows’ store/, 'windows-store'],
];

const KEY: readonly Row[] = [
  [/key file .* cannot be read|cannot be read \(E/, 'key-file-missing'],
  [/no key set|no key \S+ in|has no key$|has several key sets/, 'key-set-missing'],
  [/not installed|needs the package/, 'package-missing'],
  [/vault\.azure\.net|in https:\/\/|signing with the key/, 'vault-refused'],
  [/public key/, 'key-public'],
  [/a key of type|must be an RSA key|is no RSA key/, 'key-of-other-type'],
  [/fewer than 2048/, 'key-too-small'],
  [/algorithm .* cannot be used/, 'key-algorithm'],
  [/has no kid/, 'key-without-kid'],
  [/encrypted|pass(?:word|phrase)/i, 'key-password'],
  [/belongs to the private key/, 'certificate-of-other-key'],
];

const first = (rows: readonly Row[], text: string): CauseId | undefined => rows.find(([says]) => says.test(text))?.[1];

/** What a refused option comes from. */
export const causeOfConfiguration = (error: unknown): CauseId =>
  first(CONFIGURATION, messageOf(error)) ?? 'value-invalid';

/** Why a key source gives no signer. */
export const causeOfKey = (error: unknown): CauseId =>
  first(KEY, messageOf(error)) ?? (error instanceof PortvaktError ? 'key-unreadable' : 'store-unusable');

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A message on one line, without its hint where there is one. */
export function briefly(error: unknown): string {
  const message = messageOf(error);
  const hint = error instanceof PortvaktError ? error.hint : undefined;
  const brief = hint !== undefined && message.endsWith(hint) ? message.slice(0, -hint.length) : message;
  return brief.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 400);
}

const TLS = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME|certificate/;

/** The code of the system or of TLS, wherever it lies in the chain of causes. */
function systemCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const { code, errors } = at as Error & { code?: unknown; errors?: readonly unknown[] };
    if (typeof code === 'string' && !['NETWORK', 'TIMEOUT'].includes(code)) return code;
    if (Array.isArray(errors) && errors.length > 0) return systemCode(errors[0]);
  }
  return '';
}

/** Why nothing came back from a host; undefined for an error that is not about the way there. */
export function causeOfNetwork(error: unknown): { readonly cause: CauseId; readonly code: string } | undefined {
  if (!(error instanceof NetworkError)) return undefined;
  const code = systemCode(error);
  if (error.code === 'TIMEOUT') return { cause: 'timeout', code };
  if (/redirect/.test(error.message)) return { cause: 'redirected', code };
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) return { cause: 'host-unknown', code };
  if (TLS.test(code)) return { cause: 'certificate-of-server', code };
  if (/SSL|EPROTO/.test(code)) return { cause: 'tls-failed', code };
  return { cause: 'unreachable', code };
}
