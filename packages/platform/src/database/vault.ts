import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { type Kysely, type RawBuilder, sql } from 'kysely';
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
  /** The same of every key that opens. */
  readonly keyIds: readonly string[];
  /** AES-256-GCM, bound to column and row, so that values cannot be moved. @param row what names the row, in the order of its key */
  seal(text: string, column: SealedColumn, ...row: readonly string[]): string;
  /** What lies in clear, from before there was a master key, is given back as it is. @throws when it was sealed otherwise, or altered */
  open(text: string, column: SealedColumn, ...row: readonly string[]): string;
  /** True when the value is sealed with the key that seals now. */
  isCurrent(text: string, column: SealedColumn, ...row: readonly string[]): boolean;
}

/** Whether a value of a sealed column is sealed, with whichever key. */
export const sealedValue = (text: string): boolean => text.startsWith(PREFIX);

/** Columns of a table whose values must be sealed. */
export const sealedColumnsOf = (table: string): readonly string[] =>
  Object.keys(SEALED).flatMap((place) => (place.startsWith(`${table}.`) ? [place.slice(table.length + 1)] : []));

/** Signing keys were sealed before there was anything else to seal: their `kid` alone. */
const boundTo = (column: SealedColumn, row: readonly string[]): Buffer =>
  Buffer.from(column === 'signing_key.private_key' ? row.join() : [column, ...row].join('\n'));

const keyIdOf = (key: Buffer): string =>
  createHmac('sha256', key).update('portvakt master key').digest('hex').slice(0, 16);

/** @returns undefined when it was sealed with another key, or altered */
function opened(key: Buffer, text: string, bound: Buffer): string | undefined {
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
  const [iv, tag, sealed] = [
    bytes.subarray(0, IV_BYTES),
    bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES),
    bytes.subarray(IV_BYTES + TAG_BYTES),
  ];
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(bound).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** @param keys 32 bytes each: the first seals, and all open, so that a key can be changed while nodes run */
export function createVault(keys: readonly Buffer[] = []): Vault {
  const [first] = keys;
  return {
    keyId: first ? keyIdOf(first) : null,
    keyIds: keys.map(keyIdOf),
    seal(text, column, ...row) {
      if (!first) return text;
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', first, iv).setAAD(boundTo(column, row));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(text, column, ...row) {
      if (!sealedValue(text)) return text;
      if (!first)
        throw new Error('the secrets in the database are encrypted: give the master key that they were encrypted with');
      const bound = boundTo(column, row);
      for (const key of keys) {
        const found = opened(key, text, bound);
        if (found !== undefined) return found;
      }
      throw new Error(
        `the secrets in the database cannot be decrypted with ${keys.length === 1 ? 'this master key' : 'any of these master keys'}: give the one that they were encrypted with; if it is this one, they have been altered, and a backup has to be restored`,
      );
    },
    isCurrent: (text, column, ...row) =>
      !first || (sealedValue(text) && opened(first, text, boundTo(column, row)) !== undefined),
  };
}

/** Calls `look` with every value of every sealed column, a table at a time. @param but values that begin so are left out */
export async function eachSealed(
  db: Kysely<Tables>,
  look: (text: string, column: SealedColumn, ...row: readonly string[]) => unknown,
  but?: string,
): Promise<void> {
  const wanted = (value: RawBuilder<unknown>) => (but === undefined ? sql`` : sql`and ${value} not like ${`${but}%`}`);
  for (const [place, key] of Object.entries(SEALED) as [SealedColumn, readonly string[]][]) {
    const [table = '', column = ''] = place.split('.');
    const value = sql.ref(column);
    const { rows } = await sql<Record<string, string>>`
      select ${sql.join([...key, column].map((name) => sql.ref(name)))} from ${sql.table(table)}
      where ${value} is not null ${wanted(value)}`.execute(db);
    for (const row of rows) await look(row[column] ?? '', place, ...key.map((name) => row[name] ?? ''));
  }
}

/** Puts a value in the place of one that is as it was read: another node may have been first. */
async function replaceSealed(
  db: Kysely<Tables>,
  {
    column: place,
    row,
    before,
    after,
  }: { column: SealedColumn; row: readonly string[]; before: string; after: string },
): Promise<void> {
  const [table = '', column = ''] = place.split('.');
  const value = sql.ref(column);
  const same = sql.join(
    SEALED[place].map((name, index) => sql`${sql.ref(name)} = ${row[index]}`),
    sql` and `,
  );
  await sql`update ${sql.table(table)} set ${value} = ${after} where ${same} and ${value} = ${before}`.execute(db);
}

/**
 * Seals what lies in clear: rows from before there was a master key, or from a version that did not seal their column.
 * @returns how many were sealed
 */
export async function sealRows(db: Kysely<Tables>, vault: Vault): Promise<number> {
  let done = 0;
  await eachSealed(
    db,
    async (before, column, ...row) => {
      await replaceSealed(db, { column, row, before, after: vault.seal(before, column, ...row) });
      done += 1;
    },
    PREFIX,
  );
  return done;
}

/**
 * Seals anew what is sealed with an older key, one value at a time, while the platform runs.
 * @param isStopped asked before each; what has been done is done
 * @returns how many were sealed anew
 */
export async function resealRows(db: Kysely<Tables>, vault: Vault, isStopped: () => boolean): Promise<number> {
  let done = 0;
  await eachSealed(db, async (before, column, ...row) => {
    if (isStopped() || vault.isCurrent(before, column, ...row)) return;
    await replaceSealed(db, {
      column,
      row,
      before,
      after: vault.seal(vault.open(before, column, ...row), column, ...row),
    });
    done += 1;
  });
  return done;
}

const MAX_KEYS = 5;

/**
 * Reads master keys: one, or several with spaces, commas or line breaks between, of which the first seals.
 * @throws when one is anything else than 32 bytes in base64 or base64url; the text is not repeated
 */
export function readMasterKeys(text: string): readonly Buffer[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length > MAX_KEYS) throw new Error(`at most ${MAX_KEYS} master keys are known at once`);
  // An empty text is no key, and is said so.
  return (words.length === 0 ? [''] : words).map(readMasterKey);
}

/** Reads a master key: 32 bytes in base64 or base64url. @throws when it is anything else; the text is not repeated */
function readMasterKey(text: string): Buffer {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length === MASTER_KEY_BYTES && /^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim())) return bytes;
  throw new Error(
    `the master key must be ${MASTER_KEY_BYTES} random bytes in base64, e.g. from: openssl rand -base64 32`,
  );
}
