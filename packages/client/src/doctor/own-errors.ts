import {
  ConfigurationError,
  type ConfigurationReason,
  KeyError,
  type KeyReason,
  NetworkError,
  PortvaktError,
} from '../errors.ts';
import type { CauseId } from './causes.ts';

/** Every reason has its cause here: one that is added to a union and not here does not compile. */
const CONFIGURATION: Readonly<Record<ConfigurationReason, CauseId>> = {
  'configuration-missing': 'configuration-missing',
  'file-missing': 'file-missing',
  'file-malformed': 'file-malformed',
  'client-id-missing': 'client-id-missing',
  'key-missing': 'key-missing',
  'keys-two': 'keys-two',
  'key-of-other-type': 'key-of-other-type',
  'key-without-kid': 'key-without-kid',
  'scopes-missing': 'scopes-missing',
  'environment-missing': 'environment-missing',
  'environment-unknown': 'environment-unknown',
  'address-invalid': 'address-invalid',
  'organisation-number-invalid': 'organisation-number-invalid',
  'external-reference-invalid': 'external-reference-invalid',
  'resource-invalid': 'resource-invalid',
  'windows-store': 'windows-store',
  'package-missing': 'package-missing',
  'value-invalid': 'value-invalid',
};

const KEY: Readonly<Record<KeyReason, CauseId>> = {
  'key-file-missing': 'key-file-missing',
  'key-set-missing': 'key-set-missing',
  'package-missing': 'package-missing',
  'vault-refused': 'vault-refused',
  'key-public': 'key-public',
  'key-of-other-type': 'key-of-other-type',
  'key-too-small': 'key-too-small',
  'key-algorithm': 'key-algorithm',
  'key-without-kid': 'key-without-kid',
  'key-password': 'key-password',
  'certificate-of-other-key': 'certificate-of-other-key',
  'key-unreadable': 'key-unreadable',
};

/** Of the reasons of options those that say something of a key; all others mean that it cannot be read. */
const OF_KEY_SOURCE: Readonly<Partial<Record<ConfigurationReason, CauseId>>> = {
  'package-missing': 'package-missing',
  'key-of-other-type': 'key-of-other-type',
};

/** What a refused option comes from. */
export const causeOfConfiguration = (error: unknown): CauseId =>
  error instanceof ConfigurationError ? CONFIGURATION[error.reason] : 'value-invalid';

/** Why a key source gives no signer. */
export function causeOfKey(error: unknown): CauseId {
  // A source that reads its key again wraps what is no error of a key.
  if (error instanceof KeyError && error.cause instanceof ConfigurationError) return causeOfKey(error.cause);
  if (error instanceof KeyError) return KEY[error.reason];
  if (error instanceof ConfigurationError) return OF_KEY_SOURCE[error.reason] ?? 'key-unreadable';
  return error instanceof PortvaktError ? 'key-unreadable' : 'store-unusable';
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A message on one line, without its hint where there is one. */
export function briefly(error: unknown): string {
  const message = messageOf(error);
  const hint = error instanceof PortvaktError ? error.hint : undefined;
  const brief = hint !== undefined && message.endsWith(hint) ? message.slice(0, -hint.length) : message;
  return brief.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 400);
}

const TLS = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME|certificate/;

/** What Node's proxy agent says when the proxy opens no way. */
const PROXY = /^Proxy response \((\d{3})\)/;

/** The code of the system or of TLS, or a proxy's answer, wherever it lies in the chain of causes. */
function systemCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const { code, errors, message } = at as Error & { code?: unknown; errors?: readonly unknown[] };
    const [, answer] = PROXY.exec(message) ?? [];
    if (answer !== undefined) return `proxy ${answer}`;
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
  if (code.startsWith('proxy ')) return { cause: 'proxy-refused', code };
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) return { cause: 'host-unknown', code };
  if (TLS.test(code)) return { cause: 'certificate-of-server', code };
  if (/SSL|EPROTO/.test(code)) return { cause: 'tls-failed', code };
  return { cause: 'unreachable', code };
}
