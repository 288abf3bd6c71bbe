import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import {
  type AuditLine,
  auditLinkOf,
  ChainChecker,
  type ChainFault,
  type Checkpoint,
} from '@portvakt/platform/offline';
import { Command, InvalidArgumentError, Option } from 'commander';
import { urlOption } from '../sandbox-doors.ts';
import { endsOf, linesIn, linesOf, type Place } from './lines.ts';

/** Where the command writes; tests give their own. */
export interface AuditIo {
  out(text: string): unknown;
  err(text: string): unknown;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the process with this when all has been said. */
  ends(code: number): void;
}

const PROCESS: AuditIo = {
  out: (text) => process.stdout.write(text) || once(process.stdout, 'drain'),
  err: (text) => process.stderr.write(text),
  env: process.env,
  ends(code) {
    process.exitCode = code;
  },
};

interface Options {
  readonly url: string;
  readonly json?: boolean;
  readonly file?: string;
  readonly force?: boolean;
  readonly checkpoint?: Checkpoint;
}

/** As `authorize` ends when the answer is no. */
const NOT_WHOLE = 3;
const PRIVATE_FILE = 0o600;

const HELP = `
The platform is asked with the token in PORTVAKT_OPERATOR_TOKEN: an Altinn token with the scope altinn:authorization/authorize.admin. A sandbox on
this machine needs none. Keep the checkpoint where nobody who may write in the database can: docs/audit.md.
`;

const checkpointOption = (): Option =>
  new Option('--checkpoint <position:hash>', 'a place that was kept: the log must go through it').argParser((text) => {
    const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
    if (position === undefined || hash === undefined)
      throw new InvalidArgumentError(
        'It must be a position, a colon and 64 hex digits, as verify and export print it.',
      );
    return { position: Number(position), hash };
  });

/** `portvakt audit verify|export`. */
export function auditCommand(io: AuditIo = PROCESS): Command {
  const command = new Command('audit')
    .description('Check the audit log, and write it to a file')
    .addHelpText('after', HELP);
  command
    .command('verify')
    .description('Read the whole audit log, and say whether anything in it was altered, taken away or moved')
    .addOption(urlOption())
    .option('--file <file>', 'what "audit export" has written, instead of a platform')
    .addOption(checkpointOption())
    .option('--json', 'print the verdict as JSON')
    .addHelpText('after', HELP)
    .action((options: Options) => verify(options, io));
  command
    .command('export')
    .description('Write the audit log as lines of JSON, each of them checked')
    .argument('[file]', 'where to; left out: standard output')
    .addOption(urlOption())
    .option('--force', 'replace a file that is there')
    .option('--json', 'tell where the log ended as JSON')
    .addHelpText('after', HELP)
    .action((file: string | undefined, options: Options) => exportTo(file, options, io));
  return command;
}

const placeOf = ({ url }: Options, { env }: AuditIo): Place => ({
  url,
  token: env['PORTVAKT_OPERATOR_TOKEN'] || undefined,
});

async function verify(options: Options, io: AuditIo): Promise<void> {
  const { file, checkpoint, json } = options;
  const { checker, fault } =
    file === undefined
      ? await checkedPlatform(options, io)
      : await checked(linesIn(file), await startIn(file), checkpoint);
  const { last } = checker;
  if (json) io.out(`${JSON.stringify({ isWhole: fault === undefined, last, ...(fault ? { fault } : {}) })}\n`);
  else if (fault) io.out(`The audit log is not whole: ${fault.what}.\nIt is right up to ${shown(last)}.\n`);
  else io.out(`The audit log is whole: ${last.position} entries. Checkpoint: ${shown(last)}\n`);
  if (fault) io.ends(NOT_WHOLE);
}

const shown = ({ position, hash }: Checkpoint): string => `${position}:${hash}`;

async function checkedPlatform(options: Options, io: AuditIo) {
  const place = placeOf(options, io);
  const ends = await endsOf(place);
  return checked(linesOf(place, ends), ends.gone, options.checkpoint, ends.head);
}

/** A file may begin later than the log did: what its first entry follows is taken as it stands. */
async function startIn(file: string): Promise<Checkpoint | undefined> {
  for await (const { position, previous } of linesIn(file))
    return position > 1 ? { position: position - 1, hash: String(previous) } : undefined;
  throw new Error(`${file} is empty: "portvakt audit export" writes an entry a line.`);
}

async function checked(
  lines: AsyncIterable<AuditLine>,
  start: Checkpoint | undefined,
  checkpoint: Checkpoint | undefined,
  head?: Checkpoint,
): Promise<{ checker: ChainChecker; fault: ChainFault | undefined }> {
  const checker = new ChainChecker(start, checkpoint);
  for await (const line of lines) {
    const fault = checker.take(auditLinkOf(line));
    if (fault) return { checker, fault };
  }
  return { checker, fault: checker.end(head) };
}

async function exportTo(file: string | undefined, options: Options, io: AuditIo): Promise<void> {
  const place = placeOf(options, io);
  const ends = await endsOf(place);
  const checker = new ChainChecker(ends.gone);
  const target = file === undefined ? undefined : await opened(resolve(file), file, options.force ?? false);
  const write = (text: string) => (target ? target.write(text) || once(target, 'drain') : io.out(text));
  let fault: ChainFault | undefined;
  for await (const line of linesOf(place, ends)) {
    fault ??= checker.take(auditLinkOf(line));
    await write(`${JSON.stringify(line)}\n`);
  }
  if (target) {
    target.end();
    await once(target, 'finish');
  }
  fault ??= checker.end(ends.head);
  const tell = (text: string) => (file === undefined ? io.err(text) : io.out(text));
  if (options.json)
    tell(`${JSON.stringify({ checkpoint: ends.head, isWhole: fault === undefined, ...(fault ? { fault } : {}) })}\n`);
  else if (fault) tell(`All that there was has been written, and it is not whole: ${fault.what}.\n`);
  else tell(`Written up to checkpoint ${shown(ends.head)}\n`);
  if (fault) io.ends(NOT_WHOLE);
}

/** @throws Error that says what to do */
async function opened(path: string, file: string, force: boolean) {
  const stream = createWriteStream(path, { flags: force ? 'w' : 'wx', mode: PRIVATE_FILE });
  try {
    await once(stream, 'open');
    return stream;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new Error(`${file} is there already: give --force to replace it, or another name.`, { cause });
    throw new Error(`${file} cannot be written: ${code === 'ENOENT' ? 'make its folder first' : message}.`, { cause });
  }
}
