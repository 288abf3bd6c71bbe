import { type Environment, type EnvironmentName, type KeySource, localEnvironment } from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';

/** What every example needs; all of it comes from environment variables, so that the same file runs against local, test and prod. */
export interface Settings {
  readonly environment: EnvironmentName | Environment;
  readonly clientId: string;
  readonly key: KeySource;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
}

/**
 * What `fromEnv` reads: `MASKINPORTEN_ENVIRONMENT` (local, test, prod) or `PORTVAKT_URL` (base of a local platform), `MASKINPORTEN_CLIENT_ID`,
 * and the private key in `MASKINPORTEN_CLIENT_JWK` or as a key set of altinn-jwks: `ALTINN_JWK_NAME` in `ALTINN_JWK_STORE`. Where no variable
 * names an environment, the examples run against the platform on this machine.
 */
export async function settingsFrom(
  env: Readonly<Record<string, string | undefined>> = process.env,
  print: (line: string) => void = console.log,
): Promise<Settings> {
  const { environment = localEnvironment(), clientId, key } = fromEnv(env);
  return { environment, clientId, key, env, print };
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
