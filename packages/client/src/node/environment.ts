import { check } from '../check.ts';
import { type Environment, type EnvironmentName, localEnvironment } from '../environments.ts';
import { ConfigurationError } from '../errors.ts';
import type { KeySource } from '../keys.ts';
import { jwk, pem } from '../keys.ts';
import type { AltinnOptions } from '../request.ts';
import { altinnOf, keyOf, readSection, requestOf } from './dotnet.ts';
import { keyFile } from './key-file.ts';
import { keyStore } from './key-store.ts';
import { pkcs12 } from './pkcs12.ts';
import {
  altinnNamed,
  booleanOf,
  debugHooks,
  environmentNamed,
  given,
  type LoadedSettings,
  maskinportenAt,
  type Request,
  requireText,
} from './settings.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Each way to give a key, with the variables that name it, the canonical one first. */
const KEYS: readonly {
  readonly names: readonly string[];
  readonly make: (value: string, env: Variables) => KeySource;
}[] = [
  {
    names: ['MASKINPORTEN_CLIENT_JWK', 'MASKINPORTEN_JWK_BASE64'],
    make: (value, env) => jwk(value, kidOf(env)),
  },
  {
    names: ['MASKINPORTEN_PRIVATE_KEY'],
    make: (value, env) =>
      pem(value, { kid: requireText(env['MASKINPORTEN_KID'], 'the kid', 'MASKINPORTEN_KID', 'key-without-kid') }),
  },
  {
    names: ['MASKINPORTEN_KEY_FILE', 'MASKINPORTEN_PRIVATE_KEY_PATH'],
    make: (value, env) => keyFile(value, kidOf(env)),
  },
  {
    names: ['MASKINPORTEN_PKCS12_BASE64'],
    make: (base64, env) => pkcs12({ base64, password: env['MASKINPORTEN_PKCS12_PASSWORD'] ?? '', ...kidOf(env) }),
  },
  {
    names: ['MASKINPORTEN_PKCS12_FILE', 'MASKINPORTEN_KEYSTORE_PATH'],
    make: (file, env) =>
      pkcs12({
        file,
        password: env['MASKINPORTEN_PKCS12_PASSWORD'] ?? env['MASKINPORTEN_KEYSTORE_PASSWORD'] ?? '',
        ...kidOf(env),
      }),
  },
  {
    names: ['ALTINN_JWK_NAME'],
    make: (name, env) =>
      keyStore(env['ALTINN_JWK_STORE'] || process.cwd(), {
        name,
        environment: /^prod$/i.test(env['MASKINPORTEN_ENVIRONMENT'] ?? env['MASKINPORTEN_ENV'] ?? '') ? 'prod' : 'test',
      }),
  },
  {
    names: ['MASKINPORTEN_KEY_VAULT_SECRET_ID'],
    make: (id, env) => vaultSource(async (azure) => azure.keyVaultSecretById(id, kidOf(env))),
  },
  {
    names: ['MASKINPORTEN_KEY_VAULT_KEY_ID'],
    make: (id, env) => vaultSource(async (azure) => azure.keyVaultKeyById(id, kidOf(env))),
  },
];

const kidOf = (env: Variables): { kid?: string } => given({ kid: env['MASKINPORTEN_KID'] || undefined });

/**
 * Options from environment variables: the canonical names, those that nais sets, and the .NET client's `MaskinportenSettings__*`
 * (client-library.md 3), in this order. Client id and key are always of one family. Where no variable says which Maskinporten is meant,
 * none is: give `environment` beside what is read here. Only variables are read; files and vaults when a token is asked for.
 * @throws ConfigurationError naming the variables
 */
export function fromEnv(env: Readonly<Record<string, string | undefined>> = process.env): LoadedSettings {
  check(env, 'env', 'an object');
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && typeof value !== 'string')
      throw new ConfigurationError(`the variable ${name} is no text`, { hint: 'Variables are texts' });
  const { section, ignored } = readSection(dotnetVariables(env));
  const warnings: string[] = [];
  const warn = (text: string) => warnings.push(text);
  const environment = environmentIn(env, section, warn);
  const altinn = canonicalAltinn(env) ?? altinnOf(section, env['PORTVAKT_URL']);
  const overwrite = booleanOf(
    section.overwriteAuthorizationHeader,
    'MaskinportenSettings__OverwriteAuthorizationHeader',
  );
  const debug =
    booleanOf(env['PORTVAKT_DEBUG'], 'PORTVAKT_DEBUG') ??
    booleanOf(section.enableDebugLogging, 'MaskinportenSettings__EnableDebugLogging');
  return {
    ...(environment === undefined ? {} : { environment }),
    ...identity(env, section),
    ...requestOf(section),
    ...canonicalRequest(env),
    ...(altinn === undefined ? {} : { altinn }),
    ...(debug ? { hooks: debugHooks } : {}),
    ...(overwrite === undefined ? {} : { attach: { overwrite } }),
    ignored: ignored.map((name) => `MaskinportenSettings__${name}`),
    warnings,
  };
}

/** `MaskinportenSettings__Name`, also with the colon that configuration files have. */
function dotnetVariables(env: Variables): Record<string, string | undefined> {
  const found = Object.entries(env).flatMap(([name, value]) => {
    const [, setting] = /^MaskinportenSettings(?:__|:)(.+)$/i.exec(name) ?? [];
    return setting === undefined ? [] : [[setting, value] as const];
  });
  return Object.fromEntries(found);
}

/** Client id and key of the first family that has both. */
function identity(env: Variables, section: ReturnType<typeof readSection>['section']) {
  const clientId = env['MASKINPORTEN_CLIENT_ID'];
  const keys = KEYS.flatMap(({ names, make }) =>
    names.flatMap((name) => {
      const value = env[name];
      return value ? [{ name, value, make }] : [];
    }),
  );
  const [first, ...others] = keys;
  const other = others.find((one) => one.value !== first?.value);
  if (first && other)
    throw new ConfigurationError(`two different keys are given: ${first.name} and ${other.name}`, {
      reason: 'keys-two',
      hint: 'Keep one',
    });
  if (clientId && first) return { clientId, key: first.make(first.value, env) };
  const dotnetKey = section.encodedJwk ?? section.encodedX509 ?? section.certificatePkcs12Path;
  if (section.clientId && (dotnetKey ?? section.certificateStoreThumbprint))
    return { clientId: section.clientId, key: keyOf(section) };
  if (clientId)
    throw new ConfigurationError('the key is missing', {
      reason: 'key-missing',
      hint: `MASKINPORTEN_CLIENT_ID is set: set MASKINPORTEN_CLIENT_JWK, MASKINPORTEN_KEY_FILE, ALTINN_JWK_NAME or another key beside it${dotnetKey ? '; the key in MaskinportenSettings__* is another client’s' : ''}`,
    });
  throw new ConfigurationError('the client id is missing', {
    reason: 'client-id-missing',
    hint: `Set MASKINPORTEN_CLIENT_ID${first ? `, which ${first.name} belongs to` : ' and MASKINPORTEN_CLIENT_JWK'}`,
  });
}

/** What is named; undefined when nothing says where, for PROD is nobody's default. */
function environmentIn(
  env: Variables,
  { environment: dotnet }: { readonly environment?: string },
  warn: (text: string) => void,
): EnvironmentName | Environment | undefined {
  const local = env['PORTVAKT_URL'];
  const option = env['MASKINPORTEN_ENVIRONMENT'] ? 'MASKINPORTEN_ENVIRONMENT' : 'MASKINPORTEN_ENV';
  const name = env[option];
  if (name) return environmentNamed(name, option, warn, local);
  if (local) return localEnvironment(local);
  const nais = naisEnvironment(env);
  if (nais !== undefined || dotnet === undefined) return nais;
  return environmentNamed(dotnet, 'MaskinportenSettings__Environment', warn, local);
}

function naisEnvironment(env: Variables): EnvironmentName | Environment | undefined {
  const wellKnown = env['MASKINPORTEN_WELL_KNOWN_URL'];
  const issuer = env['MASKINPORTEN_ISSUER'] ?? wellKnown?.replace(/\.well-known\/.*$/, '');
  if (!issuer) return undefined;
  const known = maskinportenAt(issuer);
  const { MASKINPORTEN_TOKEN_ENDPOINT: tokenEndpoint, MASKINPORTEN_JWKS_URI: jwksUri } = env;
  if (typeof known === 'string') return known;
  return { ...known, ...(tokenEndpoint ? { tokenEndpoint } : {}), ...(jwksUri ? { jwksUri } : {}) };
}

function canonicalRequest(env: Variables): Request {
  const org = env['MASKINPORTEN_SYSTEM_USER_ORG'];
  const reference = env['MASKINPORTEN_EXTERNAL_REF'] ?? env['MASKINPORTEN_SYSTEM_USER_EXTERNAL_REF'];
  return given<Request>({
    scopes: (env['MASKINPORTEN_SCOPES'] ?? env['MASKINPORTEN_SCOPE']) || undefined,
    resource: env['MASKINPORTEN_RESOURCE'] || undefined,
    consumerOrg: env['MASKINPORTEN_CONSUMER_ORG'] || undefined,
    systemUser: org ? { org, ...(reference ? { externalRef: reference } : {}) } : undefined,
  });
}

function canonicalAltinn(env: Variables): boolean | AltinnOptions | undefined {
  const flag = booleanOf(env['ALTINN_EXCHANGE'], 'ALTINN_EXCHANGE');
  const environment = env['ALTINN_ENVIRONMENT'];
  const platform = env['ALTINN_PLATFORM_URL'];
  const name = env['ALTINN_ENTERPRISE_USER_NAME'];
  const options = given<AltinnOptions>({
    environment: environment
      ? altinnNamed(environment, 'ALTINN_ENVIRONMENT', env['PORTVAKT_URL'])
      : platform
        ? { platform }
        : undefined,
    testOrg: booleanOf(env['ALTINN_TEST_ORG'], 'ALTINN_TEST_ORG'),
    enterpriseUser: name ? { name, password: env['ALTINN_ENTERPRISE_USER_PASSWORD'] ?? '' } : undefined,
  });
  if (!flag && !name) return flag;
  return Object.keys(options).length === 0 ? true : options;
}

type Azure = typeof import('../azure/index.ts');

/** A key in a vault; Azure's SDK is loaded when the first token is asked for. */
function vaultSource(make: (azure: Azure) => Promise<KeySource>): KeySource {
  let source: Promise<KeySource> | undefined;
  const loaded = () => {
    source ??= import('../azure/index.ts').then(make);
    return source;
  };
  return {
    signer: async (options) => (await loaded()).signer(options),
    refresh: async (why) => (await (await loaded()).refresh?.(why)) ?? false,
  };
}
