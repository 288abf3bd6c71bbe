/**
 * A program that adds keys to the set `app` of a store, for tests that run several or kill one.
 * `writer.ts <directory> <prefix> <count> [both]`: tells each kid to its parent when it is written; prints errors as `<code> <message>`.
 */
import { JwksError } from '../errors.ts';
import { KeySet } from '../key-set.ts';
import type { Environment } from '../names.ts';
import { openStore } from '../open-store.ts';

const [directory = '', prefix = '', count = '0', both] = process.argv.slice(2);
// One key will do: what is tried here is the writing.
const key = JSON.parse(process.env['TEST_JWK'] ?? 'null') as object;
const environments: readonly Environment[] = both ? ['TEST', 'PROD'] : ['TEST'];
const tell = (message: string) =>
  new Promise<void>((resolve) => (process.send ? process.send(message, () => resolve()) : resolve()));

const store = await openStore(directory);
try {
  if (process.send && both) {
    await tell('ready');
    await new Promise((resolve) => process.once('message', resolve));
  }
  if (!process.send) process.stdout.write(`read ${(await store.read('app', 'TEST'))?.keys[0]?.kid}\n`);
  for (let number = 0; number < Number(count); number += 1) {
    const kid = `${prefix}.${number}`;
    await store.updateAll('app', environments, (sets) => {
      const grown = environments.map(
        (one) => [one, (sets.get(one) ?? new KeySet(`app-${one}`)).add({ ...key, kid }, 99_999)] as const,
      );
      return new Map(grown);
    });
    await tell(kid);
  }
} catch (error) {
  if (!(error instanceof JwksError)) throw error;
  process.stderr.write(`${error.code} ${error.message}\n`);
  process.exitCode = 1;
}
process.removeAllListeners('message');
if (process.connected) process.disconnect();
