import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { operationsOf } from '@portvakt/platform/testing/operations';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callerKinds, send } from './access/callers.ts';

/** A log-in and a log-out begin with an address that a browser goes to, as OpenID Connect has it. */
const LOG_IN = new Set(['authentication', 'idporten']);
/** They wait, or stream. */
const WAITING = new Set(['followEvents']);
/** The sandbox makes its authority when it is first asked for the certificate. */
const MADE_WHEN_ASKED = new Set(['test_authority']);

let folder: string;
let file: string;
let box: Sandbox;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-get-'));
  file = join(folder, 'portvakt.db');
  box = await startSandbox({ database: file });
});
afterAll(async () => {
  await box.stop();
  rmSync(folder, { recursive: true });
});

/** What each table holds. */
function contents(): Readonly<Record<string, string>> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
    return Object.fromEntries(
      tables
        .map(({ name }) => String(name))
        .filter((name) => !MADE_WHEN_ASKED.has(name))
        .map((name) => {
          const rows = database.prepare(`select * from "${name}"`).all();
          return [name, createHash('sha256').update(JSON.stringify(rows)).digest('hex')];
        }),
    );
  } finally {
    database.close();
  }
}

it('no GET changes anything, whoever sends it, but that somebody logs in or out', async () => {
  const all = operationsOf(box.platform.http);
  const kinds = await callerKinds(box, all);
  const gets = all.filter(
    ({ method, surface, operationId }) => method === 'GET' && !LOG_IN.has(surface) && !WAITING.has(operationId),
  );
  expect(gets.length).toBeGreaterThan(100);
  // Entries that are written a moment later are of what was done to make the callers.
  let before = contents();
  await expect
    .poll(
      () => {
        const [then, now] = [before, contents()];
        before = now;
        return JSON.stringify(then) === JSON.stringify(now);
      },
      { interval: 1_500 },
    )
    .toBe(true);
  const answered = new Set<number>();
  for (const operation of gets) for (const kind of kinds) answered.add(await send(box, operation, kind));
  expect([...answered]).toEqual(expect.arrayContaining([200, 401, 403, 404]));
  const after = contents();
  expect(Object.keys(after).filter((table) => after[table] !== before[table])).toEqual([]);
});
