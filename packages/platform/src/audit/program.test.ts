import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRooms } from '../assembly/index.ts';
import { openDatabase } from '../database/index.ts';
import { movableClock, platformUrls } from '../foundation/index.ts';
import { operatorCode } from '../operator-code.ts';
import { generateParties, importRegisterFiles } from '../register-files.ts';
import { freshDatabase } from '../testing/database.ts';

const DAY_MS = 24 * 3600 * 1000;

describe('what a program does without a request', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-program-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('by command is in the audit log of the database that it was done to, without the code', async () => {
    const fresh = await freshDatabase();
    const url = fresh.url === ':memory:' ? join(folder, 'portvakt.db') : fresh.url;
    const { code } = await operatorCode(url);
    const persons = [{ personNumber: '21838810052', name: 'SEN ERT' }];
    await importRegisterFiles(url, [{ name: 'persons.json', text: JSON.stringify({ persons }) }]);
    await generateParties(url, { parties: 3 });
    const database = await openDatabase({ url });
    const entries = await database.db.selectFrom('audit_entry').select('entry').orderBy('position').execute();
    await database.close();
    await fresh.drop();
    expect(entries.map(({ entry }) => JSON.parse(entry))).toMatchObject(
      ['makeOperatorCode', 'importRegister', 'generateRegister'].map((operation) => ({
        operation,
        outcome: 'done',
        by: { kind: 'program' },
      })),
    );
    expect(JSON.stringify(entries)).not.toMatch(new RegExp(`${code}|21838810052|SEN ERT`));
  });

  it('on schedule is the program’s doing, and not that of whose request shows that it is time', async () => {
    const fresh = await freshDatabase();
    const database = await openDatabase({ url: fresh.url });
    const clock = movableClock();
    const rooms = await makeRooms({ database, clock, urls: platformUrls('http://localhost:1') });
    clock.advance(365 * DAY_MS);
    const ring = rooms.signingKeys.ring('maskinporten');
    await ring.sign({ a: 1 });
    await ring.settled();
    const [{ text = '' } = {}] = await rooms.audit.after(0, 1);
    expect(JSON.parse(text)).toMatchObject({
      operation: 'rotateSigningKey',
      by: { kind: 'program' },
      changes: [{ kind: 'signing-key.rotated', subject: 'maskinporten' }],
    });
    await database.close();
    await fresh.drop();
  });
});
