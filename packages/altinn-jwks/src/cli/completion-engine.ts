import type { Command } from 'commander';
import { candidates, type OptionShape } from '../completion.ts';
import type { KeyStore } from '../store.ts';
import { storeOf } from './context.ts';
import type { CliIo } from './io.ts';

export { suggestPosition } from '../completion.ts';

const PATH_OPTIONS = new Set(['--store', '--out', '--passphrase-file', '--admin-key-file']);
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--environment': ['test', 'prod'],
  '--algorithm': ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
  '--size': ['2048', '3072', '4096'],
  '--use': ['sig', 'enc'],
  '--variant': ['Private', 'Public'],
  '--compat': ['1', '2'],
};

/** What may stand at a position of a command line, one candidate a line; never fails, as a shell waits for it. */
export const suggest = (program: Command, line: string, position: number, io: CliIo): Promise<readonly string[]> =>
  candidates(program, line, position, {
    valuesOf,
    wordsFor: (argument, typed) => wordsFor(argument, typed, program, io),
  });

const valuesOf = ({ long = '' }: OptionShape): readonly string[] =>
  PATH_OPTIONS.has(long) ? [] : (VALUES[long] ?? []);

async function wordsFor(
  argument: string,
  typed: readonly string[],
  program: Command,
  io: CliIo,
): Promise<readonly string[]> {
  if (argument !== 'name' && argument !== 'kid') return [];
  try {
    const store = await storeNamed(program, typed, io);
    // A vault would be asked, and perhaps a sign-in, at each press of a key.
    if (/^https:/i.test(store.location)) return [];
    return argument === 'name' ? (await store.list()).map(({ name }) => name) : await kidsIn(store);
  } catch {
    return [];
  }
}

function storeNamed(program: Command, typed: readonly string[], io: CliIo): Promise<KeyStore> {
  const at = typed.indexOf('--store');
  const named = at < 0 ? undefined : typed[at + 1];
  if (named !== undefined) program.setOptionValue('store', named);
  return storeOf(program, io);
}

async function kidsIn(store: KeyStore): Promise<readonly string[]> {
  const kids: string[] = [];
  for (const { name, environments } of await store.list())
    for (const environment of environments)
      kids.push(...((await store.read(name, environment))?.keys ?? []).map(({ kid }) => String(kid)));
  return kids;
}
