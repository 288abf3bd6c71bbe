import { logIn } from '@portvakt/platform/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, postgresBinaries, startCluster } from './postgres.ts';
import { assertion, JWK, killed, type Running, redeem, redeemAgain, setClock, start } from './running.ts';

const ORGANIZATION = '310044423';
const PARTY = 50020008;
const DIRECTOR = '01816010027';
const SELF_SERVICE = '/selvbetjening/api/v1';
const DECISION = {
  Request: {
    AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:userid', Value: '20001' }] }],
    Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: 'read' }] }],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:org', Value: 'ttd' },
          { AttributeId: 'urn:altinn:app', Value: 'demo' },
          { AttributeId: 'urn:altinn:partyid', Value: String(PARTY) },
        ],
      },
    ],
  },
};

/** One kind of request. @returns the answer, whose body has not been read */
type Ask = (node: Running) => Promise<Response>;

describe.skipIf(postgresBinaries() === undefined)('a platform of two nodes whose database goes away', () => {
  let cluster: Cluster;
  let nodes: readonly [Running, Running];
  beforeAll(async () => {
    cluster = await startCluster();
    const first = await start(cluster.url, { program: 'sources' });
    nodes = [first, await start(cluster.url, { program: 'sources', more: ['--base-url', first.base] })];
  });
  afterAll(async () => {
    for (const node of nodes) await killed(node, 'SIGKILL');
    await cluster.remove();
  });

  it('lives on, answers 503 meanwhile, is back with it, and has lost nothing that it acknowledged', async () => {
    const [first] = nodes;
    const { browser } = await logIn(first.base, DIRECTOR);
    const token = browser.cookie('AltinnStudioRuntime') ?? '';
    const json = { 'content-type': 'application/json' };
    const own = { authorization: `Bearer ${token}` };
    const portal =
      (path: string, body: object): Ask =>
      ({ at }) =>
        fetch(`${at}${SELF_SERVICE}${path}`, {
          method: 'POST',
          headers: { ...json, ...own, 'x-portvakt-organization': ORGANIZATION },
          body: JSON.stringify(body),
        });
    const newClient = portal('/clients', {
      integration_type: 'maskinporten',
      client_name: 'Klient',
      scopes: ['altinn:instances.read'],
    });
    const keyFor = (clientId: string) => portal(`/clients/${clientId}/jwks`, { keys: [JWK] });
    const made = async (ask: Ask): Promise<Record<string, unknown>> => {
      const answer = await ask(first);
      const text = await answer.text();
      if (answer.status >= 300) throw new Error(`${answer.status}: ${text}`);
      return JSON.parse(text) as Record<string, unknown>;
    };
    const clientId = String((await made(newClient))['client_id']);
    await made(keyFor(clientId));
    const instance = String(
      (
        await made(({ at }) =>
          fetch(`${at}/ttd/demo/instances`, {
            method: 'POST',
            headers: { ...json, ...own },
            body: JSON.stringify({ instanceOwner: { partyId: PARTY } }),
          }),
        )
      )['id'],
    );

    const upload =
      (method: string, path: string, text: string): Ask =>
      ({ at }) =>
        fetch(`${at}/ttd/demo/instances/${instance}${path}`, {
          method,
          headers: { ...own, 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' },
          body: text,
        });
    /** What was acknowledged last, and what has been sent since. */
    const elements: { readonly id: string; readonly texts: string[] }[] = [];
    for (const number of [1, 2]) {
      const texts = [`element ${number}`];
      elements.push({
        id: String((await made(upload('POST', '/data?dataType=attachment', texts[0] ?? '')))['id']),
        texts,
      });
    }

    const grants: string[] = [];
    const clients: string[] = [];
    const wrong: string[] = [];
    let unavailable = 0;
    let answered = 0;
    let going = true;
    /** How often each kind of request has come to an end. */
    const turns = new Map<string, number>();

    /** Asks until it is over; what is answered must be `wanted` or a clean 503, in this surface's own form. */
    const keepAsking = async (
      name: string,
      wanted: number,
      ask: Ask,
      more: (text: string) => unknown = () => {},
    ): Promise<void> => {
      for (let turn = 0; going; turn += 1) {
        const answer = await ask(nodes[turn % 2] as Running);
        const text = await answer.text();
        turns.set(name, turn);
        if (answer.status === wanted) {
          answered += 1;
          more(text);
        } else if (answer.status === 503 && answer.headers.get('retry-after') !== null && text !== '') unavailable += 1;
        else wrong.push(`${name}: ${answer.status} ${text.slice(0, 300)}`);
      }
    };
    const traffic = [
      ...[1, 2, 3].map(async () => {
        let text = '';
        await keepAsking(
          'a grant',
          200,
          (node) => {
            text = assertion(first.issuer, clientId);
            return redeem(node, text);
          },
          () => grants.push(text),
        );
      }),
      keepAsking('a new client', 201, newClient, (text) =>
        clients.push((JSON.parse(text) as { client_id: string }).client_id),
      ),
      ...elements.map(async ({ id, texts }) => {
        await keepAsking(
          'an upload',
          200,
          (node) => {
            texts.push(`${id} ${texts.length} `.repeat(10_000));
            return upload('PUT', `/data/${id}`, texts.at(-1) ?? '')(node);
          },
          () => texts.splice(0, texts.length - 1),
        );
      }),
      keepAsking(
        'a decision',
        200,
        ({ at }) =>
          fetch(`${at}/authorization/api/v1/decision`, {
            method: 'POST',
            headers: json,
            body: JSON.stringify(DECISION),
          }),
        (text) => text.includes('"Permit"') || wrong.push(`a decision: ${text}`),
      ),
      ...[
        `/storage/api/v1/instances/${instance}`,
        `${SELF_SERVICE}/clients/${clientId}`,
        '/resourceregistry/api/v1/resource/resourcelist',
        '/authentication/api/v1/systemregister',
        '/authentication/api/v1/refresh',
        '/idporten/.well-known/openid-configuration',
        '/maskinporten/jwk',
      ].map((path) =>
        keepAsking(path, 200, ({ at }) =>
          fetch(`${at}${path}`, { headers: { ...own, 'x-portvakt-organization': ORGANIZATION } }),
        ),
      ),
    ].map((one) => one.catch((error: Error) => void wrong.push(`${error.message}: ${error.cause}`)));

    /** Resolves when two of every kind have come to an end. */
    const everyKind = async (): Promise<void> => {
      const before = new Map(turns);
      const isOver = () => [...before].every(([name, turn]) => (turns.get(name) ?? 0) > turn + 1);
      await expect.poll(() => isOver() || wrong.length > 0).toBe(true);
    };
    /** Resolves when so many more requests have been answered as they should. */
    const more = async (count: number): Promise<void> => {
      const target = answered + count;
      await expect.poll(() => answered >= target || wrong.length > 0).toBe(true);
    };
    const admin = async (statement: string): Promise<void> => {
      const client = new pg.Client({ connectionString: cluster.url });
      await client.connect();
      await client.query(statement).finally(() => client.end());
    };

    await more(20);
    for (let round = 0; round < 12; round += 1) {
      await admin('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()');
      await more(15);
    }
    for (let round = 0; round < 2; round += 1) {
      await cluster.restart();
      await more(30);
    }
    for (const [away, back] of [
      [() => cluster.freeze(), () => cluster.thaw()],
      [() => cluster.kill(), () => cluster.start()],
    ] as const) {
      await away();
      const before = unavailable;
      // None hangs: those that were under way come to their end before the server is back.
      await everyKind();
      const status = async (path: string) => (await fetch(`${first.at}${path}`)).status;
      expect([await status('/health/ready'), await status('/health/live')]).toEqual([503, 200]);
      await expect.poll(() => unavailable > before + 20 || wrong.length > 0).toBe(true);
      await back();
      await expect.poll(async () => (await fetch(`${first.at}/health/ready`)).status).toBe(200);
      await more(30);
    }
    // On a slow machine the outages above may be over before each kind of request was made often enough to tell.
    await expect.poll(() => (grants.length > 5 && clients.length > 5) || wrong.length > 0).toBe(true);
    going = false;
    await Promise.all(traffic);

    expect(wrong).toEqual([]);
    for (const { child, complaints } of nodes) {
      expect(child.exitCode).toBeNull();
      // Faults are logged, one line of JSON each; what tells of the database is all that there may be.
      const others = complaints()
        .split('\n')
        .filter((line) => line !== '' && !/^\{"level":50,.*"code":"(?:unavailable|grant-unrecorded)"/.test(line));
      expect(others).toEqual([]);
    }
    expect(grants.length).toBeGreaterThan(5);
    for (const { texts } of elements) expect(texts[0]).not.toMatch(/^element/);
    expect(clients.length).toBeGreaterThan(5);
    for (const text of grants) expect(await (await redeemAgain(first, text)).text()).toContain('MP-012');
    await setClock(first, { reset: true });
    for (const id of clients) await made(keyFor(id));
    for (const { id, texts } of elements) {
      const answer = await fetch(`${first.at}/ttd/demo/instances/${instance}/data/${id}`, { headers: own });
      // Whole, and no older than what was acknowledged last.
      expect(texts).toContain(await answer.text());
    }
  });
});
