import {
  type CommandShape,
  candidates,
  completionHelp,
  completionScript,
  type OptionShape,
  SHELLS,
} from 'altinn-jwks/command';
import { Argument, Command } from 'commander';

/** `portvakt completion <shell>` prints a script for the shell to source. */
export const completionCommand = (): Command =>
  new Command('completion')
    .description('Print a completion script for a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', completionHelp('portvakt'))
    .action((shell: string) => {
      process.stdout.write(completionScript('portvakt', shell));
    });

/** Options whose value is the name of a key set of altinn-jwks. */
const KEY_SETS = ['--key', '--admin-key', '--key-set'];

const ENVIRONMENTS = ['local', 'test', 'prod'];

/** What may stand at a position of a command line; never fails, as a shell waits for it. */
export const suggest = (
  program: CommandShape,
  line: string,
  position: number,
  store = process.env['ALTINN_JWK_STORE'] || process.cwd(),
): Promise<readonly string[]> =>
  candidates(program, line, position, {
    valuesOf({ long = '' }: OptionShape) {
      if (KEY_SETS.includes(long)) return keySetsIn(store);
      // The doctor takes any, to say what is wrong with it.
      if (long === '--environment') return ENVIRONMENTS;
      return long === '--require' ? situationNames() : [];
    },
    wordsFor: (_argument, [command, subcommand]) =>
      command === 'situation' && subcommand === 'start' ? situationNames() : [],
  }).catch(() => []);

const situationNames = async (): Promise<readonly string[]> =>
  (await import('@portvakt/platform/offline')).SITUATION_NAMES;

async function keySetsIn(store: string): Promise<readonly string[]> {
  // A vault would be asked, and perhaps a sign-in, at each press of a key.
  if (/^https:/i.test(store)) return [];
  const { openStore } = await import('altinn-jwks');
  return (await (await openStore(store)).list()).map(({ name }) => name);
}
