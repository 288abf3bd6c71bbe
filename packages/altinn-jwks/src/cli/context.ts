import { randomUUID } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import type { Command } from 'commander';
import { JwksError } from '../errors.ts';
import type { KeySet } from '../key-set.ts';
import { type Environment, keySetId } from '../names.ts';
import { type KeyStore, openStore } from '../store.ts';

/** What a command talks to: replaced in tests. */
export interface CliIo {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

export interface GlobalOptions {
  store?: string;
  compat?: string;
}

export const compatMode = (options: GlobalOptions, io: CliIo): 1 | undefined =>
  (options.compat ?? io.env['ALTINN_JWKS_COMPAT']) === '1' ? 1 : undefined;

/** The options of a command and of those above it; the nearest wins. */
export function globalsOf(command: Command): GlobalOptions {
  const chain: Command[] = [];
  for (let current: Command | null = command; current; current = current.parent) chain.unshift(current);
  const all: GlobalOptions = {};
  for (const one of chain) {
    const { store, compat } = one.opts<GlobalOptions>();
    if (store !== undefined) all.store = store;
    if (compat !== undefined) all.compat = compat;
  }
  return all;
}

/** `--store`, then `$ALTINN_JWK_STORE`, then the current directory. */
export function storeOf(options: GlobalOptions, io: CliIo): Promise<KeyStore> {
  const compat = compatMode(options, io);
  return openStore(
    options.store || io.env['ALTINN_JWK_STORE'] || process.cwd(),
    compat === undefined ? {} : { compat },
  );
}

/** @throws JwksError KEY_SET_NOT_FOUND */
export async function existing(store: KeyStore, name: string, environment: Environment): Promise<KeySet> {
  const set = await store.read(name, environment);
  if (set) return set;
  throw new JwksError('KEY_SET_NOT_FOUND', `Key-set ${keySetId(name, environment)} not found.`);
}

/** Writes an export: to stdout with no newline, or to a file that only its owner may read. Warns when a private key goes to a terminal. */
export async function emit(
  text: string,
  io: CliIo,
  options: { out?: string | undefined; isPrivate: boolean },
): Promise<void> {
  if (options.out !== undefined) {
    await writePrivately(options.out, text);
    io.stderr.write(`Wrote ${options.out}\n`);
    return;
  }
  if (options.isPrivate && io.stdout.isTTY) {
    if (io.env['ALTINN_JWKS_STRICT'] === '1')
      throw new JwksError(
        'INVALID_OPTION',
        'A private key is not printed to a terminal (ALTINN_JWKS_STRICT=1): use --out FILE.',
      );
    io.stderr.write(
      'Warning: this prints a private key to the terminal; --out FILE writes it to a file that only you can read.\n',
    );
  }
  io.stdout.write(text);
}

async function writePrivately(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    const code = (error as NodeJS.ErrnoException).code ?? 'unexpected failure';
    throw new JwksError('STORE_FAILED', `Cannot write ${path}: ${code}.`, { cause: error });
  }
}
