/** What is asked of the nodes all the time: grants, exchanges, decisions, clients, approvals of system users, and uploads. */
import { setTimeout as pause } from 'node:timers/promises';
import { AGAIN_MS, acceptedAgain, assertion, JWK, PATIENCE_MS, type Running, redeem, told } from '../running.ts';
import type { Asked, Ledger, Outcome } from './ledger.ts';
import type { Random } from './random.ts';

const ORGANIZATION = '310044423';
const PARTY = 50020008;
const DIRECTOR = '01816010027';
const VENDOR = '310019747';
const OWNER = '310001236';
const RESOURCE = 'ttd-lonnsrapport';
const RECORD = `/resourceregistry/api/v1/resource/${RESOURCE}`;
const SELF_SERVICE = '/selvbetjening/api/v1';
const AUTHENTICATION = '/authentication/api/v1';
/** So that nodes, servers and all that asks them share a small machine. */
const PACE_MS = 10;
const GRANTERS = 2;
const UPLOADED = 60_000;
const json = { 'content-type': 'application/json' };
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const attribute = (AttributeId: string, Value: string) => ({ Attribute: [{ AttributeId, Value }] });
const question = (subject: object, resource: readonly (readonly [id: string, value: string])[]): string =>
  JSON.stringify({
    Request: {
      AccessSubject: [subject],
      Action: [attribute('urn:oasis:names:tc:xacml:1.0:action:action-id', 'read')],
      Resource: [{ Attribute: resource.map(([AttributeId, Value]) => ({ AttributeId, Value })) }],
    },
  });
const OF_PARTY = ['urn:altinn:partyid', String(PARTY)] as const;
const LISTED = question(attribute('urn:altinn:userid', '20001'), [['urn:altinn:resource', RESOURCE], OF_PARTY]);
const ofSystemUser = (id: string): string =>
  question(attribute('urn:altinn:systemuser:uuid', id), [
    ['urn:altinn:org', 'ttd'],
    ['urn:altinn:app', 'demo'],
    OF_PARTY,
  ]);

/** A content of which a part, or two mixed, is found out. */
const contentOf = (version: string): string => `${version}\n`.repeat(Math.ceil(UPLOADED / (version.length + 1)));

export interface LoadDeps {
  readonly nodes: () => readonly Running[];
  readonly ledger: Ledger;
  readonly random: Random;
}

/** What whoever asks needs for it: made once, on a platform that is well. */
interface Prepared {
  readonly vendor: Readonly<Record<string, string>>;
  readonly person: Readonly<Record<string, string>>;
  readonly owner: Readonly<Record<string, string>>;
  readonly self: Readonly<Record<string, string>>;
  readonly clientId: string;
  readonly systemId: string;
  readonly instance: string;
  readonly record: Readonly<Record<string, unknown>>;
}

export class Load {
  readonly #nodes: LoadDeps['nodes'];
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #prepared: Prepared;
  readonly #clients: string[] = [];
  /** Assertions that got a token, and how often. */
  readonly #grants = new Map<string, number>();
  readonly #systemUsers: string[] = [];
  readonly #elements: string[] = [];
  readonly #loops: Promise<void>[] = [];
  #isGoing = true;

  private constructor({ nodes, ledger, random }: LoadDeps, prepared: Prepared) {
    this.#nodes = nodes;
    this.#ledger = ledger;
    this.#random = random;
    this.#prepared = prepared;
  }

  static async start(deps: LoadDeps): Promise<Load> {
    const load = new Load(deps, await prepare(deps.nodes()[0] as Running));
    await load.#begin();
    return load;
  }

  /** Ends it, and looks whether all that was acknowledged is there. @param again most used grants that are sent once more @returns used grants that were accepted once more, and clients that are lost */
  async stop(again: number): Promise<{
    readonly grants: number;
    readonly clients: number;
    readonly replayed: number;
    readonly lost: number;
  }> {
    this.#isGoing = false;
    await Promise.all(this.#loops);
    const first = this.#nodes()[0] as Running;
    const twice = [...this.#grants.values()].filter((times) => times > 1);
    const replayed = twice.length + (await acceptedAgain(first, [...this.#grants.keys()], again));
    let lost = 0;
    for (const id of this.#clients) {
      // Whoever is told 503 asks again: only what is refused is lost.
      while ((await this.#key(0, id)).outcome.kind === 'unknown') await pause(AGAIN_MS);
      if (!(await told(() => redeem(first, assertion(first.issuer, id)))).ok) lost += 1;
    }
    return { grants: this.#grants.size, clients: this.#clients.length, replayed, lost };
  }

  async #begin(): Promise<void> {
    this.#ledger.begin(RESOURCE, 'Permit', true);
    for (const name of ['a', 'b']) {
      const version = `${name} 0`;
      const { outcome } = await this.#upload(0, 'POST', '/data?dataType=attachment', version);
      if (outcome.kind !== 'answered') throw new Error('an element could not be made');
      const { id } = JSON.parse(outcome.text) as { id: string };
      this.#elements.push(id);
      this.#ledger.begin(id, version, false);
    }
    const loops = [
      ...Array.from({ length: GRANTERS }, () => () => this.#grant()),
      () => this.#client(),
      () => this.#approval(),
      () => this.#change(),
      ...this.#elements.map((id) => {
        let version = 0;
        return () => {
          version += 1;
          return this.#replace(id, `${id} ${version}`);
        };
      }),
      ...this.#nodes().map((_, node) => () => this.#decide(node)),
      () => this.#download(),
    ];
    for (const work of loops) this.#loops.push(this.#keepOn(work));
  }

  async #keepOn(work: () => Promise<void>): Promise<void> {
    while (this.#isGoing) {
      await work();
      await pause(PACE_MS);
    }
  }

  #anyNode(): number {
    return this.#random.below(this.#nodes().length);
  }

  /** One request. What is neither an answer, a refusal nor what something that is being done to the platform excuses is wrong. */
  async #ask(node: number, what: string, path: string, init: RequestInit & { readonly isRead?: boolean } = {}) {
    const begun = performance.now();
    const asked = (): Asked => ({ node, what, begun, ended: performance.now() });
    const done = (outcome: Outcome) => ({ asked: asked(), outcome });
    const isWrite = init.method !== undefined && init.isRead !== true;
    try {
      const answer = await fetch(`${this.#nodes()[node]?.at}${path}`, {
        ...init,
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await answer.text();
      if (answer.ok) {
        this.#ledger.answered(asked(), isWrite);
        return done({ kind: 'answered', text });
      }
      if (answer.status < 500) return done({ kind: 'refused', text: `${answer.status} ${text.slice(0, 200)}` });
      if (answer.status === 503 && answer.headers.has('retry-after') && text !== '')
        this.#ledger.unavailable(asked(), text);
      else this.#ledger.fault(asked(), `${answer.status} ${text.slice(0, 200)}`);
    } catch (error) {
      this.#ledger.lost(asked(), error);
      await pause(50);
    }
    return done({ kind: 'unknown' });
  }

  /** A refusal that nothing excuses is wrong. */
  #refused(asked: Asked, outcome: Outcome): void {
    if (outcome.kind === 'refused' && !this.#ledger.isClockWrong(asked)) this.#ledger.fault(asked, outcome.text);
  }

  async #redeem(node: number, what: string, text: string) {
    const body = new URLSearchParams({ grant_type: GRANT, assertion: text });
    const { asked, outcome } = await this.#ask(node, what, '/maskinporten/token', { method: 'POST', body });
    if (outcome.kind === 'answered') this.#grants.set(text, (this.#grants.get(text) ?? 0) + 1);
    return { asked, outcome };
  }

  async #grant(): Promise<void> {
    const text = assertion((this.#nodes()[0] as Running).issuer, this.#prepared.clientId);
    // Now and then by two nodes at once, of which one may give a token.
    if (this.#random.chance(0.1)) {
      await Promise.all([
        this.#redeem(this.#anyNode(), 'a grant twice', text),
        this.#redeem(this.#anyNode(), 'a grant twice', text),
      ]);
      return;
    }
    const { asked, outcome } = await this.#redeem(this.#anyNode(), 'a grant', text);
    this.#refused(asked, outcome);
    if (outcome.kind !== 'answered') return;
    if (this.#random.chance(0.3)) await this.#redeem(this.#anyNode(), 'a grant again', text);
    const { access_token: token } = JSON.parse(outcome.text) as { access_token: string };
    const exchanged = await this.#ask(this.#anyNode(), 'an exchange', `${AUTHENTICATION}/exchange/maskinporten`, {
      headers: { authorization: `Bearer ${token}` },
    });
    this.#refused(exchanged.asked, exchanged.outcome);
  }

  #key(node: number, id: string) {
    return this.#ask(node, 'a key', `${SELF_SERVICE}/clients/${id}/jwks`, {
      method: 'POST',
      headers: this.#prepared.self,
      body: JSON.stringify({ keys: [JWK] }),
    });
  }

  async #client(): Promise<void> {
    const { asked, outcome } = await this.#ask(this.#anyNode(), 'a client', `${SELF_SERVICE}/clients`, {
      method: 'POST',
      headers: this.#prepared.self,
      body: CLIENT,
    });
    this.#refused(asked, outcome);
    if (outcome.kind !== 'answered') return;
    const id = clientIn(outcome.text);
    this.#clients.push(id);
    // Another node knows of it at once.
    const seen = await this.#ask(this.#anyNode(), 'a client read', `${SELF_SERVICE}/clients/${id}`, {
      headers: this.#prepared.self,
    });
    this.#refused(seen.asked, seen.outcome);
  }

  /** A vendor asks, a person says yes, and later takes it back: the system user's right is there between. */
  async #approval(): Promise<void> {
    const { vendor, person, systemId } = this.#prepared;
    const externalRef = `ref-${this.#random.below(2 ** 31)}`;
    const wish = { externalRef, systemId, partyOrgNo: ORGANIZATION, rights: RIGHTS };
    const requested = await this.#ask(this.#anyNode(), 'a request', `${AUTHENTICATION}/systemuser/request/vendor`, {
      method: 'POST',
      headers: vendor,
      body: JSON.stringify(wish),
    });
    this.#refused(requested.asked, requested.outcome);
    if (requested.outcome.kind !== 'answered') return;
    const { id } = JSON.parse(requested.outcome.text) as { id: string };
    this.#ledger.begin(id, 'NotApplicable', true);
    this.#systemUsers.push(id);
    const approve = `${AUTHENTICATION}/systemuser/request/${PARTY}/${id}/approve`;
    const approved = await this.#ask(this.#anyNode(), 'an approval', approve, { method: 'POST', headers: person });
    this.#refused(approved.asked, approved.outcome);
    this.#ledger.wrote(id, 'Permit', approved.asked, approved.outcome);
    await Promise.all(this.#nodes().map((_, node) => this.#decideOf(node, id)));
    const remove = `${AUTHENTICATION}/systemuser/${PARTY}/${id}`;
    const removed = await this.#ask(this.#anyNode(), 'a removal', remove, { method: 'DELETE', headers: person });
    if (approved.outcome.kind === 'answered') this.#refused(removed.asked, removed.outcome);
    this.#ledger.wrote(id, 'NotApplicable', removed.asked, removed.outcome);
    await Promise.all(this.#nodes().map((_, node) => this.#decideOf(node, id)));
  }

  async #change(): Promise<void> {
    // Nobody is on a list that the resource is connected to.
    const [accessListMode, decision] = this.#random.chance(0.5) ? ['Enabled', 'Deny'] : ['Disabled', 'Permit'];
    const { asked, outcome } = await this.#ask(this.#anyNode(), 'a change', RECORD, {
      method: 'PUT',
      headers: this.#prepared.owner,
      body: JSON.stringify({ ...this.#prepared.record, accessListMode }),
    });
    this.#refused(asked, outcome);
    this.#ledger.wrote(RESOURCE, decision, asked, outcome);
    await Promise.all(this.#nodes().map((_, node) => this.#decideOf(node)));
  }

  async #decide(node: number): Promise<void> {
    await this.#decideOf(node);
    const late = this.#systemUsers.slice(-3);
    if (late.length > 0) await this.#decideOf(node, this.#random.one(late));
  }

  /** @param systemUser left out: the resource whose access list comes and goes */
  async #decideOf(node: number, systemUser?: string): Promise<void> {
    const { asked, outcome } = await this.#ask(node, 'a decision', '/authorization/api/v1/decision', {
      method: 'POST',
      headers: json,
      body: systemUser === undefined ? LISTED : ofSystemUser(systemUser),
      isRead: true,
    });
    this.#refused(asked, outcome);
    if (outcome.kind !== 'answered') return;
    const [, decision = outcome.text] = /"(Permit|Deny|NotApplicable|Indeterminate)"/.exec(outcome.text) ?? [];
    this.#ledger.read(systemUser ?? RESOURCE, decision, asked);
  }

  #upload(node: number, method: string, path: string, version: string) {
    const headers = {
      ...this.#prepared.person,
      'content-type': 'text/plain',
      'content-disposition': 'attachment; filename="a.txt"',
    };
    return this.#ask(node, 'an upload', this.#prepared.instance + path, { method, headers, body: contentOf(version) });
  }

  async #replace(id: string, version: string): Promise<void> {
    const { asked, outcome } = await this.#upload(this.#anyNode(), 'PUT', `/data/${id}`, version);
    this.#refused(asked, outcome);
    this.#ledger.wrote(id, version, asked, outcome);
  }

  async #download(): Promise<void> {
    const id = this.#random.one(this.#elements);
    const headers = this.#prepared.person;
    const path = `${this.#prepared.instance}/data/${id}`;
    const { asked, outcome } = await this.#ask(this.#anyNode(), 'a download', path, { headers });
    this.#refused(asked, outcome);
    if (outcome.kind !== 'answered') return;
    const [version = ''] = outcome.text.split('\n', 1);
    this.#ledger.read(
      id,
      outcome.text === contentOf(version) ? version : `a mixture that begins with ${version}`,
      asked,
    );
  }
}

const RIGHTS = [{ resource: [{ id: 'urn:altinn:resource', value: 'app_ttd_demo' }] }];
const CLIENT = JSON.stringify({
  integration_type: 'maskinporten',
  client_name: 'Klient',
  scopes: ['altinn:instances.read'],
});
const clientIn = (text: string): string => (JSON.parse(text) as { client_id: string }).client_id;

async function prepare({ at }: Running): Promise<Prepared> {
  const must = async (path: string, init: RequestInit = {}): Promise<string> => {
    const answer = await fetch(`${at}${path}`, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text;
  };
  const post = (path: string, body: object, headers: object = {}) =>
    must(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const bearer = async (wish: object) => {
    const { token } = JSON.parse(await post('/sandbox/tokens', wish)) as { token: string };
    return { authorization: `Bearer ${token}` };
  };
  const scopes = ['altinn:authentication/systemregister.write', 'altinn:authentication/systemuser.request.write'];
  const vendor = { ...json, ...(await bearer({ organization: VENDOR, scopes, issuer: 'maskinporten' })) };
  const owner = {
    ...json,
    ...(await bearer({ organization: OWNER, scopes: ['altinn:resourceregistry/resource.write'] })),
  };
  const person = await bearer({ person: DIRECTOR });
  const self = { ...json, ...person, 'x-portvakt-organization': ORGANIZATION };
  const clientId = clientIn(await must(`${SELF_SERVICE}/clients`, { method: 'POST', headers: self, body: CLIENT }));
  await post(`${SELF_SERVICE}/clients/${clientId}/jwks`, { keys: [JWK] }, self);
  const systemId = `${VENDOR}_soak`;
  const texts = { nb: 'Utholdenhet', nn: 'Uthald', en: 'Soak' };
  const system = { id: systemId, vendor: { ID: `0192:${VENDOR}` }, name: texts, description: texts, rights: RIGHTS };
  await post(`${AUTHENTICATION}/systemregister/vendor`, { ...system, clientId: [clientId], isVisible: false }, vendor);
  const { id } = JSON.parse(await post('/ttd/demo/instances', { instanceOwner: { partyId: PARTY } }, person)) as {
    id: string;
  };
  const record = JSON.parse(await must(RECORD)) as Record<string, unknown>;
  return { vendor, person, owner, self, clientId, systemId, instance: `/ttd/demo/instances/${id}`, record };
}
