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

/** A text without the tokens in it: what is wrong with a word is mostly told with the word, and a token is as good as a password. */
export const withoutTokens = (text: string): string =>
  text.replace(/\bey[\w-]{6,}\.ey[\w-]{2,}(?:\.[\w-]*)?/g, '(a token)');

/** Ours, and the database that they name; those that are there to hold a secret are others. */
const VARIABLES = /^(MASKINPORTEN|PORTVAKT|ALTINN)_|^DATABASE_URL$/;
const FOR_SECRETS = /JWK$|JWK_BASE64$|PRIVATE_KEY$|PKCS12_BASE64$|MASTER_KEY$|PASSPHRASE$|PASSWORD$|SECRET$/;

/**
 * What is wrong with a command line or variables in which a private key stands where none belongs; undefined when none does. Said before
 * anything else reads them: what is wrong with a word is mostly told with the word.
 */
export function misplacedKey(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const at = args.findIndex(holdsPrivateKey);
  if (at >= 0)
    return `Argument ${at + 1} holds a private key, which is not read from the command line: it now stands in the shell's history, and others on this machine may have seen it. Make a new key, write it to a file that only you can read, and give its path, or "-" to read it from a pipe.`;
  const variable = Object.keys(env).find(
    (name) => VARIABLES.test(name) && !FOR_SECRETS.test(name) && holdsPrivateKey(env[name] ?? ''),
  );
  if (variable === undefined) return undefined;
  return `The variable ${variable} holds a private key, and is to hold a path, a name or an address. Put the key in MASKINPORTEN_CLIENT_JWK, or in a file that only you can read and its path in MASKINPORTEN_KEY_FILE.`;
}
