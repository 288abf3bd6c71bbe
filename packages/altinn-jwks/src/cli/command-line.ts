import type { Command, Option } from 'commander';
import { JwksError } from '../errors.ts';
import { withResponseFiles } from './response-file.ts';

/** Other names of the .NET tool for the same option. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  '--alg': '--algorithm',
  '--env': '--environment',
  '--dev': '--test',
  '-d': '--test',
};
const HELP: ReadonlySet<string> = new Set(['--help', '-h', '-?', '/h', '/?']);
const TRUTH = /^\s*(true|false)\s*$/i;

interface Known {
  readonly option: Option;
  /** The command that declares it. */
  readonly owner: Command;
}

/** The words of a command line, as System.CommandLine would tell them apart. */
interface Reading {
  readonly program: Command;
  command: Command;
  known: ReadonlyMap<string, Known>;
  /** For each command what it is given, in commander's spelling. */
  readonly given: Map<Command, string[]>;
  readonly words: string[];
  wantsHelp: boolean;
  /** An option whose value is the next word, whatever it looks like. */
  waiting: Known | undefined;
  /** A flag that was the last word: `true` or `false` after it is its value. */
  flag: Known | undefined;
}

/**
 * A command line in the one spelling that commander is given: `<options> <command> <options> -- <words>`. It takes what
 * System.CommandLine takes (altinn-jwks.md 3.5): `--size:3072`, `--size=3072`, `-s3072`, bundles (`-tp`, `-beprod`), `--base64 false`,
 * options of the whole tool anywhere, where a command's own short name hides theirs, response files, `--`, and help as `-?` or `/h`.
 * @throws JwksError INVALID_OPTION for words that no command takes
 */
export function canonicalArguments(program: Command, args: readonly string[]): readonly string[] {
  const reading: Reading = {
    program,
    command: program,
    known: knownOptions(program),
    given: new Map(),
    words: [],
    wantsHelp: false,
    waiting: undefined,
    flag: undefined,
  };
  const expanded = withResponseFiles(args);
  const end = expanded.indexOf('--');
  const open = end < 0 ? expanded : expanded.slice(0, end);
  for (const word of open) readWord(reading, word);
  endFlag(reading);
  if (reading.waiting && !reading.wantsHelp) throw missingValue(reading.waiting);
  if (end >= 0) reading.words.push(...expanded.slice(end + 1));
  const path = pathTo(reading.command);
  if (reading.wantsHelp) return [...path.slice(1).map((command) => command.name()), '--help'];
  refuseStrays(reading);
  const parts = path.flatMap((command, depth) => [
    ...(depth === 0 ? [] : [command.name()]),
    ...(reading.given.get(command) ?? []),
  ]);
  return reading.words.length === 0 ? parts : [...parts, '--', ...reading.words];
}

function readWord(reading: Reading, word: string): void {
  if (reading.waiting) {
    give(reading, reading.waiting, word);
    reading.waiting = undefined;
    return;
  }
  const { flag } = reading;
  endFlag(reading, word);
  if (flag && TRUTH.test(word)) return;
  if (HELP.has(word)) reading.wantsHelp = true;
  else if (
    !isOption(reading, word) &&
    !isCommand(reading, word) &&
    !isJoined(reading, word) &&
    !isBundle(reading, word)
  )
    if (/^-./.test(word)) push(reading, reading.command, word);
    else reading.words.push(word);
}

function isOption(reading: Reading, word: string): boolean {
  const known = reading.known.get(word);
  if (!known) return false;
  if (known.option.required) reading.waiting = known;
  else reading.flag = known;
  return true;
}

function isCommand(reading: Reading, word: string): boolean {
  const command =
    reading.words.length === 0 ? reading.command.commands.find((child) => child.name() === word) : undefined;
  if (!command) return false;
  reading.command = command;
  reading.known = knownOptions(command);
  return true;
}

/** `--size:3072`, `--size=3072`, `-s=3072`. */
function isJoined(reading: Reading, word: string): boolean {
  const at = word.search(/[:=]/);
  const known = at < 0 ? undefined : reading.known.get(word.slice(0, at));
  if (!known) return false;
  give(reading, known, word.slice(at + 1));
  return true;
}

/** `-tp`, `-s3072`, `-beprod`, `-be:prod`. */
function isBundle(reading: Reading, word: string): boolean {
  if (!/^-[^-]/.test(word)) return false;
  const found: [Known, string | undefined][] = [];
  for (let index = 1; index < word.length; index += 1) {
    const known = reading.known.get(`-${word[index]}`);
    const last = found.at(-1);
    if (!known || /[:=]/.test(word[index] ?? '')) {
      // What is no option in a bundle is the value of the one before it.
      if (!last) return false;
      last[1] = word.slice(index).replace(/^[:=]/, '');
      break;
    }
    found.push([known, undefined]);
    if (known.option.required && index < word.length - 1) {
      found[found.length - 1] = [known, word.slice(index + 1).replace(/^[:=]/, '')];
      break;
    }
  }
  const last = found.at(-1);
  for (const [known, value] of found) {
    if (value === undefined && known.option.required && known === last?.[0]) reading.waiting = known;
    else give(reading, known, value);
  }
  return true;
}

/** A flag counts once it is known whether `false` follows. */
function endFlag(reading: Reading, next = ''): void {
  if (!reading.flag) return;
  give(reading, reading.flag, TRUTH.test(next) ? next : undefined);
  reading.flag = undefined;
}

function give(reading: Reading, { option, owner }: Known, value: string | undefined): void {
  const name = option.long ?? option.short ?? '';
  if (option.required) {
    push(reading, owner, `${name}=${value ?? ''}`);
    return;
  }
  const [, truth] = TRUTH.exec(value ?? 'true') ?? [];
  if (truth === undefined)
    throw new JwksError(
      'INVALID_OPTION',
      `Cannot parse argument '${shown(value ?? '')}' for option '${name}' as expected type 'System.Boolean'.`,
    );
  if (truth.toLowerCase() === 'true') push(reading, owner, name);
}

function push(reading: Reading, owner: Command, word: string): void {
  reading.given.set(owner, [...(reading.given.get(owner) ?? []), word]);
}

/** Release 2.0.0 ignores such words, which hides mistakes; the others refuse them. */
function refuseStrays({ command, words }: Reading): void {
  const stray = words[command.commands.length > 0 ? 0 : command.registeredArguments.length];
  if (stray === undefined) return;
  const takes = command.commands.map((child) => child.name());
  const help = pathTo(command)
    .map((one) => one.name())
    .join(' ');
  const advice = takes.length > 0 ? `Use one of ${takes.join(', ')}; see` : 'See';
  throw new JwksError(
    'INVALID_OPTION',
    `Unrecognized command or argument '${shown(stray)}'. ${advice} "${help} --help".`,
  );
}

const missingValue = ({ option: { long, short } }: Known) =>
  new JwksError('INVALID_OPTION', `Required argument missing for option: '${long ?? short}'.`);

const shown = (text: string): string => text.slice(0, 100).replace(/\p{Cc}/gu, '?');

function pathTo(command: Command): readonly Command[] {
  const path: Command[] = [];
  for (let one: Command | null = command; one; one = one.parent) path.unshift(one);
  return path;
}

/** Options by each of their names; a command's own hide those above it. */
function knownOptions(command: Command): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  for (const owner of [...pathTo(command)].reverse())
    for (const option of owner.options)
      for (const name of [option.short, option.long])
        if (name !== undefined && !known.has(name)) known.set(name, { option, owner });
  for (const [other, name] of Object.entries(OTHER_NAMES)) {
    const option = known.get(name);
    if (option && !known.has(other)) known.set(other, option);
  }
  return known;
}
