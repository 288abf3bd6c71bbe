import { JwksError } from '../errors.ts';
import { textOf } from '../text.ts';
import { type CliInput, type CliIo, Ended, INTERRUPTED } from './io.ts';

const MAX_INPUT_BYTES = 1_000_000;

/**
 * Asks on the terminal, the question on stderr. With `hidden` what is typed is not shown.
 * @throws Ended 130 on Ctrl-C, 1 on Ctrl-D
 */
export async function ask(question: string, io: CliIo, hidden = false): Promise<string> {
  const [{ createInterface }, { Writable }] = await Promise.all([import('node:readline'), import('node:stream')]);
  // The editor of lines writes prompt and echo here; of a passphrase nothing may be seen.
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!hidden) io.stderr.write(String(chunk));
      done();
    },
  });
  if (hidden) io.stderr.write(question);
  const editor = createInterface({ input: io.stdin(), output, terminal: true, historySize: 0 });
  try {
    return await new Promise<string>((resolve, reject) => {
      editor.once('SIGINT', () => reject(new Ended(INTERRUPTED)));
      editor.once('close', () => reject(new Ended(1, 'No answer was given; nothing has been changed.')));
      editor.question(hidden ? '' : question, resolve);
    });
  } catch (error) {
    if (!hidden) io.stderr.write('\n');
    throw error;
  } finally {
    editor.removeAllListeners('close');
    editor.close();
    if (hidden) io.stderr.write('\n');
  }
}

export const isInteractive = (io: CliIo): boolean => io.stdin().isTTY === true;

/** Asks for consent; only `y` and `yes` are one. @throws Ended 1 when it is refused, or nobody can be asked */
export async function confirm(question: string, io: CliIo): Promise<void> {
  if (!isInteractive(io))
    throw new Ended(1, 'Nothing has been changed: there is no terminal to ask on. Add --yes to go on without asking.');
  const answer = await ask(`${question} [y/N] `, io);
  if (!/^\s*y(es)?\s*$/i.test(answer)) throw new Ended(1, 'Nothing has been changed.');
}

/** Where a passphrase may come from; never from the command line, which others can see. */
export interface PassphraseOptions {
  readonly passphraseFile?: string;
}

/** The passphrase that was given in a file or in `$ALTINN_JWKS_PASSPHRASE`, if any. @throws JwksError INVALID_OPTION */
export async function givenPassphrase(options: PassphraseOptions, io: CliIo): Promise<string | undefined> {
  if (options.passphraseFile === undefined) return io.env['ALTINN_JWKS_PASSPHRASE'] || undefined;
  const [line = ''] = textOf(await fileContent(options.passphraseFile, 'The passphrase file')).split(/\r?\n/);
  if (line !== '') return line;
  throw new JwksError(
    'INVALID_OPTION',
    `The first line of ${options.passphraseFile} is empty: it must be the passphrase.`,
  );
}

/** A new passphrase, asked for twice when it is given nowhere. @throws JwksError INVALID_OPTION */
export async function newPassphrase(options: PassphraseOptions, io: CliIo): Promise<string> {
  const given = await givenPassphrase(options, io);
  if (given !== undefined) return given;
  if (!isInteractive(io))
    throw new JwksError(
      'INVALID_OPTION',
      'A passphrase is needed: give it with --passphrase-file FILE or in $ALTINN_JWKS_PASSPHRASE.',
    );
  const first = await ask('Passphrase: ', io, true);
  if (first === '') throw new JwksError('INVALID_OPTION', 'The passphrase must not be empty.');
  if (first === (await ask('The same again: ', io, true))) return first;
  throw new JwksError('INVALID_OPTION', 'The two passphrases differ; nothing has been written.');
}

/** Reads a file, or stdin for `-`. @throws JwksError INVALID_OPTION */
export async function inputOf(path: string | undefined, io: CliIo): Promise<Buffer> {
  if (path !== undefined && path !== '-') return fileContent(path, 'The file');
  if (isInteractive(io))
    throw new JwksError('INVALID_OPTION', 'There is nothing to read: name a file, or pipe one to this command.');
  return streamContent(io.stdin());
}

async function streamContent(stream: CliInput): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk);
    length += part.length;
    if (length > MAX_INPUT_BYTES)
      throw new JwksError('INVALID_KEY', `The input is longer than ${MAX_INPUT_BYTES} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function fileContent(path: string, what: string): Promise<Buffer> {
  try {
    const { readFile } = await import('node:fs/promises');
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const why: Record<string, string> = {
      ENOENT: 'is not found',
      EACCES: 'may not be read: permission denied',
      EISDIR: 'is a directory',
    };
    throw new JwksError('INVALID_OPTION', `${what} ${path} ${why[code] ?? `cannot be read (${code})`}.`, {
      cause: error,
    });
  }
}
