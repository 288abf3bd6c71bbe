/**
 * Half of what many a test computes is the search for primes. So the first RSA key that a process makes is the first key of this run, its second
 * one the second, and so on: each is made once, by whoever needs it first, and read from there by all others. After some hundreds a process
 * begins anew: no file makes so many, so within a file no two are alike. Only the plainest wish is met in this way, 2048 bits and nothing else;
 * the key tool, which wishes for more, always makes its own.
 *
 * Most of the rest is the hash of a password, which is costly on purpose. The same password with the same salt is derived once a process.
 */
import crypto, {
  type BinaryLike,
  createPrivateKey,
  createPublicKey,
  type KeyPairKeyObjectResult,
  type ScryptOptions,
} from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const folder = process.env['PORTVAKT_TEST_TMP'];
const make = {
  sync: crypto.generateKeyPairSync,
  async: crypto.generateKeyPair,
  promise: promisify(crypto.generateKeyPair),
};
/** More than any file makes. */
const UNLIKE = 400;
let made = 0;
/** A process that runs several files is prepared by the first. */
const PREPARED = Symbol.for('portvakt.test.keys');

const isPlain = (type: unknown, options: unknown): boolean =>
  type === 'rsa' && JSON.stringify(options) === '{"modulusLength":2048}';

/** The next key of the run. */
function next(home: string): KeyPairKeyObjectResult {
  made = (made % UNLIKE) + 1;
  const keys = join(home, 'keys');
  const place = join(keys, `${made}.pem`);
  try {
    const privateKey = createPrivateKey(readFileSync(place));
    return { privateKey, publicKey: createPublicKey(privateKey) };
  } catch {
    const pair = make.sync('rsa', { modulusLength: 2048 });
    mkdirSync(keys, { recursive: true });
    // Whole or not at all: others may be reading.
    const mine = `${place}.${process.pid}`;
    writeFileSync(mine, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    renameSync(mine, place);
    return pair;
  }
}

type Derived = (error: Error | null, key: Buffer) => void;

/** What was derived, for all who wish for the same: they get copies, as late as they would have. */
function remembering(scrypt: typeof crypto.scrypt) {
  const known = new Map<string, Buffer>();
  return (
    password: BinaryLike,
    salt: BinaryLike,
    length: number,
    options: ScryptOptions | Derived,
    done: Derived,
  ): void => {
    if (typeof options === 'function') {
      scrypt(password, salt, length, options);
      return;
    }
    const wish = JSON.stringify([password, salt, length, options]);
    const found = known.get(wish);
    if (found) setImmediate(() => done(null, Buffer.from(found)));
    else
      scrypt(password, salt, length, options, (error, key) => {
        if (!error) known.set(wish, Buffer.from(key));
        done(error, key);
      });
  };
}

type Done = (error: Error | null, publicKey?: unknown, privateKey?: unknown) => void;

if (folder !== undefined && !Reflect.has(crypto.generateKeyPairSync, PREPARED)) {
  const inCallback = (type: never, options: never, done: Done): void => {
    if (isPlain(type, options)) {
      const { publicKey, privateKey } = next(folder);
      setImmediate(() => done(null, publicKey, privateKey));
    } else Reflect.apply(make.async, crypto, [type, options, done]);
  };
  const inPromise = async (type: never, options: never): Promise<unknown> =>
    isPlain(type, options) ? next(folder) : make.promise(type, options);
  Reflect.set(crypto, 'generateKeyPair', Object.assign(inCallback, { [promisify.custom]: inPromise }));
  const atOnce = (type: never, options: never): unknown =>
    isPlain(type, options) ? next(folder) : make.sync(type, options);
  Reflect.set(crypto, 'generateKeyPairSync', Object.assign(atOnce, { [PREPARED]: true }));
  Reflect.set(crypto, 'scrypt', remembering(crypto.scrypt));
  syncBuiltinESMExports();
}
