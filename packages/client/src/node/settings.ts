import { type Environment, type EnvironmentName, localEnvironment } from '../environments.ts';
import { ConfigurationError, type ConfigurationReason } from '../errors.ts';
import type { Hooks, MaskinportenOptions } from '../options.ts';
import type { AltinnOptions, TokenRequest } from '../request.ts';

/** Options as a loader has found them; give them to `createMaskinportenClient`. */
export type LoadedSettings = MaskinportenOptions & {
  /** For `createFetch` and the other adapters. */
  readonly attach?: { readonly overwrite: boolean };
  /** Settings that were there and are not known. */
  readonly ignored: readonly string[];
  readonly warnings: readonly string[];
};

/** `true`, `false`, `1`, `0` in any case; undefined when not given. @throws ConfigurationError */
export function booleanOf(value: unknown, name: string): boolean | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = String(value).trim().toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new ConfigurationError(`${name} must be true or false, not ${JSON.stringify(String(value).slice(0, 20))}`);
}

/**
 * An environment by name; the .NET client's `ver1` and `ver2` become `test`, with a warning.
 * @param local base URL of the local platform, if it is said
 */
export function environmentNamed(
  name: string,
  option: string,
  warn: (text: string) => void,
  local: string | undefined,
): EnvironmentName | Environment {
  const lower = name.trim().toLowerCase();
  if (lower === 'ver1' || lower === 'ver2') {
    warn(`${option}=${lower}: Maskinporten's ${lower} is gone; test is used instead`);
    return 'test';
  }
  if (lower === 'local') return localEnvironment(local || undefined);
  if (lower === 'test' || lower === 'prod') return lower;
  throw new ConfigurationError(`${option} is ${JSON.stringify(name.slice(0, 40))}`, {
    reason: 'environment-unknown',
    hint: 'Use prod, test or local',
  });
}

const EXCHANGES = ['prod', 'tt02', 'at21', 'at22', 'at23', 'at24', 'yt01', 'local'] as const;

/** @param local base URL of the local platform, if it is said. @throws ConfigurationError */
export function altinnNamed(
  name: string,
  option: string,
  local: string | undefined,
): NonNullable<AltinnOptions['environment']> {
  const lower = name.trim().toLowerCase();
  if (lower === 'local' && local) return { platform: local };
  const found = EXCHANGES.find((one) => one === lower);
  if (found) return found;
  throw new ConfigurationError(`${option} is ${JSON.stringify(name.slice(0, 40))}`, {
    reason: 'environment-unknown',
    hint: `Use one of ${EXCHANGES.join(', ')}`,
  });
}

const PROD = 'https://maskinporten.no/';
const TEST = 'https://test.maskinporten.no/';

/** The environment of an issuer: one of the well-known ones, else its own, with its endpoints from its metadata. */
export function maskinportenAt(issuer: string): EnvironmentName | Environment {
  if (typeof issuer !== 'string' || !/^https?:\/\/[^/]/.test(issuer) || !URL.canParse(issuer))
    throw new ConfigurationError('the issuer is no http URL', {
      reason: 'address-invalid',
      hint: 'It looks like https://maskinporten.no/',
    });
  const slashed = issuer.endsWith('/') ? issuer : `${issuer}/`;
  if (slashed === PROD) return 'prod';
  if (slashed === TEST) return 'test';
  return { name: new URL(issuer).host, issuer };
}

/** Without the fields that are undefined. */
export const given = <T extends object>(object: { [K in keyof T]: T[K] | undefined }): Partial<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;

/** @throws ConfigurationError */
export function requireText(
  value: string | undefined,
  what: string,
  where: string,
  reason: ConfigurationReason,
): string {
  if (value) return value;
  throw new ConfigurationError(`${what} is missing`, { reason, hint: `Set ${where}` });
}

/** Prints to stderr what happens, a line each: never a token, an assertion, a key or a person number. */
export const debugHooks: Hooks = {
  onTokenRequest: ({ target, attempt, background, clientId, scopes }) =>
    debug(`${target}: try ${attempt}${background ? ' in the background' : ''} for ${clientId} (${scopes.join(' ')})`),
  onTokenResult: ({ outcome, durationMs, expiresAt, error }) =>
    debug(
      `${outcome} after ${Math.round(durationMs)} ms${expiresAt ? `, until ${expiresAt.toISOString()}` : ''}${error ? `: ${error.message}` : ''}`,
    ),
  onClockSkew: ({ offsetMs }) => debug(`the server's clock is ${Math.round(offsetMs / 1000)} s ahead`),
  onKeyChange: ({ id, kid }) => debug(`signs with another key: ${kid ?? id}`),
  onCacheError: (error) => debug(`the cache failed: ${error instanceof Error ? error.message : 'unknown'}`),
};

const debug = (text: string): void => void process.stderr.write(`portvakt: ${text}\n`);

export type Request = Pick<TokenRequest, 'scopes' | 'resource' | 'consumerOrg' | 'systemUser'>;
