import { Command, CommanderError } from 'commander';
import { JwksError } from '../errors.ts';
import type { CliIo } from './context.ts';
import { createCommand } from './create-command.ts';
import { exportCommand } from './export-command.ts';
import { listCommand } from './list-command.ts';
import { compatOption, storeOption } from './options.ts';

const VERSION = '0.1.0';

/** Runs a command line. @returns the exit code: 0, or 1 for every failure the .NET tool reports as 1 */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const program = new Command('altinn-jwks')
    .description('Make, keep and export the JSON Web Keys of a Maskinporten integration')
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addOption(storeOption())
    .addOption(compatOption())
    // What stands after a command belongs to it: `create -s` is a size, `-s … create` a store.
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nSample usage:\n  altinn-jwks create my-app\n  altinn-jwks export maskinporten my-app\n  altinn-jwks export key my-app --base64\n',
    );
  for (const command of [createCommand(io), listCommand(io), exportCommand(io)]) program.addCommand(command);
  prepare(program, io);
  try {
    // `-?` is the .NET tool's third spelling of help.
    await program.parseAsync(
      args.map((arg) => (arg === '-?' ? '--help' : arg)),
      { from: 'user' },
    );
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (!(error instanceof JwksError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** Errors come back instead of ending the process, and everything is written where the caller says. */
function prepare(command: Command, io: CliIo): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) });
  for (const child of command.commands) prepare(child, io);
}
