/** What Altinn Studio publishes of an app, and how it is kept. */
import type { Caller } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { OWN_PARTS } from '../hosts/index.ts';
import type { Register } from '../register/index.ts';
import type { Application, Resources } from '../resources/index.ts';
import { actorId } from './access.ts';
import type { SentMetadata } from './application-bodies.ts';
import { refuse } from './refusals.ts';
import { findText, removeTexts, type TextKey, writeText } from './texts-store.ts';

export interface PublishingDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Pick<Register, 'serviceOwner'>;
  readonly resources: Resources;
}

const APP_ID = /^([a-z][a-z0-9-]{1,19})\/([a-z][a-z0-9-]{1,79})$/;

export class Publishing {
  readonly #deps: PublishingDeps;

  constructor(deps: PublishingDeps) {
    this.#deps = deps;
  }

  /** @throws Refusal 404 in the words of this door */
  async find(org: string, app: string): Promise<Application> {
    const found = await this.#deps.resources.application(org, app);
    if (found) return found;
    const appId = `${org.slice(0, 40)}/${app.slice(0, 100)}`;
    throw refuse('application-unknown', `Could not find an application with appId=${appId}`);
  }

  /**
   * Stores metadata, of a new app or of one that is there, whose process stays as it is. The studio sends no process: a new app has a task of
   * type `data` for each that its data types name.
   * @throws Refusal 400
   */
  async publish(appId: string, sent: SentMetadata, caller: Caller): Promise<SentMetadata> {
    const [, org = '', app = ''] = APP_ID.exec(appId) ?? [];
    if (org === '' || OWN_PARTS.has(org)) throw refuse('app-id-invalid', 'AppId is not valid.');
    const { database, clock, register, resources } = this.#deps;
    const owner = await register.serviceOwner({ code: org });
    if (!owner) throw refuse('app-owner-unknown', `No service owner is registered with the code ${org}.`);
    const known = await resources.application(org, app);
    const now = new Date(clock.now()).toISOString();
    const { created = now, createdBy = actorId(caller) } = known?.metadata ?? {};
    const times = { created, createdBy, lastChanged: now, lastChangedBy: actorId(caller) };
    const metadata = { validFrom: now, ...sent, ...times, id: appId, org };
    const process = known?.process ?? processOf(sent);
    const authority = { organization: owner.organizationNumber, orgcode: org };
    await database.transaction((trx, announce) =>
      resources.saveApplication(trx, announce, { org, app, metadata, process }, authority),
    );
    return metadata;
  }

  /** Deletes an app for good, with its policy and its texts. */
  async unpublish(org: string, app: string): Promise<void> {
    await this.#deps.database.transaction(async (trx, announce) => {
      await removeTexts(trx, { org, app });
      await this.#deps.resources.deleteApplication(trx, announce, org, app);
    });
  }

  /** @throws Refusal 404 */
  async text(key: TextKey) {
    const body = await findText(this.#deps.database.db, key);
    if (body === undefined)
      throw refuse('text-unknown', `The app has no texts in the language ${key.language.slice(0, 2)}`);
    const { resources = [] } = JSON.parse(body) as { readonly resources?: readonly unknown[] };
    return shownText(key, resources);
  }

  /** @throws Refusal 404 without the app */
  async putText(key: TextKey, resources: readonly unknown[]) {
    await this.find(key.org, key.app);
    const shown = shownText(key, resources);
    const { database, clock } = this.#deps;
    await database.transaction((trx) => writeText(trx, key, JSON.stringify(shown), clock.now()));
    return shown;
  }

  async deleteText(key: TextKey): Promise<void> {
    await this.#deps.database.transaction((trx) => removeTexts(trx, key));
  }
}

const shownText = ({ org, app, language }: TextKey, resources: readonly unknown[]) => ({
  id: `${org}-${app}-${language}`,
  org,
  language,
  resources,
});

function processOf({ dataTypes }: SentMetadata): Application['process'] {
  const named = (Array.isArray(dataTypes) ? dataTypes : []).flatMap((type: { taskId?: unknown }) =>
    typeof type.taskId === 'string' && type.taskId !== '' ? [type.taskId] : [],
  );
  const ids = named.length === 0 ? ['Task_1'] : [...new Set(named)];
  return { tasks: ids.map((id) => ({ id, type: 'data', name: id })), endEvent: 'EndEvent_1' };
}
