import { Command, CommanderError, Help, type Option } from 'commander';
import { JwksError } from '../errors.ts';
import { misplacedKey, withoutTokens } from '../misplaced.ts';
import { canonicalArguments } from './command-line.ts';
import { completionCommand } from './completion-command.ts';
import { compatOf } from './context.ts';
import { createCommand } from './create-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { exportCommand } from './export-command.ts';
import { importCommand } from './import-command.ts';
import { type CliIo, Ended, INVALID_NAME } from './io.ts';
import { pruneCommand, revokeCommand, useCommand } from './key-commands.ts';
import { listCommand } from './list-command.ts';
import { globalOptions } from './options.ts';
import { pushCommand } from './push-command.ts';
import { rotateCommand } from './rotate-command.ts';
import { thumbprintCommand } from './thumbprint-command.ts';

const VERSION = '0.1.0';

const COMMANDS = [
  createCommand,
  listCommand,
  exportCommand,
  importCommand,
  rotateCommand,
  useCommand,
  revokeCommand,
  pruneCommand,
  thumbprintCommand,
  doctorCommand,
  pushCommand,
  completionCommand,
];

/**
 * Runs a command line. @returns the exit code: 0; 1 for every failure, as the .NET tool has it; 2 for a name that cannot be used;
 * 3 when `list --expiring` finds something; 130 after Ctrl-C
 */
export async function runCli(args: readonly string[], outer: CliIo): Promise<number> {
  const io = {
    ...outer,
    stderr: { write: (text: string) => outer.stderr.write(withoutTokens(withGlobals(text, program))) },
  };
  const program: Command = makeProgram(io);
  try {
    const { suggest, suggestPosition } = await import('./completion-engine.ts');
    const position = suggestPosition(args[0]);
    if (position !== undefined) {
      for (const one of await suggest(program, args.at(-1) ?? '', position, io)) io.stdout.write(`${one}\n`);
      return 0;
    }
    const misplaced = misplacedKey(args, io.env);
    if (misplaced !== undefined) throw new JwksError('INVALID_OPTION', misplaced);
    await program.parseAsync([...canonicalArguments(program, args)], { from: 'user' });
    return 0;
  } catch (error) {
    return failed(error, io);
  }
}

/** A command that a message tells to run works as it stands: with the store and the other options of the whole tool that were given here. */
function withGlobals(text: string, program: Command): string {
  const given = Object.entries(program.opts<Record<string, unknown>>()).flatMap(([name, value]) =>
    typeof value === 'string' && GLOBALS.includes(name) ? [` --${name} ${quoted(value)}`] : [],
  );
  return given.length === 0
    ? text
    : text.replace(/"altinn-jwks ([a-z][^"]*)"/g, (_all, rest: string) => `"altinn-jwks${given.join('')} ${rest}"`);
}

const GLOBALS: readonly string[] = globalOptions().map((option) => option.attributeName());
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function failed(error: unknown, io: CliIo): number {
  // Commander has said what there is to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
  if (error instanceof Ended) {
    if (error.message !== '') io.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof JwksError) {
    io.stderr.write(`${oneLine(error.message)}\n`);
    return error.code === 'INVALID_NAME' ? INVALID_NAME : 1;
  }
  // A fault of this program. What failed may have held a key, so only its kind and place are told.
  const { name, code } = error as Error & { code?: string };
  const place = /\(?[^\s()]+:\d+:\d+\)?/.exec(String((error as Error).stack))?.[0] ?? 'unknown place';
  io.stderr.write(
    `Unexpected ${name}${code ? ` ${code}` : ''} at ${place}: this is a fault in altinn-jwks, please report it.\n`,
  );
  return 1;
}

const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trimEnd();

export function makeProgram(io: CliIo): Command {
  const program = new Command('altinn-jwks')
    .description('Make, keep, rotate and export the JSON Web Keys of a Maskinporten integration')
    .version(VERSION, '--version', 'print the version')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Each command has --help with examples.

Sample usage:
  altinn-jwks create my-app
  altinn-jwks export maskinporten my-app
  altinn-jwks export key my-app --base64
`,
    );
  for (const option of globalOptions()) program.addOption(option);
  for (const make of COMMANDS) program.addCommand(make(io));
  prepare(program, io);
  return program.action((_options, self: Command) => bare(self, io));
}

/** Without any command: release 2 is silent and succeeds, the others fail with the help. Here the help is on stderr, and it succeeds. */
function bare(program: Command, io: CliIo): void {
  const compat = compatOf(program, io);
  if (compat === 2) return;
  if (compat === undefined) {
    program.outputHelp({ error: true });
    return;
  }
  io.stderr.write('Required command was not provided.\n\n');
  program.outputHelp();
  throw new Ended(1);
}

/** Errors come back instead of ending the process, everything is written where the caller says, and one way of help for all. */
function prepare(command: Command, io: CliIo): void {
  command
    .exitOverride()
    .helpOption('-h, --help', 'print help')
    .configureHelp({ showGlobalOptions: true, visibleGlobalOptions })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(told(text, command)),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const child of command.commands) prepare(child, io);
}

/** Where a command has a short name for itself, as `create` has -s, the whole tool's is not shown. */
function visibleGlobalOptions(this: Help, command: Command): Option[] {
  const own = new Set(command.options.map(({ short }) => short));
  return Help.prototype.visibleGlobalOptions
    .call(this, command)
    .filter(({ long }) => long !== '--version')
    .map((option) => (option.short !== undefined && own.has(option.short) ? withoutShort(option) : option));
}

const withoutShort = (option: Option): Option =>
  Object.assign(Object.create(Object.getPrototypeOf(option)) as Option, option, {
    flags: option.flags.replace(/^-\w, /, ''),
    short: undefined,
  });

/** Commander's errors as ours: one line, a sentence, and what to do. */
function told(text: string, command: Command): string {
  const [first = '', ...more] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  const said = `${first.charAt(0).toUpperCase()}${first.slice(1)}${/[.!?]$/.test(first) ? '' : '.'}`;
  const path: string[] = [];
  for (let one: Command | null = command; one; one = one.parent) path.unshift(one.name());
  return `${[oneLine(said), ...more.map(oneLine)].join(' ')} See "${path.join(' ')} --help".\n`;
}
