import { checkMembers } from '../check.ts';
import { createMaskinportenClient, type MaskinportenClient } from '../client.ts';
import { decodeToken } from '../decode.ts';
import { altinnPlatform, type Environment } from '../environments.ts';
import { PortvaktError, TokenRequestError } from '../errors.ts';
import type { Signer } from '../keys.ts';
import type { MaskinportenOptions } from '../options.ts';
import { createSystemsClient, type RegisteredSystem, type SystemsClient } from '../systems/index.ts';
import type { CauseId } from './causes.ts';
import { causeOfGrant } from './grant-refusals.ts';
import type { Doors, FoundConfiguration, Wishes } from './model.ts';
import { briefly, causeOfKey, causeOfNetwork } from './own-errors.ts';
import { type RegisteredClient, SelfServiceView, sandboxAdminToken, selfServiceOf } from './self-service.ts';

/** What became of asking for a token. */
export type Attempt =
  | { readonly token: string; readonly claims: Readonly<Record<string, unknown>>; readonly expiresAt: Date }
  | { readonly cause: CauseId; readonly seen: string };

/** A registration is active after so long at the latest (maskinporten.md 6.1). */
const REGISTRATION_MS = 120_000;
const MOST_SYSTEMS = 50;

/** Scopes with which a vendor looks at its systems, and at what it asked customers for. */
const REGISTER = 'altinn:authentication/systemregister.write';
const REQUESTS = 'altinn:authentication/systemuser.request.read';
const USERS = 'altinn:authentication/systemuser.request.write';

/** What the steps know by and by; what several of them ask is asked once. */
export class Examination {
  readonly doors: Doors;
  readonly wishes: Wishes;
  #found: FoundConfiguration | undefined;
  environment: Environment | undefined;
  signer: Signer | undefined;
  /** How far the server's clock is ahead, ms. */
  offsetMs: number | undefined;
  system: RegisteredSystem | undefined;
  readonly #attempts = new Map<string, Promise<Attempt>>();
  #client: MaskinportenClient | undefined;
  #registered: Promise<RegisteredClient | undefined> | undefined;
  #view: Promise<SelfServiceView | undefined> | undefined;

  constructor(doors: Doors, wishes: Wishes) {
    this.doors = doors;
    this.wishes = wishes;
  }

  async found(): Promise<FoundConfiguration> {
    if (this.#found) return this.#found;
    const found = await this.doors.configuration();
    checkMembers(found, 'what configuration gives', {
      from: 'a text',
      remarks: 'a list of objects',
      warnings: 'a list of texts',
      secrets: 'a list of texts',
    });
    this.#found = found;
    return found;
  }

  /** @throws Error before the first step has passed */
  get settings(): MaskinportenOptions {
    const settings = this.#found?.settings;
    if (!settings) throw new Error('there are no settings');
    return settings;
  }

  get http() {
    const { fetch, timeoutMs } = this.doors;
    return { ...(fetch ? { fetch } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  }

  now(): number {
    return (this.doors.clock ?? Date.now)();
  }

  /** By the server's clock, where it has told. */
  serverNow(): number {
    return this.now() + (this.offsetMs ?? 0);
  }

  /** Altinn's platform that goes with the settings; undefined where none is named. */
  platform(): string | undefined {
    const { altinn } = this.settings;
    const named = typeof altinn === 'object' ? altinn.environment : undefined;
    if (named !== undefined && !(named === 'local' && this.environment?.name === 'local')) return altinnPlatform(named);
    return this.environment?.altinnPlatform;
  }

  client(): MaskinportenClient {
    const { hooks: _hooks, cache: _cache, systemUser: _user, ...settings } = this.settings;
    this.#client ??= createMaskinportenClient({
      ...settings,
      ...(this.environment ? { environment: this.environment } : {}),
      ...this.http,
      ...(this.doors.clock ? { clock: this.doors.clock } : {}),
      retry: false,
      failureMemoryMs: 0,
    });
    return this.#client;
  }

  /** The token of the settings, without system user; or with these scopes alone, for nobody else. */
  grant(scopes?: string): Promise<Attempt> {
    return this.#once(`grant ${scopes ?? ''}`, () =>
      this.client().getToken(scopes === undefined ? {} : { scopes, consumerOrg: null, resource: null }),
    );
  }

  /** One scope of the settings, else as they are. */
  grantOf(scope: string): Promise<Attempt> {
    return this.#once(`one ${scope}`, () => this.client().getToken({ scopes: scope }));
  }

  /** With the system user of the settings. */
  systemUserGrant(): Promise<Attempt> {
    const systemUser = this.settings.systemUser ?? null;
    return this.#once('system user', () => this.client().getToken({ systemUser }));
  }

  #once(key: string, ask: () => Promise<{ value: string; expiresAt: Date }>): Promise<Attempt> {
    const known = this.#attempts.get(key) ?? ask().then(given, refused);
    this.#attempts.set(key, known);
    return known;
  }

  async #selfService(): Promise<SelfServiceView | undefined> {
    const base = this.environment && selfServiceOf(this.environment);
    if (base === undefined) return undefined;
    const token = (await this.doors.adminToken?.().catch(() => undefined)) ?? (await this.#sandboxToken());
    return token === undefined ? undefined : new SelfServiceView(base, token, this.http);
  }

  async #sandboxToken(): Promise<string | undefined> {
    const { name, altinnPlatform: platform } = this.environment ?? {};
    if (name !== 'local' || platform === undefined) return undefined;
    const { clientId } = this.settings;
    return sandboxAdminToken(platform, { clientId, organization: this.wishes.organization }, this.http);
  }

  /** The client as its administrator sees it; undefined where there is no token for that. */
  registered(): Promise<RegisteredClient | undefined> {
    this.#registered ??= this.view().then((view) => view?.client(this.settings.clientId));
    return this.#registered;
  }

  view(): Promise<SelfServiceView | undefined> {
    this.#view ??= this.#selfService();
    return this.#view;
  }

  /** Whether something of the registration is so new that the token endpoint need not know it. */
  async isNew(): Promise<boolean> {
    const changed = (await this.registered())?.changed?.getTime();
    return changed !== undefined && this.serverNow() - changed < REGISTRATION_MS;
  }

  /** A vendor's client of the system register; undefined where the client of the settings has not got the scope. */
  async vendor(what: 'register' | 'requests' | 'users'): Promise<SystemsClient | undefined> {
    const scope = { register: REGISTER, requests: REQUESTS, users: USERS }[what];
    const attempt = await this.grant(scope);
    const platform = this.platform();
    if (!('token' in attempt) || platform === undefined) return undefined;
    const { fetch } = this.doors;
    return createSystemsClient({ platform, token: async () => attempt.token, ...(fetch ? { fetch } : {}) });
  }

  /** The vendor's systems that name the client. */
  async systemsOfClient(vendor: SystemsClient): Promise<readonly RegisteredSystem[]> {
    const ids = (await vendor.list()).map(({ systemId }) => systemId).slice(0, MOST_SYSTEMS);
    const systems: RegisteredSystem[] = [];
    for (const id of ids) systems.push(await vendor.get(id));
    return systems.filter((system) => !system.isDeleted && system.clientId?.includes(this.settings.clientId));
  }
}

const given = ({ value, expiresAt }: { value: string; expiresAt: Date }): Attempt => ({
  token: value,
  claims: decodeToken(value).claims,
  expiresAt,
});

/** What a failure to get a token comes from; a fault of the program itself is thrown on. */
function refused(error: unknown): Attempt {
  if (error instanceof TokenRequestError) {
    const { mpCode, error: name, description, status } = error;
    const said = description?.replace(/\s*\((?:trace_id|correlation id):[^)]*\)/, '') ?? `status ${status}`;
    return { cause: causeOfGrant(error), seen: `${mpCode ?? name ?? status}: ${said}`.slice(0, 300) };
  }
  const network = causeOfNetwork(error);
  if (network) return { cause: network.cause, seen: briefly(error) };
  if (error instanceof PortvaktError && error.code === 'KEY') return { cause: causeOfKey(error), seen: briefly(error) };
  if (error instanceof PortvaktError) return { cause: 'grant-refused', seen: briefly(error) };
  throw error;
}
