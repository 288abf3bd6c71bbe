import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../database/index.ts';
import { movableClock } from '../foundation/index.ts';
import { type Application, createResources, type PolicyTableRule, writePolicy } from '../resources/index.ts';
import type { PlatformOptions } from '../server.ts';
import { freshDatabase } from '../testing/database.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

/** An app for a test: what is left out is as in `ttd/demo`. */
export interface AppWish {
  readonly app: string;
  readonly metadata?: object;
  readonly dataTypes?: readonly object[];
  readonly tasks?: Application['process']['tasks'];
  readonly rules: readonly PolicyTableRule[];
  readonly level?: number;
}

export interface RulesSandbox {
  readonly box: Sandbox;
  /** The platform's own database, opened a second time. */
  readonly database: Database;
  stop(): Promise<void>;
}

export const TASKS: Application['process']['tasks'] = [
  { id: 'Task_1', type: 'data', name: 'Utfylling' },
  { id: 'Task_2', type: 'data', name: 'Tillegg' },
  { id: 'Task_3', type: 'confirmation', name: 'Bekreftelse', rejectTo: 'Task_1' },
];

/** A whole platform with apps of the test's own, which a service owner would have put there from its repository. */
export async function startWithApps(apps: readonly AppWish[], options: PlatformOptions = {}): Promise<RulesSandbox> {
  const place = await freshDatabase();
  const url =
    place.url === ':memory:' ? join(mkdtempSync(join(tmpdir(), 'portvakt-rules-')), 'portvakt.db') : place.url;
  const box = await startSandbox({ dataElementLimit: 1024 * 1024, ...options, database: url });
  const database = await openDatabase({ url });
  const resources = await createResources({ database, clock: movableClock() });
  const authority = { organization: '310001236', orgcode: 'ttd' };
  await database.transaction(async (trx, announce) => {
    for (const { app, metadata, dataTypes, tasks, rules, level } of apps) {
      const application = {
        org: 'ttd',
        app,
        metadata: {
          id: `ttd/${app}`,
          org: 'ttd',
          title: { nb: app },
          dataTypes: dataTypes ?? [{ id: 'attachment', allowedContentTypes: ['text/plain'] }],
          ...metadata,
        },
        process: { tasks: tasks ?? TASKS, endEvent: 'EndEvent_1' },
      };
      await resources.saveApplication(trx, announce, application, authority);
      const table = { resourceId: `app_ttd_${app}`, rules, ...(level === undefined ? {} : { level }) };
      await resources.savePolicy(trx, announce, table.resourceId, writePolicy(table));
    }
  });
  return {
    box,
    database,
    async stop() {
      await database.close();
      await box.stop();
      await place.drop();
    },
  };
}
