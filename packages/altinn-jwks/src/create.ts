import type { Algorithm } from './algorithms.ts';
import { JwksError } from './errors.ts';
import { createKey, type Jwk, type KeyUse } from './jwk.ts';
import { MAX_KEPT } from './key-set.ts';
import { checkKid, checkName, dateSuffix, ENVIRONMENTS, type Environment, keySetId } from './names.ts';
import type { KeyStore } from './store.ts';

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
  /** Makes the suffix when none is given; default the local date. */
  readonly defaultSuffix?: string;
  /** How many keys a set keeps; default six. */
  readonly keep?: number;
  readonly now?: Date;
  /** Called with each kid before its key is made. */
  readonly onKid?: (kid: string) => void;
}

export interface CreatedKey {
  readonly environment: Environment;
  readonly kid: string;
  readonly key: Jwk;
}

/** Makes one key an environment, side by side, all with the same suffix, and adds each to its set. */
export async function createKeys(options: CreateKeysOptions): Promise<readonly CreatedKey[]> {
  const name = checkName(options.name);
  const environments = ENVIRONMENTS.filter((environment) =>
    (options.environments ?? ENVIRONMENTS).includes(environment),
  );
  const suffix = options.suffix ?? (await freeSuffix(options, name, environments));
  const planned = environments.map((environment) => ({ environment, kid: `${keySetId(name, environment)}.${suffix}` }));
  for (const { kid } of planned) {
    if (options.suffix === undefined || options.suffix !== '') checkKid(kid);
    options.onKid?.(kid);
  }
  await refuseExisting(options.store, name, planned);
  const keys = await Promise.all(planned.map(({ kid }) => createKey({ ...options, kid })));
  const created: CreatedKey[] = [];
  for (const [index, { environment, kid }] of planned.entries()) {
    const key = keys[index];
    if (!key) continue;
    await options.store.update(name, environment, (set) => set.add(key, options.keep ?? MAX_KEPT));
    created.push({ environment, kid, key });
  }
  return created;
}

async function refuseExisting(
  store: KeyStore,
  name: string,
  planned: readonly { environment: Environment; kid: string }[],
): Promise<void> {
  for (const { environment, kid } of planned)
    if ((await store.read(name, environment))?.has(kid))
      throw new JwksError('KEY_EXISTS', `Key with id ${kid} already exists in key-set.`);
}

/** The default suffix if no environment has it yet, else the first free `<suffix>.2`, `.3` … */
async function freeSuffix(
  options: CreateKeysOptions,
  name: string,
  environments: readonly Environment[],
): Promise<string> {
  const base = options.defaultSuffix ?? dateSuffix(options.now ?? new Date());
  const sets = await Promise.all(environments.map((environment) => options.store.read(name, environment)));
  const taken = (suffix: string) =>
    environments.some((environment, index) => sets[index]?.has(`${keySetId(name, environment)}.${suffix}`));
  if (!taken(base)) return base;
  for (let number = 2; ; number += 1) if (!taken(`${base}.${number}`)) return `${base}.${number}`;
}
