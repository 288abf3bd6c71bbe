import { readFileSync } from 'node:fs';

/**
 * The platform's master keys as text, from `PORTVAKT_MASTER_KEY`, from the file that `PORTVAKT_MASTER_KEY_FILE` names, or from the secret of Azure
 * Key Vault that `PORTVAKT_MASTER_KEY_VAULT` names; never from the command line.
 * @throws Error when more than one is set, or what is named cannot be read or is empty; no key is repeated
 */
export async function masterKeyIn(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { PORTVAKT_MASTER_KEY: key, PORTVAKT_MASTER_KEY_FILE: file, PORTVAKT_MASTER_KEY_VAULT: secret } = env;
  if ([key, file, secret].filter(Boolean).length > 1)
    throw new Error(
      'Set one of PORTVAKT_MASTER_KEY, PORTVAKT_MASTER_KEY_FILE and PORTVAKT_MASTER_KEY_VAULT, and no more than one.',
    );
  if (secret) return there((await import('./vault-key.ts')).keyInVault, secret);
  return file ? there(readFrom, file) : key || undefined;
}

/** Who names a place means a key to be there: without one, secrets would lie open. */
async function there(read: (place: string) => string | Promise<string>, place: string): Promise<string> {
  const key = await read(place);
  if (key !== '') return key;
  throw new Error(`There is no master key in ${place}: it is empty. Put 32 random bytes in base64 there.`);
}

function readFrom(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`The file of PORTVAKT_MASTER_KEY_FILE, ${file}, cannot be read (${code}).`, { cause });
  }
}
