import type { Command } from 'commander';
import type { KeyStore } from '../store.ts';
import { storeOf } from './context.ts';
import type { CliIo } from './io.ts';

/** The directive of System.CommandLine that `dotnet-suggest` and our own completion scripts call: `[suggest:12] "altinn-jwks cre"`. */
const DIRECTIVE = /^\[suggest(?::(\d{1,6}))?\]$/;

const ENVIRONMENT_VALUES = ['test', 'prod'];
const PATH_OPTIONS = new Set(['--store', '--out', '--passphrase-file', '--admin-key-file']);

/** The position in a `[suggest]` directive: undefined when it is none, infinite when it names no position. */
export function suggestPosition(word: string | undefined): number | undefined {
  const found = DIRECTIVE.exec(word ?? '');
  if (!found) return undefined;
  return found[1] === undefined ? Number.POSITIVE_INFINITY : Number(found[1]);
}

/** What may stand at a position of a command line, one candidate a line; never fails, as a shell waits for it. */
export async function suggest(program: Command, line: string, position: number, io: CliIo): Promise<readonly string[]> {
  const words = wordsOf(line.slice(0, position));
  const partial = words.pop() ?? '';
  // The name of the tool itself.
  const typed = words.slice(1);
  let command = program;
  let taken = 0;
  let open: string | undefined;
  for (const word of typed) {
    if (open !== undefined) open = undefined;
    else if (word.startsWith('-')) open = takesValue(command, word) ? word : undefined;
    else {
      const child = taken === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (child) command = child;
      else taken += 1;
    }
  }
  const found =
    open === undefined
      ? partial.startsWith('-')
        ? optionsOf(command)
        : await wordsFor(command, taken, program, typed, io)
      : valuesOf(command, open);
  return [...new Set(found)].filter((one) => one.startsWith(partial)).sort();
}

/** Words as the shell would cut them; the last one is what is being typed. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/(?:"[^"]*"?|'[^']*'?|\\.|[^\s"'\\])+/g)].map(([word]) => word.replace(/["']/g, ''));
  return /\s$/.test(line) || line === '' ? [...words, ''] : words;
}

const chain = (command: Command): readonly Command[] => [command, ...(command.parent ? chain(command.parent) : [])];
const optionNamed = (command: Command, name: string) =>
  chain(command)
    .flatMap((one) => one.options)
    .find(({ long, short }) => long === name || short === name);
const takesValue = (command: Command, name: string): boolean => optionNamed(command, name)?.required ?? false;

const optionsOf = (command: Command): readonly string[] => [
  ...chain(command).flatMap((one) => one.options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? '')),
  '--help',
];

function valuesOf(command: Command, name: string): readonly string[] {
  const option = optionNamed(command, name);
  if (option?.argChoices) return option.argChoices;
  if (PATH_OPTIONS.has(option?.long ?? '')) return [];
  const known: Readonly<Record<string, readonly string[]>> = {
    '--environment': ENVIRONMENT_VALUES,
    '--algorithm': ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
    '--size': ['2048', '3072', '4096'],
    '--use': ['sig', 'enc'],
    '--variant': ['Private', 'Public'],
    '--compat': ['1', '2'],
  };
  return known[option?.long ?? ''] ?? [];
}

async function wordsFor(
  command: Command,
  taken: number,
  program: Command,
  typed: readonly string[],
  io: CliIo,
): Promise<readonly string[]> {
  if (command.commands.length > 0) return taken === 0 ? command.commands.map((one) => one.name()) : [];
  const argument = command.registeredArguments[taken];
  if (argument?.argChoices) return argument.argChoices;
  const what = argument?.name();
  if (what !== 'name' && what !== 'kid') return [];
  try {
    const store = await storeNamed(program, typed, io);
    // A vault would be asked, and perhaps a sign-in, at each press of a key.
    if (/^https:/i.test(store.location)) return [];
    return what === 'name' ? (await store.list()).map(({ name }) => name) : await kidsIn(store);
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
