import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const PREFIX = 'enc:v1:';
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const MASTER_KEY_BYTES = 32;

/** Encrypts a private key for the database: AES-256-GCM, bound to its kid so that rows cannot be swapped. */
export function seal(text: string, kid: string, masterKey: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', masterKey, iv).setAAD(Buffer.from(kid));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

export const isSealed = (text: string): boolean => text.startsWith(PREFIX);

/** @throws when it was sealed with another master key, for another kid, or was altered */
export function unseal(text: string, kid: string, masterKey: Buffer | undefined): string {
  if (!isSealed(text)) return text;
  if (!masterKey)
    throw new Error(
      'the signing keys in the database are encrypted: give the master key that they were encrypted with',
    );
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', masterKey, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(kid));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new Error('the signing keys in the database cannot be decrypted with this master key');
  }
}

/** Reads a master key: 32 bytes in base64 or base64url. @throws when it is anything else; the text is not repeated */
export function readMasterKey(text: string): Buffer {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length === MASTER_KEY_BYTES && /^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim())) return bytes;
  throw new Error(
    `the master key must be ${MASTER_KEY_BYTES} random bytes in base64, e.g. from: openssl rand -base64 32`,
  );
}
