import { randomUUID } from 'node:crypto';
import { type Algorithm, DEFAULT_RSA_BITS, isRsa, parseAlgorithm } from './algorithms.ts';
import { check, checkMembers, checkOptional } from './check.ts';
import { JwksError } from './errors.ts';
import { createKey, type Jwk, type KeyUse, ordered, thumbprint } from './jwk.ts';
import { KeySet, MAX_KEPT } from './key-set.ts';
import { checkKid, checkName, dateSuffix, ENVIRONMENTS, type Environment, keySetId, minuteSuffix } from './names.ts';
import type { KeySets, KeyStore } from './store.ts';

/** Ends of a kid: the local date, the minute code of release 2, the key's thumbprint (RFC 7638), or a UUID. */
export const KID_FORMATS = ['date', 'minute', 'thumbprint', 'uuid'] as const;
/** One of `KID_FORMATS`. */
export type KidFormat = (typeof KID_FORMATS)[number];

/** Which keys are made, and where they go. */
export interface CreateKeysOptions {
  readonly store: KeyStore;
  readonly name: string;
  /** Default both. */
  readonly environments?: readonly Environment[];
  readonly algorithm?: Algorithm;
  readonly size?: number;
  readonly use?: KeyUse;
  readonly insecure?: boolean;
  /** Taken as it is; one that exists is refused. Without it: the local date, then `<date>.2`, `.3` … */
  readonly suffix?: string;
  /** Makes the suffix when none is given; default `date`. */
  readonly kidFormat?: KidFormat;
  /** How many keys a set keeps; default six. */
  readonly keep?: number;
  readonly now?: Date;
  /** Published at once, signing only when promoted (or from `activate` on), instead of signing at once. */
  readonly waiting?: boolean;
  /** Where neither algorithm, size nor use is given, each key is made like the current one of its set. */
  readonly likeCurrent?: boolean;
  /** From when a waiting key signs by itself. */
  readonly activate?: Date;
  /** A vault keeps the current key in a secret of its own from now on. */
  readonly appSecret?: boolean;
  /** Notes nothing beside the keys, as the .NET tool does not. */
  readonly plain?: boolean;
  /** Called with each kid before its key is made and before it is compared with those in the set. */
  readonly onKid?: (kid: string) => void;
}

/** A key that was made, its private half with it. */
export interface CreatedKey {
  readonly environment: Environment;
  readonly kid: string;
  readonly key: Jwk;
}

function checkOptions(options: CreateKeysOptions): void {
  checkMembers(options, 'options', { store: 'an object' });
  checkName(options.name);
  const { store, algorithm, kidFormat } = options;
  check(store.updateAll, 'store', 'a function');
  const flag = 'true or false';
  const flags = { insecure: flag, waiting: flag, likeCurrent: flag, appSecret: flag, plain: flag } as const;
  const times = { now: 'a Date', activate: 'a Date' } as const;
  const numbers = { size: 'a number, 0 or more', keep: 'a number, 0 or more' } as const;
  const key = { use: '"sig" or "enc"', suffix: 'a text, also an empty one', kidFormat: 'a text' } as const;
  const environments = 'a list of "TEST" and "PROD"';
  checkOptional(options, 'options', { ...flags, ...times, ...numbers, ...key, environments, onKid: 'a function' });
  if (algorithm !== undefined) parseAlgorithm(algorithm);
  if (kidFormat !== undefined && !KID_FORMATS.includes(kidFormat))
    throw new JwksError('INVALID_OPTION', `kidFormat is unknown: use one of ${KID_FORMATS.join(', ')}.`);
}

/**
 * Makes one key an environment, side by side, all with the same suffix, and adds each to its set: all of them or none.
 * @throws JwksError KEY_EXISTS, ROTATING, WEAK_KEY, INVALID_NAME, INVALID_OPTION, and what the store throws
 */
export async function createKeys(options: CreateKeysOptions): Promise<readonly CreatedKey[]> {
  checkOptions(options);
  const name = checkName(options.name);
  const wanted = options.environments ?? ENVIRONMENTS;
  const environments = ENVIRONMENTS.filter((environment) => wanted.includes(environment));
  const now = options.now ?? new Date();
  let created: readonly CreatedKey[] = [];
  await options.store.updateAll(name, environments, async (sets) => {
    // A store without locks asks again on top of what others wrote meanwhile; the keys are made once.
    created =
      created.length === 0
        ? await make(options, name, environments, sets)
        : created.map((one) => relabelled(one, options, name, sets));
    return new Map(
      created.map(({ environment, key }) => {
        const set = sets.get(environment) ?? new KeySet(keySetId(name, environment));
        return [environment, holds(set, key) ? set : added(set, key, options, now)];
      }),
    );
  });
  return created;
}

/** The key itself, whatever it is called. */
const holds = (set: KeySet | undefined, key: Jwk): boolean => set?.keys.some((one) => one.d === key.d) ?? false;

/** Somebody may have taken a kid that nobody asked for by name: then the next free one will do. */
function relabelled(one: CreatedKey, options: CreateKeysOptions, name: string, sets: KeySets): CreatedKey {
  const { environment, key } = one;
  const set = sets.get(environment);
  if (options.suffix !== undefined || !set?.has(one.kid) || holds(set, key)) return one;
  const kid = `${keySetId(name, environment)}.${freeSuffix(options, name, [environment], sets)}`;
  options.onKid?.(kid);
  return { environment, kid, key: ordered({ ...key, kid }) };
}

function added(set: KeySet, key: Jwk, options: CreateKeysOptions, now: Date): KeySet {
  const keep = options.keep ?? MAX_KEPT;
  const grown = options.waiting
    ? set.rotate(key, { now, keep, ...(options.activate ? { activate: options.activate } : {}) })
    : // A key that waited until now must not displace this one later.
      set.settled(now).add(key, keep, !options.plain);
  return options.appSecret ? grown.withAppSecret() : grown;
}

async function make(
  options: CreateKeysOptions,
  name: string,
  environments: readonly Environment[],
  sets: KeySets,
): Promise<readonly CreatedKey[]> {
  if (options.suffix === undefined && options.kidFormat === 'thumbprint')
    return Promise.all(
      environments.map((environment) => thumbprinted(wishFor(options, sets.get(environment)), name, environment)),
    );
  const suffix = options.suffix ?? freeSuffix(options, name, environments, sets);
  const planned = environments.map((environment) => ({ environment, kid: `${keySetId(name, environment)}.${suffix}` }));
  for (const { kid } of planned) checkKid(kid);
  for (const { environment, kid } of planned) {
    options.onKid?.(kid);
    if (sets.get(environment)?.has(kid))
      throw new JwksError('KEY_EXISTS', `Key with id ${kid} already exists in key-set.`);
    // Refused before any key is made.
    if (options.waiting) sets.get(environment)?.rotate({ kid }, { now: options.now ?? new Date() });
  }
  return Promise.all(
    planned.map(async (plan) => ({
      ...plan,
      key: await createKey({ ...wishFor(options, sets.get(plan.environment)), kid: plan.kid }),
    })),
  );
}

/** What is not said is as the set's current key has it. */
function wishFor(options: CreateKeysOptions, set: KeySet | undefined): CreateKeysOptions {
  const current = options.likeCurrent ? set?.keys.at(-1) : undefined;
  if (!current) return options;
  const algorithm = options.algorithm ?? parseAlgorithm(String(current.alg));
  const bits = 8 * Buffer.from(String(current.n ?? ''), 'base64url').length;
  // A size is never taken over below what is safe, nor from a key of another kind.
  const size = options.size ?? (isRsa(algorithm) && bits >= DEFAULT_RSA_BITS ? bits : undefined);
  const use = options.use ?? (current.use === 'enc' ? 'enc' : 'sig');
  return { ...options, algorithm, use, ...(size === undefined ? {} : { size }) };
}

/** Such a kid is known only when its key is. */
async function thumbprinted(options: CreateKeysOptions, name: string, environment: Environment): Promise<CreatedKey> {
  const made = await createKey({ ...options, kid: '' });
  const kid = `${keySetId(name, environment)}.${thumbprint(made)}`;
  options.onKid?.(kid);
  return { environment, kid, key: ordered({ ...made, kid }) };
}

/** The default suffix if no environment has it yet, else the first free `<suffix>.2`, `.3` … */
function freeSuffix(
  options: CreateKeysOptions,
  name: string,
  environments: readonly Environment[],
  sets: KeySets,
): string {
  const now = options.now ?? new Date();
  if (options.kidFormat === 'uuid') return randomUUID();
  const base = options.kidFormat === 'minute' ? minuteSuffix(now) : dateSuffix(now);
  const taken = (suffix: string) =>
    environments.some((environment) => sets.get(environment)?.has(`${keySetId(name, environment)}.${suffix}`));
  if (!taken(base)) return base;
  for (let number = 2; ; number += 1) if (!taken(`${base}.${number}`)) return `${base}.${number}`;
}
