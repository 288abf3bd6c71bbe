import { watch } from 'node:fs';
import { appConfigFolder, readAppFolder } from '@portvakt/platform/offline';
import { labelled } from 'altinn-jwks/command';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { checkPath } from '../input.ts';
import { listOf, readSandbox, tellSandbox, textsOf, urlOption } from '../sandbox-doors.ts';
import { isObject } from '../self-service/http.ts';
import { table } from '../table.ts';
import { SAMPLE_NAMES, SAMPLES, type SampleName, writeSample } from './sample.ts';

/** Where the command writes, and how it ends; tests give their own. */
export interface AppsIo {
  out(text: string): void;
  error(text: string): void;
  /** The command ends with 1. */
  fail(): void;
  /** Resolves when a watch is to end; never, where it goes on until Ctrl-C. */
  readonly stopped: Promise<void>;
}

const PROCESS: AppsIo = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  fail() {
    process.exitCode = 1;
  },
  stopped: new Promise(() => {}),
};

interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

interface App {
  readonly id: string;
  readonly title: string;
  readonly brought: boolean;
  readonly usable: boolean;
  readonly tasks: readonly string[];
  readonly findings: readonly Finding[];
}

interface Options {
  readonly url: string;
  readonly json?: boolean;
}

interface AddOptions extends Options {
  readonly watch?: boolean;
  readonly strict?: boolean;
}

const DOOR = 'sandbox/apps';
/** Editors write a file in several steps. */
const QUIET_MS = 200;

const isFinding = textsOf<Finding>('severity', 'code', 'message');
const isFindings = listOf<Finding>(isFinding);
const isApp = (body: unknown): body is App =>
  textsOf<App>('id', 'title')(body) && isObject(body) && isFindings(body['findings']) && Array.isArray(body['tasks']);

/** What was found, and the app's id when it would be taken. */
const isChecked = (body: unknown): body is { readonly id?: string; readonly findings: readonly Finding[] } =>
  isObject(body) && isFindings(body['findings']);

const appId = (text: string): string => {
  if (/^[a-z0-9-]{1,40}\/[a-z0-9-]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be org/app, such as ttd/my-app.');
};

/** `portvakt apps add|list|remove|sample`. */
export function appsCommand(io: AppsIo = PROCESS): Command {
  const command = new Command('apps').description(
    'Bring real Altinn apps in from their own folders, and say what TT02 would make of them',
  );
  command
    .command('add')
    .description('Check an app and bring it in, in the place of one of the same name')
    .argument('<folder>', "the folder of the app's repository, its App, or its config")
    .addOption(urlOption())
    .option('--watch', 'do it again when a file of it changes, until Ctrl-C')
    .option('--strict', 'end with 1 for warnings too; the app is brought in all the same')
    .option('--json', 'print the app and what was found as JSON')
    .addHelpText('after', '\nExample:\n  portvakt apps add ../my-app --watch\n')
    .action((folder: string, options: AddOptions) => add(folder, options, io));
  command
    .command('list')
    .description('List the apps that there are')
    .addOption(urlOption())
    .option('--json', 'print them as JSON, with what was found')
    .action((options: Options) => list(options, io));
  command
    .command('remove')
    .description('Take an app away, with its policy and texts; its instances stay')
    .argument('<app>', 'org/app', appId)
    .addOption(urlOption())
    .option('--json', 'print what was removed as JSON')
    .action((id: string, options: Options) => remove(id, options, io));
  command.addCommand(sampleCommand(io));
  return command;
}

const sampleCommand = (io: AppsIo): Command =>
  new Command('sample')
    .description('Write a sample app to a folder, as one lies in its repository; without a name, list the samples')
    .addArgument(new Argument('[name]', 'which').choices(SAMPLE_NAMES))
    .argument('[folder]', 'where to, a folder that is not there yet; default: the name of the sample')
    .option('--json', 'print the samples, or what was written, as JSON')
    .addHelpText('after', '\nExample:\n  portvakt apps sample simple-form my-app\n  portvakt apps add my-app\n')
    .action((name: SampleName | undefined, folder: string | undefined, options: { readonly json?: boolean }) =>
      name === undefined ? listSamples(options, io) : sample(name, folder ?? name, options, io),
    );

function listSamples({ json }: { readonly json?: boolean }, io: AppsIo): void {
  const all = SAMPLE_NAMES.map((name) => ({ name, about: SAMPLES[name] }));
  const text = json
    ? JSON.stringify(all)
    : table(
        ['Sample', 'What it shows'],
        all.map(({ name, about }) => [name, about]),
      );
  io.out(`${text}\n`);
}

function sample(name: SampleName, folder: string, { json }: { readonly json?: boolean }, io: AppsIo): void {
  checkPath(folder);
  writeSample(name, folder);
  io.out(
    json
      ? `${JSON.stringify({ name, folder })}\n`
      : `${folder} has the sample ${name}: ${SAMPLES[name]}. Bring it in: portvakt apps add ${folder}\n`,
  );
}

async function add(folder: string, options: AddOptions, io: AppsIo): Promise<void> {
  checkPath(folder);
  if (!options.watch) return addOnce(folder, options, io);
  const tell = () =>
    addOnce(folder, options, io).catch((error: unknown) =>
      io.error(`${labelled('FAIL', error instanceof Error ? error.message : String(error))}\n`),
    );
  await tell();
  if (!options.json) io.out(`Watching ${folder}. Ctrl-C ends it.\n`);
  await watching(appConfigFolder(folder), tell, io.stopped);
}

/** Calls `changed` a moment after something has, one call after the other, until it is stopped. */
async function watching(folder: string, changed: () => Promise<void>, stopped: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  const watcher = watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = last.then(changed);
    }, QUIET_MS);
  });
  await stopped;
  watcher.close();
  clearTimeout(timer);
  await last;
}

async function addOnce(folder: string, { url, json, strict }: AddOptions, io: AppsIo): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const asked = { method: 'POST', headers, body: JSON.stringify({ files: readAppFolder(folder) }) };
  const checked = await readSandbox(url, `${DOOR}/check`, isChecked, asked);
  if (checked.id === undefined) {
    io.out(json ? `${JSON.stringify(checked)}\n` : `${shown(checked.findings)}\nNothing was brought in.\n`);
    return io.fail();
  }
  const app = await readSandbox(url, DOOR, isApp, asked);
  const { id, title, tasks, findings } = app;
  if (json) io.out(`${JSON.stringify(app)}\n`);
  else {
    if (findings.length > 0) io.out(`${shown(findings)}\n`);
    io.out(`${id} is there: ${title}. Its tasks: ${tasks.join(', ')}. ${counted(findings)}\n`);
  }
  if (strict && findings.some(({ severity }) => severity !== 'note')) io.fail();
}

const LABELS: Readonly<Record<string, 'FAIL' | 'WARN' | 'SKIP'>> = {
  error: 'FAIL',
  warning: 'WARN',
  note: 'SKIP',
};

const shown = (findings: readonly Finding[]): string =>
  findings
    .map(({ severity, code, message, file, line }) => {
      const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
      return labelled(LABELS[severity] ?? 'WARN', `${place}${message} [${code}]`);
    })
    .join('\n');

function counted(findings: readonly Finding[]): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (warnings === 0) return 'TT02 would take it as it is.';
  return `TT02 would take it, and not all that is in it would be as it is meant: ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`;
}

async function list({ url, json }: Options, io: AppsIo): Promise<void> {
  const apps = await readSandbox(url, DOOR, listOf<App>(isApp));
  if (json) return io.out(`${JSON.stringify(apps)}\n`);
  io.out(
    `${table(
      ['App', 'Title', 'From', 'Found'],
      apps.map(({ id, title, brought, usable, findings }) => [
        id,
        title,
        brought ? 'its folder' : 'the world, or Designer',
        usable ? warningsOf(findings) : 'no longer taken: bring it in again',
      ]),
    )}\n`,
  );
}

const warningsOf = (findings: readonly Finding[]): string => {
  const count = findings.filter(({ severity }) => severity === 'warning').length;
  return count === 0 ? '' : `${count} ${count === 1 ? 'warning' : 'warnings'}`;
};

async function remove(id: string, { url, json }: Options, io: AppsIo): Promise<void> {
  await tellSandbox(url, `${DOOR}/${id}`, { method: 'DELETE' });
  io.out(json ? `${JSON.stringify({ removed: id })}\n` : `${id} is gone. Instances of it stay as they are.\n`);
}
