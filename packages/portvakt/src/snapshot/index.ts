import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readSnapshotHead } from '@portvakt/platform/offline';
import { strangeAnswer } from 'altinn-jwks/command';
import { Command } from 'commander';
import { bytesFrom } from '../input.ts';
import { askSandbox, readSandbox, textsOf, urlOption } from '../sandbox-doors.ts';

/** Where the command writes; tests give their own. */
export interface SnapshotIo {
  out(text: string): void;
}

const PROCESS: SnapshotIo = { out: (text) => process.stdout.write(text) };

interface Options {
  readonly url: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const DOOR = 'sandbox/snapshot';
/** Larger than any other answer, and longer under way. */
const WHOLE_STATE = { patienceMs: 600_000, maxBytes: 300_000_000 };
/** The private keys of the sandbox are in it. */
const PRIVATE_FILE = 0o600;

/** `portvakt snapshot save|load|show`. */
export function snapshotCommand(io: SnapshotIo = PROCESS): Command {
  const command = new Command('snapshot').description(
    'Keep the whole state of the sandbox in one file, and bring it back',
  );
  command
    .command('save')
    .description('Write the state of the platform that runs to a file')
    .argument('<file>', 'where to; usually *.snapshot')
    .addOption(urlOption())
    .option('--force', 'replace a file that is there')
    .option('--json', 'print what was saved as JSON')
    .addHelpText('after', '\nExample:\n  portvakt snapshot save before-approval.snapshot\n')
    .action((file: string, options: Options) => save(file, options, io));
  command
    .command('load')
    .description('Put the platform that runs into the state of a file: all of it, or nothing')
    .argument('<file>', 'what "snapshot save" has written')
    .addOption(urlOption())
    .option('--json', 'print what was loaded as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  portvakt snapshot load before-approval.snapshot\n\nA platform of its own begins in that state with "portvakt up --snapshot <file>".\n',
    )
    .action((file: string, options: Options) => load(file, options, io));
  command
    .command('show')
    .description('Say what a file is, without a platform')
    .argument('<file>', 'what "snapshot save" has written')
    .option('--json', 'print it as JSON')
    .action(async (file: string, { json }: Options) => {
      const head = headOf(await bytesFrom(file), file);
      io.out(
        json
          ? `${JSON.stringify(head)}\n`
          : `Saved ${head.saved} by version ${head.product} on ${head.database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}${head.masterKey === null ? '' : ', its secrets sealed with a master key'}.\n`,
      );
    });
  return command;
}

/** @throws Error that names the file, what is wrong with it, and what to give instead */
function headOf(content: Buffer, file: string): ReturnType<typeof readSnapshotHead> {
  try {
    return readSnapshotHead(content);
  } catch (cause) {
    const { message, remedy = '' } = cause as Error & { readonly remedy?: string };
    throw new Error(`${file} cannot be used: ${message}. ${remedy}`.trimEnd(), { cause });
  }
}

/** @throws Error when what answered is no platform */
function headIn(content: Buffer, url: string, status: number): ReturnType<typeof readSnapshotHead> {
  try {
    return readSnapshotHead(content);
  } catch (cause) {
    throw new Error(strangeAnswer(url, status, content.toString('utf8', 0, 200)), { cause });
  }
}

async function save(file: string, { url, force, json }: Options, io: SnapshotIo): Promise<void> {
  const path = resolve(file);
  if (existsSync(path) && !force)
    throw new Error(`${file} is there already: give --force to replace it, or another name.`);
  const { status, bytes: content } = await askSandbox(url, DOOR, WHOLE_STATE);
  const head = headIn(content, url, status);
  // Whole or not at all, also when the disk is full.
  const part = `${path}.part`;
  try {
    await writeFile(part, content, { mode: PRIVATE_FILE });
    await rename(part, path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Error(`${file} cannot be written: ${code === 'ENOENT' ? 'make its folder first' : message}.`, { cause });
  } finally {
    await rm(part, { force: true });
  }
  io.out(
    json
      ? `${JSON.stringify({ file: path, bytes: content.length, saved: head.saved })}\n`
      : `Saved ${file} (${content.length} bytes). It holds the sandbox’s private keys: do not publish it if they matter to you.\n`,
  );
}

async function load(file: string, { url, json }: Options, io: SnapshotIo): Promise<void> {
  const content = await bytesFrom(file);
  // Found here, it need not be sent.
  headOf(content, file);
  const isLoaded = textsOf<{ saved: string; product: string; now: string }>('saved', 'now');
  const loaded = await readSandbox(url, DOOR, isLoaded, {
    ...WHOLE_STATE,
    method: 'PUT',
    body: new Uint8Array(content),
  });
  io.out(
    json
      ? `${JSON.stringify(loaded)}\n`
      : `The platform is as it was at ${loaded.saved}. Its clock says ${loaded.now}.\n`,
  );
}
