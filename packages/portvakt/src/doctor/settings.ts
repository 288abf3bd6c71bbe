import { createMaskinportenClient } from '@portvakt/client';
import type { Wishes } from '@portvakt/client/doctor';
import { type ConfigurationPlaces, findConfiguration, keyStore } from '@portvakt/client/node';

/** What the command was given. */
export interface DoctorOptions {
  readonly config?: string;
  readonly env?: boolean;
  readonly environment?: string;
  readonly url?: string;
  readonly clientId?: string;
  readonly key?: string;
  readonly store?: string;
  readonly keyFile?: string;
  readonly scope?: readonly string[];
  readonly consumerOrg?: string;
  readonly systemUser?: string;
  readonly externalRef?: string;
  readonly exchange?: boolean;
  readonly system?: string;
  readonly redirectUrl?: string;
  readonly resource?: string;
  readonly action?: string;
  readonly organization?: string;
  readonly adminClientId?: string;
  readonly adminKey?: string;
  readonly timeout: string;
  readonly json?: boolean;
  readonly watch?: string | true;
}

type Variables = Readonly<Record<string, string | undefined>>;

const KEYS = [
  'MASKINPORTEN_CLIENT_JWK',
  'MASKINPORTEN_JWK_BASE64',
  'MASKINPORTEN_PRIVATE_KEY',
  'MASKINPORTEN_KEY_FILE',
  'MASKINPORTEN_PRIVATE_KEY_PATH',
  'MASKINPORTEN_PKCS12_BASE64',
  'MASKINPORTEN_PKCS12_FILE',
  'MASKINPORTEN_KEYSTORE_PATH',
  'ALTINN_JWK_NAME',
  'MASKINPORTEN_KEY_VAULT_SECRET_ID',
  'MASKINPORTEN_KEY_VAULT_KEY_ID',
] as const;

/** Where the configuration is looked for: options stand in the place of the variables that they are named after. */
export function placesOf(options: DoctorOptions, env: Variables, folder: string): ConfigurationPlaces {
  const { config, key, keyFile, scope, exchange } = options;
  const given = {
    MASKINPORTEN_ENVIRONMENT: options.environment,
    PORTVAKT_URL: options.url,
    MASKINPORTEN_CLIENT_ID: options.clientId,
    ALTINN_JWK_NAME: key,
    ALTINN_JWK_STORE: options.store,
    MASKINPORTEN_KEY_FILE: keyFile,
    MASKINPORTEN_SCOPES: scope?.join(' '),
    MASKINPORTEN_CONSUMER_ORG: options.consumerOrg,
    MASKINPORTEN_SYSTEM_USER_ORG: options.systemUser,
    MASKINPORTEN_EXTERNAL_REF: options.externalRef,
    ALTINN_EXCHANGE: exchange ? 'true' : undefined,
  };
  const named = key !== undefined || keyFile !== undefined;
  const rest = Object.entries(env).filter(([name]) => !named || !(KEYS as readonly string[]).includes(name));
  const over = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    env: Object.fromEntries([...rest, ...over]),
    folder,
    ...(config === undefined ? {} : { file: config }),
    ...(options.env ? { onlyEnv: true } : {}),
  };
}

/** What is to be looked at beside the configuration. */
export function wishesOf({ organization, system, redirectUrl, resource, action }: DoctorOptions): Wishes {
  const wishes = { organization, systemId: system, redirectUrl, resource, action };
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined));
}

/** An administrator's token: the one in `PORTVAKT_ADMIN_TOKEN`, else one that the administrator's client gets. */
export function adminTokenOf(
  options: DoctorOptions,
  places: ConfigurationPlaces,
): (() => Promise<string | undefined>) | undefined {
  const { adminClientId: clientId, adminKey: name } = options;
  const ready = places.env?.['PORTVAKT_ADMIN_TOKEN'];
  if (ready) return async () => ready;
  if (clientId === undefined || name === undefined) return undefined;
  return async () => {
    const { settings } = findConfiguration(places);
    const environment = settings?.environment;
    const store = options.store ?? (places.env?.['ALTINN_JWK_STORE'] || (places.folder ?? '.'));
    const key = keyStore(store, { name, environment: environment === 'prod' ? 'prod' : 'test' });
    const client = createMaskinportenClient({
      ...(environment === undefined ? {} : { environment }),
      clientId,
      key,
      scopes: 'idporten:dcr.read',
    });
    return (await client.getToken()).value;
  };
}

/** @throws Error for options that contradict each other */
export function checkOptions(options: DoctorOptions): void {
  const { config, env, clientId, key, keyFile, environment, scope, adminClientId, adminKey, watch } = options;
  if (config !== undefined && env) throw new Error('--config and --env exclude each other: give one.');
  const named = { clientId, key, keyFile, environment, scope };
  const both = Object.entries(named).find(([, value]) => value !== undefined)?.[0];
  if (config !== undefined && both !== undefined)
    throw new Error(`--config says what ${both} is: leave one of the two out.`);
  if (key !== undefined && keyFile !== undefined) throw new Error('--key and --key-file exclude each other: give one.');
  if ((adminClientId === undefined) !== (adminKey === undefined))
    throw new Error('--admin-client-id and --admin-key go together.');
  secondsOf(options.timeout, '--timeout', 300);
  if (typeof watch === 'string') secondsOf(watch, '--watch', 86_400);
}

/** @throws Error */
export function secondsOf(text: string, option: string, most: number): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= most) return seconds;
  throw new Error(`${option} must be a number of seconds, at most ${most}.`);
}
