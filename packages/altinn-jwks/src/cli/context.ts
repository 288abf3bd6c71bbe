import type { Command } from 'commander';
import { JwksError } from '../errors.ts';
import type { KeySet } from '../key-set.ts';
import { ENVIRONMENTS, type Environment, keySetId } from '../names.ts';
import type { Compat, KeyStore } from '../store.ts';
import type { VaultSignIn } from '../vault-options.ts';
import type { CliIo } from './io.ts';

/** The options of the whole tool. */
export interface GlobalOptions {
  readonly store?: string;
  readonly compat?: string;
  readonly auth?: VaultSignIn;
}

const globalsOf = (command: Command): GlobalOptions => {
  let root = command;
  while (root.parent) root = root.parent;
  return root.opts<GlobalOptions>();
};

/** `--compat`, then `$ALTINN_JWKS_COMPAT`. @throws JwksError INVALID_OPTION */
export function compatOf(command: Command, io: CliIo): Compat | undefined {
  const text = globalsOf(command).compat ?? io.env['ALTINN_JWKS_COMPAT'] ?? '';
  if (text === '') return undefined;
  if (text === '1' || text === '2') return text === '1' ? 1 : 2;
  throw new JwksError(
    'INVALID_OPTION',
    `--compat (or ALTINN_JWKS_COMPAT) is 1 or 2, the release of the .NET tool to be like, not ${JSON.stringify(text.slice(0, 40))}.`,
  );
}

/** `--store`, then `$ALTINN_JWK_STORE`, then the current directory. @throws JwksError UNSUPPORTED_STORE, STORE_FAILED */
export async function storeOf(command: Command, io: CliIo): Promise<KeyStore> {
  const { store, auth } = globalsOf(command);
  const compat = compatOf(command, io);
  const { openStore } = await import('../open-store.ts');
  return openStore(store || io.env['ALTINN_JWK_STORE'] || process.cwd(), {
    now: io.now,
    ...(compat === undefined ? {} : { compat }),
    vault: { ...io.vault, ...(auth === undefined ? {} : { signIn: auth }) },
  });
}

/** A key set as it stands now. @throws JwksError KEY_SET_NOT_FOUND */
export async function existing(store: KeyStore, name: string, environment: Environment, now: Date): Promise<KeySet> {
  const set = await store.read(name, environment);
  if (set) return set.settled(now);
  throw await notFound(store, name, environment);
}

/** The first sentence is the .NET tool's. */
async function notFound(store: KeyStore, name: string, environment?: Environment): Promise<JwksError> {
  const other = ENVIRONMENTS.find((one) => one !== environment);
  const isElsewhere = environment !== undefined && other !== undefined && (await store.read(name, other)) !== undefined;
  const advice = isElsewhere
    ? `It has keys for ${other} only: add -e ${other.toLowerCase()}.`
    : '"altinn-jwks list" shows what there is, "create" makes one.';
  return new JwksError('KEY_SET_NOT_FOUND', `Key-set ${name} not found. ${advice}`);
}

/** The environments that a name has sets in, of those wished for. @throws JwksError KEY_SET_NOT_FOUND when one of them is missing */
export async function environmentsOf(
  store: KeyStore,
  name: string,
  wanted: readonly Environment[] | undefined,
): Promise<readonly Environment[]> {
  const found: Environment[] = [];
  for (const environment of wanted ?? ENVIRONMENTS) if (await store.read(name, environment)) found.push(environment);
  const missing = wanted?.find((environment) => !found.includes(environment));
  if (missing || found.length === 0) throw await notFound(store, name, missing);
  return found;
}

/** Where a key is kept: found by its kid, which most often tells the set. */
export interface Place {
  readonly name: string;
  readonly environment: Environment;
}

/** Finds a key by its kid. @throws JwksError KEY_NOT_FOUND, INVALID_OPTION when several sets have it */
export async function placeOf(
  store: KeyStore,
  kid: string,
  wish: { readonly name?: string | undefined; readonly environments?: readonly Environment[] | undefined },
): Promise<Place> {
  const inWish = ({ name, environment }: Place) =>
    (wish.name === undefined || wish.name === name) && (wish.environments?.includes(environment) ?? true);
  const sets = (await store.list())
    .flatMap(({ name, environments }) => environments.map((environment) => ({ name, environment })))
    .filter(inWish);
  // The sets that the kid names come first, so that another set that cannot be read is no hindrance.
  const named = sets.filter(({ name, environment }) => kid.startsWith(`${keySetId(name, environment)}.`));
  for (const places of [named, sets.filter((set) => !named.includes(set))]) {
    const found: Place[] = [];
    for (const place of places) if ((await store.read(place.name, place.environment))?.has(kid)) found.push(place);
    const [only] = found;
    if (only && found.length === 1) return only;
    if (only)
      throw new JwksError(
        'INVALID_OPTION',
        `Several key sets have the key ${kid}: ${found.map((one) => keySetId(one.name, one.environment)).join(', ')}. Choose one with --name and -e.`,
      );
  }
  throw new JwksError(
    'KEY_NOT_FOUND',
    `Key ${kid.slice(0, 255)} is in no key set here: "altinn-jwks list --keys" shows all.`,
  );
}
