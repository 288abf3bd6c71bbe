import { examine, type Report } from '@portvakt/client/doctor';
import { certificateLife, findConfiguration } from '@portvakt/client/node';
import { painting } from 'altinn-jwks/command';
import { Command, CommanderError, Option } from 'commander';
import { stepLines, summary } from './print.ts';
import { adminTokenOf, checkOptions, type DoctorOptions, placesOf, secondsOf, wishesOf } from './settings.ts';
import { changeOf } from './watch.ts';

/** Where the command reads and writes; tests give their own. */
export interface DoctorIo {
  out(text: string): void;
  error(text: string): void;
  /** The exit status: 0 when nothing is wrong, 1 when something is, 2 when the command was used wrongly. */
  exit(status: number): void;
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  now(): number;
  /** Waits for a change of the files, or so long. @returns false when there is to be no further look */
  next(files: readonly string[], ms: number): Promise<boolean>;
}

const PROCESS: DoctorIo = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  exit: (status) => {
    process.exitCode = status;
  },
  isTerminal: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  env: process.env,
  folder: process.cwd(),
  now: Date.now,
  next: (files, ms) => changeOf(files, ms).then(() => true),
};

const WATCH_S = 30;
const WRONG_USAGE = 2;

/** `portvakt doctor`: what is wrong with a set-up, and the one thing to do next. */
export function doctorCommand(io: DoctorIo = PROCESS): Command {
  const command = new Command('doctor')
    .description('Check a whole set-up step by step, against local, TEST or PROD; say the one thing to do next')
    .exitOverride((error) => {
      throw new CommanderError(error.exitCode === 0 ? 0 : WRONG_USAGE, error.code, error.message);
    });
  configurationOptions(command);
  return command
    .option('--system <id>', 'your system in the system register')
    .option('--redirect-url <url>', 'where the customer’s browser goes after the approval')
    .option('--resource <id>', 'a resource that is to be used')
    .option('--action <action>', 'what is to be done with it (default: read)')
    .option('--organization <number>', 'the client’s own organisation: finds a deactivated client on a local platform')
    .option('--admin-client-id <id>', 'a client of yours with idporten:dcr.read, to see how the client is registered')
    .option('--admin-key <name>', 'its key set of altinn-jwks; a token may also come in $PORTVAKT_ADMIN_TOKEN')
    .option('--timeout <seconds>', 'of one request', '15')
    .option('--watch [seconds]', `look again when a file changes, and every so often (default: ${WATCH_S})`)
    .option('--json', 'print the report as JSON, one line a look')
    .addHelpText('after', HELP)
    .action((options: DoctorOptions) => run(options, io));
}

const HELP = `
Labels: OK · WARN works, but not for long or not safely · FAIL wrong · TODO right, and waits for somebody · SKIP not looked at.
Exit code 0 when nothing is FAIL or TODO, 1 when something is, 2 when the command was used wrongly.

Examples:
  portvakt doctor
  portvakt doctor --config appsettings.json --watch
  portvakt doctor -e test --client-id 7b1f… --key testklient --scope altinn:instances.read --exchange
  portvakt doctor --system-user 310044423 --resource ttd-lonnsrapport --json
`;

function configurationOptions(command: Command): void {
  command
    .option('--config <file>', 'appsettings.json of the .NET library, or an app’s settings file')
    .option('--env', 'read the environment variables, even where an appsettings.json lies here')
    .addOption(new Option('-e, --environment <name>', 'where, instead of $MASKINPORTEN_ENVIRONMENT'))
    .option('--url <base>', 'base URL of a local platform, instead of $PORTVAKT_URL')
    .option('--client-id <id>', 'instead of $MASKINPORTEN_CLIENT_ID')
    .option('--key <name>', 'key set of altinn-jwks, instead of the key that variables name')
    .option('--store <directory>', 'where altinn-jwks keeps its keys, instead of $ALTINN_JWK_STORE')
    .option('--key-file <file>', 'private key in a file, instead of the key that variables name')
    .option('--scope <scope...>', 'instead of $MASKINPORTEN_SCOPES')
    .option('--consumer-org <number>', 'organisation that has delegated')
    .option('--system-user <number>', 'organisation that owns the system user')
    .option('--external-ref <ref>', 'external reference of the system user')
    .option('--exchange', 'exchange for an Altinn token too');
}

async function run(options: DoctorOptions, io: DoctorIo): Promise<void> {
  try {
    checkOptions(options);
  } catch (error) {
    io.error(`${error instanceof Error ? error.message : String(error)}\n`);
    io.exit(WRONG_USAGE);
    return;
  }
  const ms = 1000 * (typeof options.watch === 'string' ? secondsOf(options.watch, '--watch', 86_400) : WATCH_S);
  let before = '';
  do {
    const { report, text } = await look(options, io, before === '');
    const now = JSON.stringify(report.steps.map(({ id, state, cause }) => [id, state, cause]));
    if (before !== '') io.out(again(io, now === before, text));
    before = now;
    io.exit(report.healthy ? 0 : 1);
  } while (options.watch !== undefined && (await io.next(filesOf(options, io), ms)));
}

/** A further look: in full when something is different, else on one line. Nothing that stands is taken away. */
function again(io: DoctorIo, isSame: boolean, text: string): string {
  const time = new Date(io.now()).toISOString().slice(11, 19);
  if (text.startsWith('{')) return isSame ? '' : text;
  return isSame ? `${time} the same\n` : `\n${time}\n${text}`;
}

const filesOf = (options: DoctorOptions, io: DoctorIo): readonly string[] =>
  findConfiguration(placesOf(options, io.env, io.folder)).files ?? [];

/** @param isFirst then each step is told as it is taken */
async function look(
  options: DoctorOptions,
  io: DoctorIo,
  isFirst: boolean,
): Promise<{ readonly report: Report; readonly text: string }> {
  const places = placesOf(options, io.env, io.folder);
  const paint = painting(io.isTerminal);
  const adminToken = adminTokenOf(options, places);
  let text = '';
  const tell = (part: string) => {
    text += part;
    if (isFirst) io.out(part);
  };
  const report = await examine(
    {
      configuration: () => findConfiguration(places),
      certificate: certificateLife,
      clock: io.now,
      timeoutMs: 1000 * secondsOf(options.timeout, '--timeout', 300),
      ...(adminToken ? { adminToken } : {}),
      ...(options.json ? {} : { onStep: (step) => tell(stepLines(step, paint)) }),
    },
    wishesOf(options),
  );
  tell(options.json ? `${JSON.stringify(report)}\n` : summary(report, paint));
  return { report, text };
}
