import { Command } from 'commander';
import { labelled } from '../labels.ts';
import { storeOf } from './context.ts';
import { type CliIo, Ended } from './io.ts';
import { jsonOption } from './options.ts';
import { printJson } from './output.ts';

/** `altinn-jwks doctor`: examines the store and changes nothing. */
export const doctorCommand = (io: CliIo): Command =>
  new Command('doctor')
    .description('Examine the store: can every key be read, does it sign, is it safe; changes nothing')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Exit code 1 when something is broken; warnings alone give 0.

Examples:
  altinn-jwks doctor
  altinn-jwks --store ./keys doctor --json
`,
    )
    .action(async (options: { readonly json?: boolean }, self: Command) => {
      const store = await storeOf(self, io);
      const { examine } = await import('../doctor.ts');
      const { findings, sets, keys } = await examine(store, io.now());
      const errors = findings.filter(({ level }) => level === 'error').length;
      if (options.json) printJson({ store: store.location, keySets: sets, keys, ok: errors === 0, findings }, io);
      else {
        for (const { level, where, text } of findings)
          io.stdout.write(`${labelled(level === 'error' ? 'FAIL' : 'WARN', `${where}: ${text}`)}\n`);
        const warnings = findings.length - errors;
        const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
        io.stdout.write(
          `${count(keys, 'key')} in ${count(sets, 'key set')}: ${errors + warnings === 0 ? 'all well' : `${count(errors, 'error')}, ${count(warnings, 'warning')}`}.\n`,
        );
      }
      if (errors > 0) throw new Ended(1);
    });
