import { Command } from 'commander';
import { dataOption, thereIn } from '../data-folder.ts';

/** Where the command writes; tests give their own. */
export interface OperatorIo {
  out(text: string): void;
}

const PROCESS: OperatorIo = { out: (text) => process.stdout.write(text) };

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

const HELP = `
Whoever can reach the database may make a code. It is shown once, is good for one person and an hour, and the database keeps only a hash of it.
The person logs in to the portal, opens its page for operators (/operator), and enters it there.

Example:
  portvakt operator code --data postgres://portvakt@db.example.no/portvakt
`;

/** `portvakt operator code`. */
export function operatorCommand(io: OperatorIo = PROCESS): Command {
  const command = new Command('operator').description('Let a person become an operator of a platform');
  command
    .command('code')
    .description('Print a one-time code that makes whoever enters it in the portal an operator')
    .addOption(dataOption('where the platform keeps its database; a postgres:// URL uses that server'))
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action(async ({ data, json }: Options) => {
      const { operatorCode } = await import('@portvakt/platform');
      const { code, expires } = await operatorCode(thereIn(data));
      const until = new Date(expires).toISOString();
      io.out(
        json
          ? `${JSON.stringify({ code, expires: until })}\n`
          : `${code}\n\nEnter it at /operator in the portal before ${until}. It works once.\n`,
      );
    });
  return command;
}
