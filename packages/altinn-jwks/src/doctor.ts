import { ALGORITHMS, DEFAULT_RSA_BITS, fitsCurve, fitsMaskinporten } from './algorithms.ts';
import { check, checkMembers } from './check.ts';
import { JwksError } from './errors.ts';
import { fixedWidth, type Jwk, privateKeyOf } from './jwk.ts';
import { fitsTogether } from './key-check.ts';
import { type KeySet, MAX_PUBLISHED } from './key-set.ts';
import { fitsKid } from './names.ts';
import type { Finding, KeyStore } from './store.ts';

/** What was found wrong in a store, and how much was looked at. */
export interface Examination {
  readonly findings: readonly Finding[];
  readonly sets: number;
  readonly keys: number;
}

/**
 * Examines a store: can each set be read, does each private key sign what its public half verifies, are kids unique and fit for
 * Maskinporten, have members their full width, are files for their owner only. Changes nothing.
 */
export async function examine(store: KeyStore, now: Date): Promise<Examination> {
  checkMembers(store, 'The store', { inspect: 'a function', list: 'a function', read: 'a function' });
  check(now, 'The time', 'a Date');
  const findings: Finding[] = [...(await store.inspect())];
  const modulus = new Map<string, string>();
  let sets = 0;
  let keys = 0;
  for (const { name, environments } of await store.list())
    for (const environment of environments) {
      sets += 1;
      try {
        const set = await store.read(name, environment);
        if (!set) continue;
        keys += set.keys.length;
        findings.push(...examineSet(set, now), ...twins(set, modulus));
      } catch (error) {
        if (!(error instanceof JwksError)) throw error;
        findings.push({ level: 'error', where: `${name}-${environment}`, text: error.message });
      }
    }
  return { findings, sets, keys };
}

function examineSet(set: KeySet, now: Date): readonly Finding[] {
  const findings: Finding[] = [];
  const warn = (where: string, text: string) => findings.push({ level: 'warning', where, text });
  if (set.keys.length === 0) warn(set.id, 'it has no key: make one with "create"');
  if (set.keys.length > MAX_PUBLISHED)
    warn(
      set.id,
      `it has ${set.keys.length} keys; Maskinporten takes ${MAX_PUBLISHED}, so the oldest is not published: "prune" removes it`,
    );
  const kids = set.keys.map((key) => key.kid);
  const repeated = kids.filter((kid, index) => kids.indexOf(kid) !== index);
  for (const kid of new Set(repeated))
    findings.push({ level: 'error', where: set.id, text: `several keys have the kid ${kid}: "revoke" it` });
  for (const kid of set.mended)
    warn(
      `${set.id} ${kid}`,
      'its numbers lack leading zeros, which .NET on Windows refuses: exports have them, and so has the next change of the set',
    );
  for (const key of set.keys)
    findings.push(...examineKey(key).map((finding) => ({ ...finding, where: `${set.id} ${finding.where}` })));
  const current = set.keys.length > 0 ? set.currentAt(now) : undefined;
  const expires = current && set.datesOf(current, now).expires;
  if (expires && expires <= now)
    warn(
      set.id,
      `Maskinporten has dropped the current key ${current.kid} (${expires.toISOString().slice(0, 10)}): "rotate", or push it again`,
    );
  return findings;
}

/** What is wrong with one key by itself. */
export function examineKey(key: Jwk): readonly Finding[] {
  const where = typeof key.kid === 'string' ? key.kid : '(no kid)';
  const findings: Finding[] = [];
  const found = (level: Finding['level'], text: string) => findings.push({ level, where, text });
  if (typeof key.kid !== 'string' || key.kid === '') found('error', 'it has no kid: Maskinporten needs one');
  else if (!fitsKid(key.kid)) found('warning', 'Maskinporten takes only letters, digits, ".", "_" and "-" in a kid');
  const algorithm = ALGORITHMS.find((one) => one === key.alg);
  if (!algorithm) found('error', `its alg ${JSON.stringify(key.alg)} is none of ${ALGORITHMS.join(', ')}`);
  else if (!fitsMaskinporten(algorithm)) found('warning', `Maskinporten does not take ${algorithm}`);
  if (!fitsTogether(key)) {
    found('error', 'what its private half signs its public half does not verify: the key is damaged, "revoke" it');
    return findings;
  }
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = privateKeyOf(key);
  if (algorithm && !fitsCurve(algorithm, type, details?.namedCurve))
    found('error', `its alg ${algorithm} does not fit a key of type ${type} ${details?.namedCurve ?? ''}`.trim());
  const padded = fixedWidth(key);
  const short = ['n', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'x', 'y'].filter((member) => padded[member] !== key[member]);
  if (short.length > 0)
    found(
      'warning',
      `${short.join(', ')} lack leading zeros, which .NET on Windows refuses: export and import it again`,
    );
  const bits = details?.modulusLength;
  if (bits !== undefined && bits < DEFAULT_RSA_BITS)
    found('warning', `an RSA key of ${bits} bits is too weak: Maskinporten refuses it`);
  return findings;
}

/** The same key under two kids or in two sets is no independent key. */
function twins(set: KeySet, seen: Map<string, string>): readonly Finding[] {
  return set.keys.flatMap((key) => {
    const half = key.n ?? `${key.x} ${key.y}`;
    const other = seen.get(half);
    seen.set(half, `${set.id} ${key.kid}`);
    return other === undefined
      ? []
      : [{ level: 'warning' as const, where: `${set.id} ${key.kid}`, text: `it is the same key as ${other}` }];
  });
}
