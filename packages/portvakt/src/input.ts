import { createReadStream } from 'node:fs';
import { textOf } from 'altinn-jwks/command';
import { InvalidArgumentError } from 'commander';

/** No text that a command reads whole is longer. */
const MAX_BYTES = 20_000_000;
/** No file that a command reads whole is longer: as much as Node can hold in one text. */
const MAX_FILE_BYTES = 500_000_000;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

/** What a command reads from: replaced in tests. */
export type Input = AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };

const SECRETS: readonly (readonly [looks: RegExp, what: string])[] = [
  [/-----BEGIN/, 'a key in PEM'],
  [/^\s*[[{]/, 'JSON'],
  [/^ey[\w-]{10,}(\.[\w-]*){0,4}$/, 'a token or a key in base64'],
  [/^[\w+/=-]{300,}$/, 'a key in base64'],
  [/[\r\n\0]/, 'a text of several lines'],
];

/**
 * Refuses what is no path but the thing itself: a key stands then in the shell's history, and must not stand in a message too.
 * @throws Error that tells nothing of it
 */
export function checkPath(path: string, called = 'It'): string {
  const [, what] = SECRETS.find(([looks]) => looks.test(path)) ?? [];
  if (what === undefined) return path;
  throw new Error(
    `${called} is to be the path of a file, and what was given looks like ${what}. Write it to a file that only you can read and give its path, or "-" to read it from a pipe; if it was a private key, make a new one: it stands in the shell's history.`,
  );
}

function unreadable(called: string, error: unknown): Error {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new Error(`${called} cannot be read: ${REASONS[code] ?? message}.`, { cause: error });
}

/**
 * All of a file.
 * @param most bytes: what never ends, such as a device, is not read for ever
 * @throws Error that names the file and why it cannot be read
 */
export const bytesFrom = (file: string, most: number = MAX_FILE_BYTES): Promise<Buffer> =>
  upTo(most, createReadStream(checkPath(file)), file);

/** Reads to the end. @throws Error when there is more than `most` bytes, or it cannot be read */
async function upTo(most: number, input: Input, called: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of input) {
      const part = Buffer.from(chunk as Uint8Array);
      length += part.length;
      if (length > most) break;
      parts.push(part);
    }
  } catch (error) {
    throw unreadable(called, error);
  }
  if (length > most) throw new Error(`${called} is longer than ${most} bytes.`);
  return Buffer.concat(parts);
}

/**
 * The whole text of a file, or of stdin for `-`. Waits for as long as whoever writes takes: a pipe that is empty for a while is no end.
 * @throws Error that names the file and why it cannot be read
 */
export async function textFrom(file: string, stdin: () => Input = () => process.stdin): Promise<string> {
  const input = file === '-' ? stdin() : createReadStream(checkPath(file));
  const called = file === '-' ? 'The standard input' : file;
  if (file === '-' && stdin().isTTY) process.stderr.write('Reading what you type; Ctrl-D ends it.\n');
  return textOf(await upTo(MAX_BYTES, input, called));
}

/** The JSON in a file, or on stdin for `-`. @throws Error that names the file */
export async function jsonFrom(file: string): Promise<unknown> {
  const text = await textFrom(file);
  if (text.trim() === '') throw new Error(`${file === '-' ? 'The standard input' : file} is empty: it must hold JSON.`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(
      `${file === '-' ? 'The standard input' : file} cannot be read as JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    );
  }
}

/** A port as an option has it. @throws InvalidArgumentError */
export const parsePort = (text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(port) || port > 65_535) throw new InvalidArgumentError('It must be a port number, 0 to 65535.');
  return port;
};
