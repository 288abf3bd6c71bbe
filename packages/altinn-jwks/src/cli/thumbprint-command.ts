import { Command } from 'commander';
import { chosenKey } from './export-common.ts';
import type { CliIo } from './io.ts';
import { type EnvironmentChoice, environmentOptions, jsonOption } from './options.ts';
import { printJson } from './output.ts';

interface ThumbprintOptions extends EnvironmentChoice {
  readonly kid?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `altinn-jwks thumbprint <name>`: SHA-256 of the public key (RFC 7638), to compare keys by. */
export function thumbprintCommand(io: CliIo): Command {
  const command = new Command('thumbprint')
    .description('Print the thumbprint of the current key (RFC 7638, SHA-256)')
    .argument('<name>', 'name of the key set');
  for (const option of [...environmentOptions(), jsonOption()]) command.addOption(option);
  return command
    .option('--kid <kid>', 'of this key instead of the current one')
    .option('--all', 'of every key, each followed by its kid')
    .addHelpText(
      'after',
      '\nExamples:\n  altinn-jwks thumbprint my-app\n  altinn-jwks thumbprint my-app -e prod --all\n',
    )
    .action(async (name: string, options: ThumbprintOptions, self: Command) => {
      const { set, key, environment } = await chosenKey(name, options, self, io);
      const { thumbprint } = await import('../jwk.ts');
      const keys = (options.all ? set.keys : [key]).map((one) => ({ kid: one.kid, thumbprint: thumbprint(one) }));
      if (options.json) return printJson({ name, environment, keys }, io);
      for (const { kid, thumbprint: print } of keys) io.stdout.write(options.all ? `${print}  ${kid}\n` : `${print}\n`);
    });
}
