import { basename, dirname, isAbsolute, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { dataOption, directlyIn } from '../data-folder.ts';
import { bytesFrom, textFrom } from '../input.ts';

/** Where the command writes; tests give their own. */
export interface RegisterIo {
  out(text: string): void;
  error(text: string): void;
  exit(status: number): void;
}

const PROCESS: RegisterIo = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  exit: (status) => {
    process.exitCode = status;
  },
};

interface Options {
  data: string;
  json?: boolean;
  allowReal?: boolean;
  parties: number;
  rolesEach?: number;
  seed?: number;
}

const whole = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
};

const data = () => dataOption('where the platform keeps its database; a postgres:// URL uses that server');

const EXAMPLES =
  '\nExamples:\n  portvakt register import organizations.csv persons.csv roles.csv\n  portvakt register import world.json\n';

/** The text of a file, and those of the policies that it names. */
async function withPolicies(file: string): Promise<{ text: string; beside: ReadonlyMap<string, string> }> {
  const text = (await bytesFrom(file)).toString();
  const beside = new Map<string, string>();
  for (const name of policiesIn(text)) {
    if (isAbsolute(name) || name.split(/[/\\]/).includes('..'))
      throw new Error(`${basename(file)} names a policy that does not lie beside it: ${name.slice(0, 200)}`);
    beside.set(name, (await bytesFrom(join(dirname(file), name))).toString());
  }
  return { text, beside };
}

/** Names of files with policies; a policy that stands in the file itself begins as XML does. */
function policiesIn(text: string): readonly string[] {
  try {
    const { resources } = JSON.parse(text) as { resources?: unknown };
    const policies = (Array.isArray(resources) ? resources : []).map(
      (one) => (one as { policy?: unknown } | null)?.policy,
    );
    return policies.filter((one): one is string => typeof one === 'string' && !one.trimStart().startsWith('<'));
  } catch {
    return [];
  }
}

interface Report {
  readonly organizations: number;
  readonly persons: number;
  readonly roles: number;
  readonly sections: Readonly<
    Record<string, { readonly added: number; readonly changed: number; readonly same: number }>
  >;
}

/** What was imported, and that nothing has changed where it is so. */
function wordsOf({ organizations, persons, roles, sections }: Report): string {
  const { register, ...others } = sections;
  const more = Object.entries(others).map(
    ([name, { added, changed, same }]) => `${name}: ${added} added, ${changed} changed, ${same} as they were\n`,
  );
  const isSame = Object.values(sections).every(({ added, changed }) => added + changed === 0);
  const parties =
    register || more.length === 0
      ? `Imported ${organizations} organisations, ${persons} persons, ${roles} roles.\n`
      : '';
  return `${parties}${more.join('')}${isSame ? 'All of it was there already: nothing has changed.\n' : ''}`;
}

/** At most one line of progress a percent. */
function progress(io: RegisterIo): (state: { done: number; total: number; what?: string }) => void {
  let last = -1;
  return ({ done, total, what }) => {
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    if (percent === last) return;
    last = percent;
    io.error(`\r${what ?? 'rows'}: ${done} of ${total} (${percent} %)${done === total ? '\n' : ''}`);
  };
}

/** `portvakt register import|generate`. */
export function registerCommand(io: RegisterIo = PROCESS): Command {
  const command = new Command('register').description(
    'Put organisations, persons and roles into the platform’s register',
  );
  command
    .command('import')
    .description('Read JSON or CSV files: all of them or nothing')
    .argument('<files...>', 'world files, CSV, or JSON of Tenor, Enhetsregisteret and Altinn; - is the standard input')
    .addOption(data())
    .option('--allow-real', 'accept person numbers that are not synthetic')
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (names: string[], options: Options) => {
      const files = await Promise.all(
        names.map(async (name) =>
          name === '-'
            ? { name: 'stdin', text: await textFrom(name) }
            : { name: basename(name), ...(await withPolicies(name)) },
        ),
      );
      const empty = files.find(({ text }) => text.trim() === '');
      if (empty) throw new Error(`${empty.name} is empty: it may be half written. Nothing was imported.`);
      const { ImportError, importRegisterFiles } = await import('@portvakt/platform');
      try {
        const report = await importRegisterFiles(directlyIn(options.data), files, {
          onProgress: progress(io),
          allowReal: options.allowReal ?? false,
        });
        for (const note of options.json ? [] : report.notes) io.error(`${note}\n`);
        io.out(options.json ? `${JSON.stringify(report)}\n` : wordsOf(report));
      } catch (error) {
        if (!(error instanceof ImportError)) throw error;
        if (options.json) io.out(`${JSON.stringify({ problems: error.problems })}\n`);
        for (const { file, line, message } of error.problems) io.error(`${file}:${line}: ${message}\n`);
        io.error('Nothing was imported.\n');
        io.exit(1);
      }
    });
  command
    .command('generate')
    .description('Make up many parties and roles, to try a large register')
    .addOption(
      new Option('--parties <number>', 'organisations and persons together').argParser(whole).makeOptionMandatory(),
    )
    .addOption(new Option('--roles-each <number>', 'roles for each organisation (default: 5)').argParser(whole))
    .addOption(new Option('--seed <number>', 'the same seed makes the same parties (default: 1)').argParser(whole))
    .addOption(data())
    .option('--json', 'print the outcome as JSON')
    .action(async (options: Options) => {
      const { parties, rolesEach, seed } = options;
      const more = { ...(rolesEach === undefined ? {} : { rolesEach }), ...(seed === undefined ? {} : { seed }) };
      const { generateParties } = await import('@portvakt/platform');
      const made = await generateParties(directlyIn(options.data), { parties, onProgress: progress(io), ...more });
      io.out(
        options.json
          ? `${JSON.stringify(made)}\n`
          : `Made ${made.organizations} organisations, ${made.persons} persons, ${made.roles} roles.\n`,
      );
    });
  return command;
}
