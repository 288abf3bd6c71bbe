import { Argument, Command } from 'commander';
import { completionHelp, completionScript, SHELLS } from '../completion.ts';
import type { CliIo } from './io.ts';

/** `altinn-jwks completion <shell>` prints a script for the shell to source. */
export const completionCommand = (io: CliIo): Command =>
  new Command('completion')
    .description('Print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', completionHelp('altinn-jwks'))
    .action((shell: string) => {
      io.stdout.write(completionScript('altinn-jwks', shell));
    });
