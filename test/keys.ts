/**
 * Half of what many a test computes is the search for primes. So the first RSA key that a process makes is the first key of this run, its second
 * one the second, and so on: each is made once, by whoever needs it first, and read from there by all others. Within a process no two are alike.
 * Only the plainest wish is met in this way, 2048 bits and nothing else; the key tool, which wishes for more, always makes its own.
 */
import crypto, { createPrivateKey, createPublicKey, type KeyPairKeyObjectResult } from 'node:crypto';
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
let made = 0;
/** A process that runs several files is prepared by the first. */
const PREPARED = Symbol.for('portvakt.test.keys');

const isPlain = (type: unknown, options: unknown): boolean =>
  type === 'rsa' && JSON.stringify(options) === '{"modulusLength":2048}';

/** The next key of the run. */
function next(home: string): KeyPairKeyObjectResult {
  made += 1;
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
  syncBuiltinESMExports();
}
