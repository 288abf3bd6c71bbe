import { Command } from 'commander';
import { type CliIo, type GlobalOptions, globalsOf, storeOf } from './context.ts';
import { compatOption, storeOption } from './options.ts';

/** `altinn-jwks list`. */
export function listCommand(io: CliIo): Command {
  return new Command('list')
    .description('List the key sets')
    .addOption(storeOption())
    .addOption(compatOption())
    .option('--json', 'print JSON, without private parts')
    .action(async (options: GlobalOptions & { json?: boolean }, self: Command) => {
      const store = await storeOf(globalsOf(self), io);
      const names = await store.list();
      if (options.json) io.stdout.write(`${JSON.stringify({ keySets: names })}\n`);
      else if (names.length === 0) io.stderr.write('No keys found.\n');
      else for (const { name, environments } of names) io.stdout.write(`${name} (${environments.join(', ')})\n`);
    });
}
