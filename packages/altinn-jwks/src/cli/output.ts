import { JwksError } from '../errors.ts';
import { synced } from '../synced.ts';
import type { CliIo } from './io.ts';

export interface EmitOptions {
  /** A file that only its owner may read, or `-` for stdout. */
  readonly out?: string | undefined;
  readonly isPrivate: boolean;
  /** With `--json`: what is told instead of the text, or beside it when that is public. */
  readonly json?: object | undefined;
}

/** Writes an export: to stdout with nothing added, or to a file. Warns when a private key goes to a terminal. */
export async function emit(content: string | Buffer, io: CliIo, options: EmitOptions): Promise<void> {
  const file = options.out === '-' ? undefined : options.out;
  if (options.json && options.isPrivate && file === undefined)
    throw new JwksError('INVALID_OPTION', '--json never prints a private key: add --out FILE, or leave out --json.');
  if (file === undefined && io.stdout.isTTY && options.isPrivate && !options.json) warn(content, io);
  if (file !== undefined) {
    await writePrivately(file, content);
    if (options.json) printJson({ ...options.json, file }, io);
    else io.stderr.write(`Wrote ${file}\n`);
  } else if (options.json) printJson({ ...options.json, content: content.toString() }, io);
  else io.stdout.write(content);
}

function warn(content: string | Buffer, io: CliIo): void {
  if (typeof content !== 'string')
    throw new JwksError('INVALID_OPTION', 'This is binary and no text for a terminal: use --out FILE.');
  if (io.env['ALTINN_JWKS_STRICT'] === '1')
    throw new JwksError(
      'INVALID_OPTION',
      'A private key is not printed to a terminal (ALTINN_JWKS_STRICT=1): use --out FILE.',
    );
  io.stderr.write(
    'Warning: this prints a private key to the terminal; --out FILE writes it to a file that only you can read.\n',
  );
}

export const printJson = (value: object, io: CliIo): void => {
  io.stdout.write(`${JSON.stringify(value)}\n`);
};

async function writePrivately(path: string, content: string | Buffer): Promise<void> {
  const { randomUUID } = await import('node:crypto');
  const { open, rename, unlink } = await import('node:fs/promises');
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await synced(handle);
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    const code = (error as NodeJS.ErrnoException).code ?? 'unexpected failure';
    const why: Record<string, string> = {
      ENOENT: 'its directory does not exist',
      EACCES: 'permission denied',
      EROFS: 'the file system is read-only',
      ENOSPC: 'the disk is full',
      EISDIR: 'it is a directory',
      ENOTDIR: 'a part of the path is no directory',
    };
    throw new JwksError('STORE_FAILED', `Cannot write ${path}: ${why[code] ?? code}.`, { cause: error });
  }
}
