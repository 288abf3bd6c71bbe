import {
  createMaskinportenClient,
  type Environment,
  type EnvironmentName,
  jwk,
  type KeySource,
  localEnvironment,
  type MaskinportenClient,
  type TokenRequest,
} from '@portvakt/client';
import { fromEnv } from '@portvakt/client/node';
import { openStore } from 'altinn-jwks';
import { type Command, Option } from 'commander';
import { textFrom } from '../input.ts';
import { quoted } from '../next-steps.ts';

/** Options that every command with a client has. */
export interface ClientOptions {
  environment: EnvironmentName;
  url?: string;
  allowHttp?: boolean;
  clientId?: string;
  key?: string;
  store?: string;
  keyFile?: string;
  scope?: string[];
  resource?: string;
  consumerOrg?: string;
  systemUser?: string;
  externalRef?: string;
  json?: boolean;
}

/** Adds the options; values may also come from the environment variables that @portvakt/client documents. */
export function withClientOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-e, --environment <name>', 'where')
        .choices(['local', 'test', 'prod'])
        .env('MASKINPORTEN_ENVIRONMENT')
        .default('local'),
    )
    .addOption(new Option('--url <base>', 'base URL of a local platform').env('PORTVAKT_URL'))
    .option('--allow-http', 'let tokens go to another machine in clear text, inside a network of your own')
    .addOption(new Option('--client-id <id>', 'Maskinporten client').env('MASKINPORTEN_CLIENT_ID'))
    .option('--key <name>', 'key set of altinn-jwks (default: $ALTINN_JWK_NAME)')
    .option('--store <directory>', 'where altinn-jwks keeps its keys (default: $ALTINN_JWK_STORE, else here)')
    .option(
      '--key-file <file>',
      'private JWK in a file ("-" = stdin), JSON or base64; else $MASKINPORTEN_CLIENT_JWK and what else @portvakt/client reads',
    )
    .option('--scope <scope...>', 'scopes')
    .option('--resource <uri>', 'audience restriction')
    .option('--consumer-org <number>', 'organisation that has delegated')
    .option('--system-user <number>', 'organisation that owns the system user')
    .option('--external-ref <ref>', 'external reference of the system user')
    .option('--json', 'print JSON');
}

const environmentOf = ({ environment, url, allowHttp = false }: ClientOptions): EnvironmentName | Environment =>
  environment === 'local' ? { ...localEnvironment(url), allowHttp } : environment;

/** What the client cannot tell, who does not know where the text is from. @throws Error that tells nothing of it */
function checkJwk(text: string, file: string): string {
  const called = file === '-' ? 'The standard input' : file;
  if (text.trim() === '') throw new Error(`${called} is empty: it must hold a private JWK.`);
  if (!text.includes('-----BEGIN ')) return text;
  throw new Error(
    /PRIVATE KEY/.test(text)
      ? `${called} holds PEM, and --key-file takes a JWK: make a key set of it with "altinn-jwks import NAME ${quoted(file)}" and give --key NAME, or name the file in MASKINPORTEN_KEY_FILE.`
      : `${called} holds no private key, only what others may see: give the private JWK that belongs to it.`,
  );
}

/** The private key, from an altinn-jwks store, a file or the environment. Never from the command line itself. */
async function keyOf(options: ClientOptions & { clientId: string }): Promise<KeySource> {
  if (options.key !== undefined) {
    const store = await openStore(options.store ?? (process.env['ALTINN_JWK_STORE'] || process.cwd()));
    const set = await store.read(options.key, options.environment === 'prod' ? 'PROD' : 'TEST');
    if (!set)
      throw new Error(
        `There is no key set ${options.key} in ${store.location}: make one with "altinn-jwks create ${options.key}${options.store === undefined ? '' : ` --store ${quoted(options.store)}`}".`,
      );
    return jwk(set.currentAt(new Date()));
  }
  if (options.keyFile !== undefined) {
    const { keyFile } = options;
    return jwk(checkJwk(await textFrom(keyFile), keyFile));
  }
  const { clientId, environment, store } = options;
  const chosen = { MASKINPORTEN_CLIENT_ID: clientId, MASKINPORTEN_ENVIRONMENT: environment };
  try {
    return fromEnv({ ...process.env, ...chosen, ...(store === undefined ? {} : { ALTINN_JWK_STORE: store }) }).key;
  } catch (error) {
    if (!(error instanceof Error) || !/^the key is missing/.test(error.message)) throw error;
    throw new Error('Which key? Give --key NAME, --key-file FILE or $MASKINPORTEN_CLIENT_JWK.', { cause: error });
  }
}

export async function clientOf(options: ClientOptions): Promise<MaskinportenClient> {
  const { clientId } = options;
  if (!clientId) throw new Error('Which client? Give --client-id or $MASKINPORTEN_CLIENT_ID.');
  return createMaskinportenClient({
    environment: environmentOf(options),
    clientId,
    key: await keyOf({ ...options, clientId }),
    ...requestOf(options),
  });
}

function requestOf(options: ClientOptions): TokenRequest {
  const scopes = options.scope ?? process.env['MASKINPORTEN_SCOPES'];
  if (!scopes) throw new Error('Which scopes? Give --scope or $MASKINPORTEN_SCOPES.');
  return {
    scopes,
    ...(options.resource === undefined ? {} : { resource: options.resource }),
    ...(options.consumerOrg === undefined ? {} : { consumerOrg: options.consumerOrg }),
    ...(options.systemUser === undefined
      ? {}
      : {
          systemUser: {
            org: options.systemUser,
            ...(options.externalRef === undefined ? {} : { externalRef: options.externalRef }),
          },
        }),
  };
}

/** The Altinn platform's base URL for the chosen environment. */
export const platformOf = ({ environment, url }: ClientOptions): string =>
  environment === 'prod'
    ? 'https://platform.altinn.no'
    : environment === 'test'
      ? 'https://platform.tt02.altinn.no'
      : (url ?? 'http://localhost:7070').replace(/\/+$/, '');

/** The options that let another command ask as the same client, as they go behind it. A key file on stdin has to be piped again. */
export function sameClient(options: ClientOptions): string {
  const { environment, url, allowHttp, clientId, key, store, keyFile } = options;
  const named = { url, 'client-id': clientId, key, store, 'key-file': keyFile };
  return [
    ...(environment === 'local' ? [] : ['-e', environment]),
    ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quoted(value)])),
    ...(allowHttp ? ['--allow-http'] : []),
  ]
    .map((word) => ` ${word}`)
    .join('');
}
