import { readFile, stat } from 'node:fs/promises';
import { check, checkOptional } from '../check.ts';
import { KeyError } from '../errors.ts';
import type { KeySource } from '../keys.ts';
import { type ReloadOptions, reloading } from '../reloading.ts';
import { type KeyTextOptions, signerFromBytes } from './key-text.ts';

/** How a key is read from a file, and how often it is looked at again. */
export interface KeyFileOptions extends KeyTextOptions, ReloadOptions {}

const MAX_BYTES = 1_000_000;

/**
 * The private key in a file, read again when the file changes: a mounted secret whose symlink is swapped is followed. JWK, key set,
 * PEM or PKCS#12 by content. While a replacement cannot be used, the old key stays. @throws KeyError at the first token
 */
export function keyFile(path: string, options: KeyFileOptions = {}): KeySource {
  check(path, 'the path of the key file', 'a path');
  checkOptional(options, 'options', {
    password: 'a text',
    kid: 'a text',
    pollMs: 'a number, 0 or more',
    onError: 'a function',
  });
  return reloading({
    ...options,
    stamp: () => stampOf(path),
    load: async () => signerFromBytes(await bytesOf(path), options),
  });
}

/** Another text when the path leads to another file, or to one that was written. */
export async function stampOf(path: string): Promise<string> {
  try {
    // Follows symlinks: the file that the name leads to now.
    const { dev, ino, mtimeNs, size } = await stat(path, { bigint: true });
    return `${dev} ${ino} ${mtimeNs} ${size}`;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).size > MAX_BYTES) throw new KeyError(`${path} is longer than ${MAX_BYTES} bytes`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof KeyError) throw cause;
    throw unreadable(path, cause);
  }
}

const unreadable = (path: string, cause: unknown): KeyError =>
  new KeyError(`the key file ${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'failed'})`, {
    reason: 'key-file-missing',
    cause: cause as Error,
  });
