import { readFileSync } from 'node:fs';

/**
 * The platform's master keys as text, from `PORTVAKT_MASTER_KEY`, from the file that `PORTVAKT_MASTER_KEY_FILE` names, or from the secret of Azure
 * Key Vault that `PORTVAKT_MASTER_KEY_VAULT` names; never from the command line.
 * @throws Error when more than one is set, or what is named cannot be read; no key is repeated
 */
export async function masterKeyIn(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { PORTVAKT_MASTER_KEY: key, PORTVAKT_MASTER_KEY_FILE: file, PORTVAKT_MASTER_KEY_VAULT: secret } = env;
  if ([key, file, secret].filter(Boolean).length > 1)
    throw new Error(
      'Set one of PORTVAKT_MASTER_KEY, PORTVAKT_MASTER_KEY_FILE and PORTVAKT_MASTER_KEY_VAULT, and no more than one.',
    );
  if (secret) return (await import('./vault-key.ts')).keyInVault(secret);
  return file ? readFrom(file) : key || undefined;
}

function readFrom(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`The file of PORTVAKT_MASTER_KEY_FILE, ${file}, cannot be read (${code}).`, { cause });
  }
}
