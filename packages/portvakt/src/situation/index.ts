import {
  isSituation,
  type MetLine,
  missingOf,
  readSituationReport,
  reportText,
  SITUATION_NAMES,
  type SituationName,
} from '@portvakt/platform/offline';
import { Command, InvalidArgumentError, Option } from 'commander';
import { listOf, readSandbox, tellSandbox, textsOf, urlOption } from '../sandbox-doors.ts';
import { table } from '../table.ts';

/** Where the command writes; tests give their own. */
export interface SituationIo {
  out(text: string): void;
  /** The command ends with 1. */
  fail(): void;
}

const PROCESS: SituationIo = {
  out: (text) => process.stdout.write(text),
  fail() {
    process.exitCode = 1;
  },
};

interface InForce {
  readonly id: string;
  readonly name: string;
  readonly client?: string;
  readonly system?: string;
  readonly customer?: string;
  readonly externalRef?: string;
  readonly trouble?: string;
}

interface Known {
  readonly name: string;
  readonly what: string;
  readonly remedy: string;
  readonly inForce: readonly InForce[];
}

interface Options {
  readonly url: string;
  readonly json?: boolean;
}

const DOOR = 'sandbox/situations';

const situationName = (text: string): SituationName => {
  if (isSituation(text)) return text;
  throw new InvalidArgumentError(`It must be one of ${SITUATION_NAMES.join(', ')}.`);
};

const situationId = (text: string): string => {
  if (/^[0-9a-f-]{36}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be an id that "situation start" or "situation list" has told.');
};

const names = (text: string, before: readonly string[] = []): readonly string[] =>
  text === 'all' ? SITUATION_NAMES : [...before, situationName(text)];

/** `portvakt situation list|start|stop|report`. */
export function situationCommand(io: SituationIo = PROCESS): Command {
  const command = new Command('situation').description(
    'Put your program into the situations that Altinn asks you to test at least, and see which it has met',
  );
  command
    .command('list')
    .description('List the situations that there are, and which are in force')
    .addOption(urlOption())
    .option('--json', 'print them as JSON')
    .action((options: Options) => list(options, io));
  startCommand(command, io);
  command
    .command('stop')
    .description('End a situation that is in force, or all of them; what was done by them stays done')
    .argument('[id]', 'which, as "start" has told it; left out: all', situationId)
    .addOption(urlOption())
    .option('--json', 'print what was ended as JSON')
    .action((id: string | undefined, options: Options) => stop(id, options, io));
  reportCommand(command, io);
  return command;
}

function startCommand(command: Command, io: SituationIo): void {
  command
    .command('start')
    .description('Put a situation in force, for everybody or for those that are named')
    .argument('<name>', 'which; "situation list" tells them all', situationName)
    .addOption(urlOption())
    .option('--client <id>', 'only for this client_id')
    .option('--system <id>', 'only for this system')
    .option('--customer <number>', 'only for this organisation number')
    .option('--external-ref <text>', 'only for this reference')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  portvakt situation start request-declined --customer 310044423\n')
    .action(async (name: SituationName, { url, json, ...scopes }: Options & Omit<InForce, 'id' | 'name'>) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ name, ...scopes });
      const started = await readSandbox(url, DOOR, textsOf<InForce>('id', 'name'), { method: 'POST', headers, body });
      io.out(
        json
          ? `${JSON.stringify(started)}\n`
          : `${name} is in force${forWhom(started)}. It ends with "portvakt situation stop ${started.id}", or a reset.\n`,
      );
    });
}

function reportCommand(command: Command, io: SituationIo): void {
  command
    .command('report')
    .description('Tell which situations your program has met, whether or not they were asked for')
    .addOption(urlOption())
    .option(
      '--from <file>',
      'what platforms of a test run have noted (startPlatform({ situationReport })), instead of --url',
    )
    .addOption(
      new Option('--require <name>', 'end with 1 when it has not been met; repeatable; all = every one').argParser(
        names,
      ),
    )
    .option('--forget', 'begin the report of the platform anew')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  portvakt situation report --require request-declined --require access-revoked\n',
    )
    .action((options: ReportOptions) => report(options, io));
}

interface ReportOptions extends Options {
  readonly from?: string;
  readonly require?: readonly string[];
  readonly forget?: boolean;
}

const forWhom = ({ client, system, customer, externalRef }: Partial<InForce>): string => {
  const parts = Object.entries({ client, system, customer, reference: externalRef });
  const named = parts.filter(([, value]) => value !== undefined).map(([what, value]) => `${what} ${value}`);
  return named.length === 0 ? '' : ` for ${named.join(', ')}`;
};

const isInForce = listOf<InForce>(textsOf<InForce>('id', 'name'));

async function list({ url, json }: Options, io: SituationIo): Promise<void> {
  const isKnown = (one: object) => textsOf<Known>('name', 'what')(one) && isInForce(one.inForce);
  const all = await readSandbox(url, DOOR, listOf<Known>(isKnown));
  if (json) return io.out(`${JSON.stringify(all)}\n`);
  io.out(
    `${table(
      ['Name', 'What happens'],
      all.map(({ name, what }) => [name, what]),
    )}\n`,
  );
  for (const one of all.flatMap(({ inForce }) => inForce))
    io.out(
      `In force: ${one.name}${forWhom(one)} (${one.id})${one.trouble ? `; not brought about: ${one.trouble}` : ''}\n`,
    );
}

async function stop(id: string | undefined, { url, json }: Options, io: SituationIo): Promise<void> {
  await tellSandbox(url, id === undefined ? DOOR : `${DOOR}/${id}`, { method: 'DELETE' });
  io.out(
    json
      ? `${JSON.stringify({ stopped: id ?? 'all' })}\n`
      : `${id === undefined ? 'No situation is' : 'It is no longer'} in force.\n`,
  );
}

async function report({ url, from, require = [], forget, json }: ReportOptions, io: SituationIo): Promise<void> {
  const lines =
    from === undefined
      ? await readSandbox(url, 'sandbox/situation-report', listOf<MetLine>(textsOf<MetLine>('name')))
      : readSituationReport(from);
  const missing = missingOf(lines, require);
  io.out(json ? `${JSON.stringify({ situations: lines, missing })}\n` : reportText(lines, missing));
  if (forget && from === undefined) await tellSandbox(url, 'sandbox/situation-report', { method: 'DELETE' });
  if (missing.length > 0) io.fail();
}
