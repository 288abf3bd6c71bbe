/** Who asks the self-service API, and where it is: the same options for every command that does. */
import { createMaskinportenClient, type Environment, type EnvironmentName, localEnvironment } from '@portvakt/client';
import { keyStore } from '@portvakt/client/node';
import { type Command, Option } from 'commander';
import { selfServiceBase } from './api.ts';
import { call, type Door, isObject } from './http.ts';
import { noSandbox, sandboxToken } from './sandbox-token.ts';

/** What a command with an administrator was given. */
export interface AdminOptions {
  readonly environment: EnvironmentName;
  /** Another spelling of it. */
  readonly env?: EnvironmentName;
  readonly url?: string;
  readonly org?: string;
  readonly adminClientId?: string;
  readonly adminKey?: string;
  /** As other commands spell these two. */
  readonly clientId?: string;
  readonly key?: string;
  readonly store?: string;
}

const ENVIRONMENTS: readonly EnvironmentName[] = ['local', 'test', 'prod'];
const LOCAL = 'http://localhost:7070';

/** Adds where and as whom to a command. */
export function withAdminOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-e, --environment <name>', 'where')
        .choices(ENVIRONMENTS)
        .env('MASKINPORTEN_ENVIRONMENT')
        .default('local'),
    )
    .addOption(new Option('--env <name>', 'as --environment').choices(ENVIRONMENTS).hideHelp())
    .addOption(new Option('--url <base>', 'base URL of a local platform').env('PORTVAKT_URL'))
    .option('--org <number>', 'sandbox: the organisation that you are; needs no client and no key')
    .addOption(
      new Option('--admin-client-id <id>', 'a client of yours with the idporten: scopes').env(
        'PORTVAKT_ADMIN_CLIENT_ID',
      ),
    )
    .addOption(
      new Option('--admin-key <name>', 'its key set of altinn-jwks; else a token is in $PORTVAKT_ADMIN_TOKEN').env(
        'PORTVAKT_ADMIN_KEY',
      ),
    )
    .addOption(new Option('--client-id <id>', 'as --admin-client-id').hideHelp())
    .addOption(new Option('--key <name>', 'as --admin-key').hideHelp())
    .option('--store <directory>', 'where altinn-jwks keeps its keys (default: $ALTINN_JWK_STORE, else here)');
}

/** The environment that the options name. */
export const placeOf = ({ env, environment }: AdminOptions): EnvironmentName => env ?? environment;

/** Base URL of a local platform. @throws Error when it is no URL */
export function localBase({ url }: AdminOptions): string {
  const base = (url || LOCAL).replace(/\/+$/, '');
  if (/^https?:\/\/[^/]/.test(base) && URL.canParse(base)) return base;
  throw new Error(`--url (or PORTVAKT_URL) must be a base URL such as ${LOCAL}.`);
}

/** What a door needs to be opened. */
export interface Wish {
  readonly scopes: readonly string[];
  /** The client that it is about: in the sandbox it tells whose administrator is needed. */
  readonly clientId?: string | undefined;
}

/**
 * The door of the self-service API. In the sandbox `--org`, or the client itself, is enough; elsewhere, and in production mode, a client of
 * one's own with the scopes is needed, or a token.
 * @throws Error that says what to give
 */
export function selfServiceDoor(
  options: AdminOptions,
  wish: Wish,
  env: Readonly<Record<string, string | undefined>>,
): Door {
  const place = placeOf(options);
  return {
    base: place === 'local' ? selfServiceBase('local', localBase(options)) : selfServiceBase(place),
    token: once(adminToken(options, wish, env)),
  };
}

/** Asked for once, however many calls there are. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** @throws Error when the options name nobody, or two */
function adminToken(
  options: AdminOptions,
  wish: Wish,
  env: Readonly<Record<string, string | undefined>>,
): () => Promise<string> {
  const { org, clientId = options.adminClientId, key = options.adminKey } = options;
  const place = placeOf(options);
  if (org !== undefined && place !== 'local')
    throw new Error(`--org is for the sandbox: for ${place} give --admin-client-id and --admin-key. ${HOW}`);
  if (org !== undefined) return () => tokenOf(options, wish, org);
  const ready = env['PORTVAKT_ADMIN_TOKEN'];
  if (ready && key === undefined) {
    if (/^[\x21-\x7e]{1,20000}$/.test(ready)) return async () => ready;
    throw new Error('PORTVAKT_ADMIN_TOKEN holds characters that no token has: set it to the token alone.');
  }
  if ((clientId === undefined) !== (key === undefined))
    throw new Error('--admin-client-id and --admin-key go together.');
  if (clientId !== undefined && key !== undefined)
    return () => grantedToken(options, wish, { clientId, name: key }, env);
  if (place === 'local') return async () => tokenOf(options, wish, await ownerOf(options, wish));
  throw new Error(`Who asks? Give ${INSTEAD}, with ${wish.scopes.join(' ')}. ${HOW}`);
}

const HOW = 'Digdir gives such a client on application: docs.digdir.no/docs/idporten/oidc/oidc_api_admin.';

const INSTEAD = '--admin-client-id and --admin-key, or a token in $PORTVAKT_ADMIN_TOKEN';

const tokenOf = (options: AdminOptions, { scopes }: Wish, organization: string): Promise<string> =>
  sandboxToken(localBase(options), { organization, scopes, issuer: 'maskinporten' }, INSTEAD);

/** Whose client it is, as the sandbox tells. @throws Error when nobody is named, or nobody has it */
async function ownerOf(options: AdminOptions, { clientId }: Wish): Promise<string> {
  const which = 'give --org, e.g. --org 310044423 (who is in the sandbox: docs/world.md, or the portal)';
  if (clientId === undefined) throw new Error(`As which organisation? In the sandbox ${which}.`);
  const door = { base: localBase(options) };
  const { status, body } = await call(door, 'GET', `/sandbox/clients?query=${encodeURIComponent(clientId)}`, {
    also: [404],
  });
  if (status === 404 || !Array.isArray(body)) throw noSandbox(door.base, INSTEAD);
  const found = body.filter(isObject).find((one) => one['clientId'] === clientId);
  if (typeof found?.['organization'] === 'string') return found['organization'];
  throw new Error(
    `There is no active client ${clientId.slice(0, 100)} in this sandbox: "portvakt integrations list --org …" shows an organisation's; for one that is deactivated ${which}.`,
  );
}

async function grantedToken(
  options: AdminOptions,
  { scopes }: Wish,
  { clientId, name }: { readonly clientId: string; readonly name: string },
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const place = placeOf(options);
  const environment: EnvironmentName | Environment = place === 'local' ? localEnvironment(localBase(options)) : place;
  const store = options.store ?? (env['ALTINN_JWK_STORE'] || '.');
  const key = keyStore(store, { name, environment: place === 'prod' ? 'prod' : 'test' });
  return (await createMaskinportenClient({ environment, clientId, key, scopes }).getToken()).value;
}
