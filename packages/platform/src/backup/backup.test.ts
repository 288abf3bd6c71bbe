import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUp, databaseStatus, inspectDatabase, migrateDatabase, restore, verify } from '../care.ts';
import { markRestoring, openBare, openDatabase, unmarkRestoring } from '../database/index.ts';
import { operatorCode } from '../operator-code.ts';
import { startPlatform } from '../server.ts';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 8).toString('base64');
const PERSON = '01816010027';
const CUSTOMER = '310044423';

let folder: string;
let places: FreshDatabase[] = [];
/** A database that others can open too: a file, or one of the server. */
async function place(empty = false): Promise<string> {
  const fresh = await freshDatabase({ empty });
  places.push(fresh);
  return fresh.url === ':memory:' ? join(folder, `${places.length}`, 'portvakt.db') : fresh.url;
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-backup-'));
});
afterAll(async () => {
  await Promise.all(places.map((one) => one.drop()));
  places = [];
  rmSync(folder, { recursive: true });
});

describe('a backup', () => {
  let url: string;
  let box: Sandbox;
  let file: string;
  let clientId: string;
  beforeAll(async () => {
    url = await place();
    file = join(folder, 'one.backup');
    box = await startSandbox({ database: url, masterKey: KEY });
    clientId = await box.createClient(CUSTOMER, ['altinn:instances.read']);
    await box.personToken('01816010027');
  });
  afterAll(() => box.stop());

  it('is of one moment, taken while others write', async () => {
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        await box.createClient(CUSTOMER, ['altinn:instances.read']);
        // SQLite answers within the turn: others must get one.
        await setImmediate();
      }
    })();
    const report = await backUp(url, file, KEY);
    isOver = true;
    await writing;
    expect(report).toMatchObject({ masterKey: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(await verify(file)).toEqual(report);
    // Who may read the file may read personal data.
    expect(statSync(file).mode & 0o077).toBe(0);
    const lines = gunzipSync(readFileSync(file)).toString();
    const rowsOf = (table: string) => {
      const [, rest = ''] = lines.split(new RegExp(`^\\{"table":"${table}",.*\\n`, 'm'));
      return rest
        .split('\n')
        .filter((_, index, all) => all.slice(0, index + 1).every((line) => line.startsWith('[')))
        .map((line) => JSON.parse(line) as string[]);
    };
    // A client and its key come in one transaction.
    const clients = rowsOf('client').map(([id]) => id);
    expect(
      rowsOf('client_key')
        .map(([id]) => id)
        .sort(),
    ).toEqual([...clients].sort());
  });

  it('holds no secret that is not sealed, and not the master key', async () => {
    const text = gunzipSync(readFileSync(file)).toString();
    expect(text).toContain('enc:v1:');
    expect(text).not.toContain('PRIVATE KEY');
    expect(text).not.toContain(KEY);
    const clear = await place();
    await (await startPlatform({ port: 0, database: clear })).stop();
    await expect(backUp(clear, join(folder, 'clear.backup'))).rejects.toThrow('lies in clear');
    expect(() => statSync(join(folder, 'clear.backup'))).toThrow();
    expect(() => statSync(join(folder, 'clear.backup.part'))).toThrow();
  });

  it('brings the platform back: clients, their keys, and the keys that tokens are checked with', async () => {
    const token = await box.maskinportenToken(CUSTOMER, ['altinn:instances.read'], { clientId });
    const again = await place(true);
    await restore(again, file, KEY);
    const { faults, secrets = 0 } = await inspectDatabase(again, KEY);
    expect([faults, secrets > 2]).toEqual([[], true]);
    const { maskinportenIssuer, base } = box.platform.urls;
    const back = await startSandbox({ database: again, masterKey: KEY, baseUrl: base });
    expect(back.platform.urls.maskinportenIssuer).toBe(maskinportenIssuer);
    const answer = await back.platform.http.inject({
      url: `/selvbetjening/api/v1/clients/${clientId}`,
      headers: { authorization: `Bearer ${token}` },
    });
    // The token is known by its key, and lacks only the scope.
    expect([answer.statusCode, answer.json()]).toEqual([403, expect.objectContaining({ error: 'access_denied' })]);
    await back.stop();
    await expect(restore(again, file, KEY)).rejects.toThrow('empty');
  });

  it('tells in the audit log that it was brought back, and holds no one-time code and no session that is good again', async () => {
    const [coded, again] = [join(folder, 'coded.backup'), await place(true)];
    const person = await box.personToken(PERSON);
    await operatorCode(url);
    await backUp(url, coded, KEY);
    await restore(again, coded, KEY);
    const database = await openDatabase({ url: again });
    expect(await database.db.selectFrom('operator_code').selectAll().execute()).toEqual([]);
    expect(await database.db.selectFrom('login_session').selectAll().execute()).toEqual([]);
    const entries = await database.db.selectFrom('audit_entry').select('entry').orderBy('position').execute();
    await database.close();
    expect(entries.slice(-2).map(({ entry }) => JSON.parse(entry))).toMatchObject([
      { operation: 'makeOperatorCode', by: { kind: 'program' } },
      { operation: 'restoreBackup', by: { kind: 'program' } },
    ]);
    const back = await startSandbox({ database: again, masterKey: KEY, baseUrl: box.platform.urls.base });
    const refused = await back.platform.http.inject({
      url: '/profile/api/v1/users/current',
      headers: { authorization: `Bearer ${person}` },
    });
    expect(refused.body).toContain('the session of the token has ended');
    const verified = await back.platform.http.inject({ url: '/audit/api/v1/verification' });
    expect(verified.json()).toMatchObject({ isWhole: true });
    await back.stop();
  });

  it('is refused with another master key, and starts with no other', async () => {
    const elsewhere = await place(true);
    await expect(restore(elsewhere, file, OTHER_KEY)).rejects.toThrow('another master key');
    await restore(elsewhere, file);
    await expect(startPlatform({ port: 0, database: elsewhere, masterKey: OTHER_KEY })).rejects.toThrow('master key');
    expect((await inspectDatabase(elsewhere, OTHER_KEY)).faults[0]).toContain('cannot be decrypted');
  });

  it('that is damaged anywhere is found, and restores nothing', async () => {
    const bytes = readFileSync(file);
    const damaged = join(folder, 'damaged.backup');
    const text = gunzipSync(bytes).toString();
    const cases: Buffer[] = [
      ...[0.1, 0.3, 0.5, 0.7, 0.9].map((part) => {
        const copy = Buffer.from(bytes);
        const at = Math.floor(copy.length * part);
        copy[at] = (copy[at] ?? 0) ^ 0x10;
        return copy;
      }),
      bytes.subarray(0, bytes.length - 1),
      bytes.subarray(0, Math.floor(bytes.length / 2)),
      gzipSync(text.split('\n').slice(0, -2).join('\n')),
      gzipSync(text.replace('FJORDVIK', 'FJORDVIG')),
    ];
    const empty = await place(true);
    for (const content of cases) {
      writeFileSync(damaged, content);
      await expect(verify(damaged)).rejects.toThrow(/checksum|packed|ends before|neither a table/);
      await expect(restore(empty, damaged, KEY)).rejects.toThrow();
    }
    writeFileSync(damaged, 'no backup');
    await expect(verify(damaged)).rejects.toThrow('not packed as a backup is');
    writeFileSync(damaged, gzipSync('{"format":"else"}\n'));
    await expect(verify(damaged)).rejects.toThrow('does not begin as a backup does');
    expect(await databaseStatus(empty)).toMatchObject({ had: [], isRestoring: false });
  });

  it('of a newer version is refused by its name', async () => {
    const newer = join(folder, 'newer.backup');
    const text = gunzipSync(readFileSync(file)).toString().replace('"0010-signing-keys"', '"9999-of-tomorrow"');
    const lines = text.trimEnd().split('\n').slice(0, -1);
    const body = `${lines.join('\n')}\n`;
    const { createHash } = await import('node:crypto');
    const end = JSON.stringify({
      end: true,
      lines: lines.length,
      sha256: createHash('sha256').update(body).digest('hex'),
    });
    writeFileSync(newer, gzipSync(`${body}${end}\n`));
    await expect(restore(await place(true), newer, KEY)).rejects.toThrow('9999-of-tomorrow');
  });

  it('that was half restored is refused by every start, and can be restored again', async () => {
    const half = await place(true);
    const bare = await openBare(half);
    await markRestoring(bare.db);
    await bare.close();
    await expect(openDatabase({ url: half })).rejects.toThrow('begun and not ended');
    await expect(migrateDatabase(half)).rejects.toThrow('begun and not ended');
    await expect(operatorCode(half)).rejects.toThrow('begun and not ended');
    await restore(half, file, KEY);
    expect(await databaseStatus(half)).toMatchObject({ isRestoring: false, pending: [], unknown: [] });
  });

  it('is not made of what is half restored, or of a newer version', async () => {
    const [elsewhere, none] = [await place(), join(folder, 'none.backup')];
    await migrateDatabase(elsewhere);
    const { db, close } = await openBare(elsewhere);
    await markRestoring(db);
    await expect(backUp(elsewhere, none, KEY)).rejects.toThrow('begun and not ended');
    await unmarkRestoring(db);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-of-tomorrow', '')`.execute(db);
    await close();
    await expect(backUp(elsewhere, none, KEY)).rejects.toThrow(
      'newer version of Portvakt (it has had 9999-of-tomorrow)',
    );
    expect(() => statSync(none)).toThrow();
  });
});
