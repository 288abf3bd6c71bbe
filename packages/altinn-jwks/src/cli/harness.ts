/** What the tests of the command share. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createKey, type Jwk, jwkJson } from '../jwk.ts';
import type { VaultOptions } from '../vault-options.ts';
import type { CliInput } from './io.ts';
import { runCli } from './program.ts';

/** The date on the getting-started page, in local time. */
export const PAGE_DAY = new Date(2024, 6, 10, 12, 0, 0);
export const PRIVATE_ORDER = 'alg d dp dq e key_ops kid kty n oth p q qi use x5c'.split(' ');
export const PUBLIC_ORDER = 'alg e key_ops kid kty n oth use x5c'.split(' ');
export const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

export interface Ended {
  readonly code: number;
  readonly out: string;
  /** The same as it was written, for what is binary. */
  readonly bytes: Buffer;
  readonly err: string;
}

export interface Circumstances {
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: Date;
  /** stdout is a terminal. */
  readonly tty?: boolean;
  /** What is piped in, or typed when `keyboard` is set: each text after the question that it answers. */
  readonly input?: string | Buffer;
  readonly keyboard?: readonly string[];
  readonly vault?: VaultOptions;
}

export interface Bench {
  readonly store: string;
  cli(args: readonly string[], more?: Circumstances): Promise<Ended>;
  /** The key sets in a file of the store. */
  read(file: string): { keys: Record<string, unknown>[] };
  kids(file: string): readonly unknown[];
  /** The content of every file of the store, by name. */
  content(): Readonly<Record<string, string>>;
  path(file: string): string;
}

/** A fresh store with the command before it. */
export function openBench(): Bench {
  const store = mkdtempSync(join(tmpdir(), 'altinn-jwks-'));
  const path = (file: string) => join(store, file);
  const read = (file: string) => JSON.parse(readFileSync(path(file), 'utf8')) as { keys: Record<string, unknown>[] };
  return {
    store,
    path,
    read,
    kids: (file) => read(file).keys.map((key) => key['kid']),
    content: () =>
      Object.fromEntries(
        readdirSync(store, { withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ name }) => [name, readFileSync(path(name), 'latin1')]),
      ),
    cli: (args, more = {}) => runCommand(args, { ...more, env: { ALTINN_JWK_STORE: store, ...more.env } }),
  };
}

async function runCommand(args: readonly string[], more: Circumstances): Promise<Ended> {
  const parts: Buffer[] = [];
  let err = '';
  const answers = [...(more.keyboard ?? [])];
  const keyboard = inputOf(more);
  const code = await runCli(args, {
    stdin: () => {
      if (!keyboard) throw new Error('this command reads stdin');
      return keyboard;
    },
    stdout: { write: (data) => parts.push(Buffer.from(data)), isTTY: more.tty ?? false },
    stderr: {
      write: (text) => {
        err += text;
        // Whoever is asked answers.
        if (/[:\]] $/.test(text)) setImmediate(() => keyboard?.write(answers.shift() ?? ''));
      },
    },
    env: more.env ?? {},
    now: () => more.now ?? PAGE_DAY,
    ...(more.vault ? { vault: more.vault } : {}),
  });
  const bytes = Buffer.concat(parts);
  return { code, out: bytes.toString('utf8'), bytes, err };
}

function inputOf({ input, keyboard }: Circumstances): (CliInput & PassThrough) | undefined {
  if (input === undefined && keyboard === undefined) return undefined;
  const stream = Object.assign(new PassThrough(), { isTTY: keyboard !== undefined });
  if (input !== undefined) stream.end(input);
  return stream;
}

let made: Promise<readonly Jwk[]> | undefined;

/** RSA keys, made once: making them is what takes time. */
export const someKeys = (): Promise<readonly Jwk[]> => {
  made ??= Promise.all(['one', 'two', 'three'].map((kid) => createKey({ kid })));
  return made;
};

/** The text of a stored set of some of these keys under other kids. */
export async function setOf(kids: readonly string[]): Promise<string> {
  const keys = await someKeys();
  return jwkJson({ keys: kids.map((kid, index) => ({ ...keys[index % keys.length], kid })) });
}
