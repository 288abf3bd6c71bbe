/** Private keys that stand where none belongs: they are told of, and never told. */

const PRIVATE = /-----BEGIN [A-Z ]*PRIVATE KEY|"(?:d|p|q|dp|dq|qi|k)"\s*:\s*"/;
const LONGEST = 100_000;

/** Whether a text holds a private key: PEM, a JWK, or either in base64. */
export function holdsPrivateKey(text: string): boolean {
  const part = text.slice(0, LONGEST);
  if (PRIVATE.test(part)) return true;
  return (part.match(/[\w+/-]{40,}={0,2}/g) ?? []).some((word) =>
    PRIVATE.test(Buffer.from(word, 'base64').toString('latin1')),
  );
}

/**
 * What is wrong with a command line on which a private key stands; undefined when none does. Said before anything else reads it: what is
 * wrong with a word is mostly told with the word.
 */
export function misplacedKey(args: readonly string[]): string | undefined {
  const at = args.findIndex(holdsPrivateKey);
  if (at < 0) return undefined;
  return `Argument ${at + 1} holds a private key, which is not read from the command line: it now stands in the shell's history, and others on this machine may have seen it. Make a new key, write it to a file that only you can read, and give its path, or "-" to read it from a pipe.`;
}
