import type { Transaction } from 'kysely';
import { type Announce, againWhenTaken, type Database, type Tables } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import { removeTexts, writeText } from '../storage/index.ts';
import { type CheckedApp, checkApp, type ReadApp } from './check.ts';
import type { AppFiles } from './files.ts';
import type { Finding } from './findings.ts';
import { ownerFor } from './owner.ts';
import { refuse } from './refusals.ts';
import { allBrought, removeBrought, writeBrought } from './store.ts';

export interface AppsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly resources: Resources;
  readonly register: Register;
}

/** An app that there is, whoever has put it there. */
export interface ListedApp {
  readonly org: string;
  readonly app: string;
  readonly title: string;
  /** Brought in from its own folder. */
  readonly brought: boolean;
  /** False for one whose files are no longer taken. */
  readonly usable: boolean;
  readonly tasks: readonly string[];
  /** When it was brought in, in ms. */
  readonly changed: number | undefined;
  readonly findings: readonly Finding[];
}

/** Apps that are brought in from their own folders. They outlive a reset: the world is put in anew, and they after it. */
export class Apps {
  readonly #deps: AppsDeps;

  constructor(deps: AppsDeps) {
    this.#deps = deps;
  }

  /** What would be brought in, and what TT02 makes of it; nothing is stored. */
  check(files: AppFiles): CheckedApp {
    return checkApp(files, this.#deps.resources);
  }

  /**
   * Brings an app in, in the place of one of the same name, all or nothing.
   * @throws Refusal `app-unusable` with the findings
   */
  async add(files: AppFiles): Promise<ListedApp> {
    const { app, findings } = this.check(files);
    if (!app) throw unusable(findings);
    const { database, clock } = this.#deps;
    return againWhenTaken(() =>
      database.transaction(async (trx, announce) => {
        const all = [...findings, ...(await this.#put(trx, announce, app))];
        const { org, app: name } = app.application;
        const changed = clock.now();
        await writeBrought(trx, { org, app: name, files, findings: all, changed });
        return listed(app.application, { findings: all, changed });
      }),
    );
  }

  /** Takes an app away, with its policy and its texts; instances of it stay as they are. @returns false when there is none */
  async remove(org: string, app: string): Promise<boolean> {
    const { database, resources } = this.#deps;
    return database.transaction(async (trx, announce) => {
      await removeTexts(trx, { org, app });
      const brought = (await allBrought(trx)).some((one) => one.org === org && one.app === app);
      await removeBrought(trx, org, app);
      return (await resources.deleteApplication(trx, announce, org, app)) || brought;
    });
  }

  /** Every app, also those that the world has. */
  async list(): Promise<readonly ListedApp[]> {
    const { database, resources } = this.#deps;
    const brought = new Map((await allBrought(database.db)).map((one) => [`${one.org}/${one.app}`, one]));
    const there = (await resources.applications()).map((one) => {
      const key = `${one.org}/${one.app}`;
      const from = brought.get(key);
      brought.delete(key);
      return listed(one, from);
    });
    const lost = [...brought.values()].map(({ org, app, findings, changed }) => ({
      ...{ org, app, title: `${org}/${app}`, brought: true, usable: false, tasks: [] },
      findings,
      changed,
    }));
    return [...there, ...lost].sort((a, b) => (`${a.org}/${a.app}` < `${b.org}/${b.app}` ? -1 : 1));
  }

  /** Puts in again what was brought in, after a reset. One whose files are no longer taken is left out, and the list says so. */
  async restore(trx: Transaction<Tables>, announce: Announce): Promise<void> {
    for (const one of await allBrought(trx)) {
      const { app, findings } = this.check(one.files);
      const made = app ? await this.#put(trx, announce, app) : [];
      await writeBrought(trx, { ...one, findings: [...findings, ...made] });
    }
  }

  /** @returns what there is to say of where it was put */
  async #put(
    trx: Transaction<Tables>,
    announce: Announce,
    { application, policy, texts }: ReadApp,
  ): Promise<readonly Finding[]> {
    const { resources, register, clock } = this.#deps;
    const { org, app } = application;
    const { authority, made } = await ownerFor(trx, announce, register, org);
    await resources.saveApplication(trx, announce, application, authority);
    await resources.saveCompiled(trx, announce, policy);
    await removeTexts(trx, { org, app });
    for (const { language, body } of texts)
      await writeText(trx, { org, app, language }, JSON.stringify(body), clock.now());
    if (made === undefined) return [];
    const message = `the sandbox had no service owner ${org}: it was made, with the organisation number ${made}`;
    return [{ severity: 'note', code: 'owner-made', message }];
  }
}

function listed(
  { org, app, metadata, process }: ReadApp['application'],
  from: { readonly findings: readonly Finding[]; readonly changed: number } | undefined,
): ListedApp {
  const titles = (metadata['title'] ?? {}) as Readonly<Record<string, unknown>>;
  const title = ['nb', 'nn', 'en'].map((language) => titles[language]).find((one) => typeof one === 'string');
  return {
    org,
    app,
    title: typeof title === 'string' && title !== '' ? title : `${org}/${app}`,
    brought: from !== undefined,
    usable: true,
    tasks: process.tasks.map(({ id }) => id),
    changed: from?.changed,
    findings: from?.findings ?? [],
  };
}

/** @returns the refusal whose text names the first error, and whose members have all that was found */
function unusable(findings: readonly Finding[]) {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const place = first?.line === undefined ? '' : ` (${first.file ?? ''}:${first.line})`;
  const more = errors.length > 1 ? `; and ${errors.length - 1} more` : '';
  return refuse('app-unusable', `the app cannot be brought in: ${first?.message ?? 'it is no app'}${place}${more}`, {
    members: { findings },
  });
}
