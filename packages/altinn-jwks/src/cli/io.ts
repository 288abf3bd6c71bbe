import type { VaultOptions } from '../vault-options.ts';

/** What a command talks to: replaced in tests. */
export interface CliIo {
  /** Asked for only by what reads it. */
  readonly stdin: () => CliInput;
  readonly stdout: { write(data: string | Uint8Array): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** How to reach Azure Key Vault, in tests. */
  readonly vault?: VaultOptions;
}

export type CliInput = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** Ends a command with an exit code of its own; `message` is what stderr gets, if anything. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly exitCode: number;

  constructor(exitCode: number, message = '') {
    super(message);
    this.exitCode = exitCode;
  }
}

/** `list --expiring` found something. */
export const EXPIRING = 3;
/** A name that cannot be used (altinn-jwks.md 12). */
export const INVALID_NAME = 2;
/** Ctrl-C. */
export const INTERRUPTED = 130;
