import { type Environment, type EnvironmentName, jwk, type KeySource, localEnvironment } from '@portvakt/client';
import { keyFile, keyStore } from '@portvakt/client/node';

/** What every example needs; all of it comes from environment variables, so that the same file runs against local, test and prod. */
export interface Settings {
  readonly environment: EnvironmentName | Environment;
  readonly clientId: string;
  readonly key: KeySource;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
}

/**
 * `MASKINPORTEN_ENVIRONMENT` (local, test, prod; default local), `PORTVAKT_URL` (base of a local platform), `MASKINPORTEN_CLIENT_ID`, and the
 * private key in `MASKINPORTEN_CLIENT_JWK` or as a key set of altinn-jwks: `ALTINN_JWK_NAME` in `ALTINN_JWK_STORE`.
 */
export async function settingsFrom(
  env: Readonly<Record<string, string | undefined>> = process.env,
  print: (line: string) => void = console.log,
): Promise<Settings> {
  const name = env['MASKINPORTEN_ENVIRONMENT'] ?? 'local';
  const clientId = env['MASKINPORTEN_CLIENT_ID'];
  if (!clientId) throw new Error('Set MASKINPORTEN_CLIENT_ID to the client_id of your Maskinporten client.');
  const environment = name === 'local' ? localEnvironment(env['PORTVAKT_URL']) : (name as EnvironmentName);
  return { environment, clientId, key: keyFrom(env, name), env, print };
}

function keyFrom(env: Settings['env'], environment: string): KeySource {
  const text = env['MASKINPORTEN_CLIENT_JWK'];
  if (text) return jwk(text);
  const file = env['MASKINPORTEN_KEY_FILE'];
  if (file) return keyFile(file);
  const name = env['ALTINN_JWK_NAME'];
  if (!name)
    throw new Error(
      'Set MASKINPORTEN_CLIENT_JWK, MASKINPORTEN_KEY_FILE or ALTINN_JWK_NAME to say which private key signs.',
    );
  return keyStore(env['ALTINN_JWK_STORE'] || process.cwd(), {
    name,
    environment: environment === 'prod' ? 'prod' : 'test',
  });
}

/** A required setting of one example. */
export function required(env: Settings['env'], name: string, what: string): string {
  const value = env[name];
  if (!value) throw new Error(`Set ${name}: ${what}.`);
  return value;
}

/** Base URLs of the platform and of a service owner's apps. */
export function addresses(environment: Settings['environment'], org: string): { platform: string; apps: string } {
  if (typeof environment === 'object')
    return { platform: environment.altinnPlatform ?? '', apps: environment.appsBase?.(org) ?? '' };
  const domain = environment === 'prod' ? 'altinn.no' : 'tt02.altinn.no';
  return { platform: `https://platform.${domain}`, apps: `https://${org}.apps.${domain}` };
}
