import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

const PREFIX = 'enc:v1:';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const MASTER_KEY_BYTES = 32;

/**
 * Columns whose values open a door or name a person who has logged in, and the columns that name a row of theirs. A new secret that must be read
 * back gets a line here; one that need only be compared is kept as a hash instead.
 */
const SEALED = {
  'signing_key.private_key': ['kid'],
  'login_session.id_token': ['sid'],
  'login_attempt.nonce': ['state_hash'],
  'login_attempt.code_verifier': ['state_hash'],
  'idporten_entry.payload': ['model', 'id'],
  'idporten_secret.value': ['name'],
  'storage_secret.value': ['name'],
  'test_authority.private_key': ['name'],
} as const;

export type SealedColumn = keyof typeof SEALED;

/** Seals secrets for the database with the master key; without one (a sandbox) they lie there as they are. */
export interface Vault {
  /** Names the master key without telling it; null when there is none. */
  readonly keyId: string | null;
  /** AES-256-GCM, bound to column and row, so that values cannot be moved. @param row what names the row, in the order of its key */
  seal(text: string, column: SealedColumn, ...row: readonly string[]): string;
  /** What lies in clear, from before there was a master key, is given back as it is. @throws when it was sealed otherwise, or altered */
  open(text: string, column: SealedColumn, ...row: readonly string[]): string;
}

const isSealed = (text: string): boolean => text.startsWith(PREFIX);

/** Signing keys were sealed before there was anything else to seal: their `kid` alone. */
const boundTo = (column: SealedColumn, row: readonly string[]): Buffer =>
  Buffer.from(column === 'signing_key.private_key' ? row.join() : [column, ...row].join('\n'));

/** @param masterKey 32 bytes */
export function createVault(masterKey?: Buffer): Vault {
  return {
    keyId: masterKey ? createHmac('sha256', masterKey).update('portvakt master key').digest('hex').slice(0, 16) : null,
    seal(text, column, ...row) {
      if (!masterKey) return text;
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', masterKey, iv).setAAD(boundTo(column, row));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(text, column, ...row) {
      if (!isSealed(text)) return text;
      if (!masterKey)
        throw new Error('the secrets in the database are encrypted: give the master key that they were encrypted with');
      const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
      const [iv, tag, sealed] = [
        bytes.subarray(0, IV_BYTES),
        bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES),
        bytes.subarray(IV_BYTES + TAG_BYTES),
      ];
      try {
        const decipher = createDecipheriv('aes-256-gcm', masterKey, iv, { authTagLength: TAG_BYTES });
        decipher.setAAD(boundTo(column, row)).setAuthTag(tag);
        return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
      } catch {
        throw new Error('the secrets in the database cannot be decrypted with this master key');
      }
    },
  };
}

/** Seals what lies in clear: rows from before there was a master key, or from a version that did not seal their column. */
export async function sealRows(db: Kysely<Tables>, vault: Vault): Promise<void> {
  for (const [place, key] of Object.entries(SEALED) as [SealedColumn, readonly string[]][]) {
    const [table = '', column = ''] = place.split('.');
    const value = sql.ref(column);
    const { rows } = await sql<Record<string, string>>`
      select ${sql.join([...key, column].map((name) => sql.ref(name)))} from ${sql.table(table)}
      where ${value} is not null and ${value} not like ${`${PREFIX}%`}`.execute(db);
    for (const row of rows) {
      const names = key.map((name) => row[name] ?? '');
      const inClear = row[column] ?? '';
      const same = sql.join(
        key.map((name, index) => sql`${sql.ref(name)} = ${names[index]}`),
        sql` and `,
      );
      // Another node may have been first.
      await sql`update ${sql.table(table)} set ${value} = ${vault.seal(inClear, place, ...names)}
        where ${same} and ${value} = ${inClear}`.execute(db);
    }
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
