/** Requests to several nodes of one platform all the time, and a checker that knows what was acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { acceptedAgain, assertion, countOf, JWK, type Running, redeem } from '../running.ts';

const ORGANIZATION = '310044423';
const OWNER = '310001236';
const RESOURCE = 'ttd-lonnsrapport';
const SELF_SERVICE = '/selvbetjening/api/v1';
const RECORD = `/resourceregistry/api/v1/resource/${RESOURCE}`;
const GRANTERS = 3;
/** An instance takes 20 elements of the type, however long it is gone on. */
const UPLOADS_EACH = 10;
/** So that nodes, servers and all that asks them share a small machine. */
const PACE_MS = 5;
const json = { 'content-type': 'application/json' };
const attribute = (AttributeId: string, Value: string) => ({ Attribute: [{ AttributeId, Value }] });
const DECISION = JSON.stringify({
  Request: {
    AccessSubject: [attribute('urn:altinn:userid', '20001')],
    Action: [attribute('urn:oasis:names:tc:xacml:1.0:action:action-id', 'read')],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: RESOURCE },
          { AttributeId: 'urn:altinn:partyid', Value: '50020008' },
        ],
      },
    ],
  },
});

/** A request from its beginning to its end. */
export interface Span {
  readonly begun_ms: number;
  readonly ended_ms: number;
  readonly what: string;
}
const NOTHING: Span = { begun_ms: 0, ended_ms: 0, what: '' };
export const lengthOf = ({ begun_ms, ended_ms }: Span): number => ended_ms - begun_ms;
export const slower = (one: Span, other: Span): Span => (lengthOf(other) > lengthOf(one) ? other : one);

interface Slowest {
  readonly answered: Span;
  readonly refused: Span;
}
const NONE: Slowest = { answered: NOTHING, refused: NOTHING };

/** What one node has done so far. */
export interface Tally {
  readonly answered: number;
  readonly unavailable: number;
  /** When a write was acknowledged last: `performance.now()`. */
  readonly written_ms: number;
  /** The requests that have taken the longest: of those that were answered, and of those that were refused with 503. */
  readonly slowest: Slowest;
}

export interface Traffic {
  readonly tallies: readonly Tally[];
  /** What should not be. */
  readonly wrong: readonly string[];
  readonly acknowledged: () => Readonly<Record<'grants' | 'clients' | 'changes' | 'uploads', number>>;
  /** Decisions that were compared with what was acknowledged. */
  readonly compared: () => number;
  /** Forgets how long requests have taken. */
  resetSlowest(): void;
  /**
   * Lets a node stand still, makes a change on another, asks the first, and lets it go on, with nothing else under way.
   * @returns what it then decided, and what it had to
   */
  changeBehind(
    frozen: number,
    how: { readonly freeze: () => void; readonly thaw: () => void },
  ): Promise<{ readonly decided: readonly string[]; readonly expected: string }>;
  /** Ends it, and looks whether everything acknowledged is there. @returns used grants that were accepted again, and clients and uploads that are lost */
  stop(): Promise<{ readonly replayed: number; readonly lost: number }>;
}

/** @param nodes of one platform, each with the base URL of the first */
export async function startTraffic(nodes: readonly Running[]): Promise<Traffic> {
  const [first] = nodes;
  if (!first) throw new Error('no node');
  const wrong: string[] = [];
  const tallies = nodes.map(() => ({ answered: 0, unavailable: 0, written_ms: 0, slowest: NONE }));
  let going = true;

  /** @returns the text of an answer as it should be, or undefined when it was a clean 503 or is told of in `wrong` */
  async function ask(index: number, what: string, path: string, init: RequestInit): Promise<string | undefined> {
    const [node, tally] = [nodes[index], tallies[index]];
    if (!node || !tally) throw new Error(`no node ${index}`);
    const begun_ms = performance.now();
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(`${node.at}${path}`, init);
      text = await answer.text();
    } catch (error) {
      wrong.push(`${what}, node ${index}: ${error instanceof Error ? `${error.message} ${error.cause}` : error}`);
      await pause(100);
      return undefined;
    }
    const span = { begun_ms, ended_ms: performance.now(), what };
    const kind = answer.ok ? 'answered' : 'refused';
    tally.slowest = { ...tally.slowest, [kind]: slower(tally.slowest[kind], span) };
    if (answer.ok) {
      tally.answered += 1;
      if (init.method !== undefined && what !== 'a decision') tally.written_ms = performance.now();
      return text;
    }
    if (answer.status === 503 && answer.headers.has('retry-after') && text !== '') {
      tally.unavailable += 1;
      await pause(20);
    } else wrong.push(`${what}, node ${index}: ${answer.status} ${text.slice(0, 200)}`);
    return undefined;
  }
  const must = async (what: string, path: string, init: RequestInit): Promise<string> => {
    const text = await ask(0, what, path, init);
    if (text === undefined) throw new Error(`${what} was not answered: ${wrong.join('; ')}`);
    return text;
  };
  const token = async (wish: object): Promise<string> =>
    (
      JSON.parse(
        await must('a token', '/sandbox/tokens', { method: 'POST', headers: json, body: JSON.stringify(wish) }),
      ) as { token: string }
    ).token;
  const bearer = async (wish: object) => ({ ...json, authorization: `Bearer ${await token(wish)}` });

  const vendor = { ...(await bearer({ person: '01816010027' })), 'x-portvakt-organization': ORGANIZATION };
  const owner = await bearer({ organization: OWNER, scopes: ['altinn:resourceregistry/resource.write'] });
  const newClient = { method: 'POST', headers: vendor };
  const clientBody = JSON.stringify({
    integration_type: 'maskinporten',
    client_name: 'Klient',
    scopes: ['altinn:instances.read'],
  });
  const idOf = (text: string): string => (JSON.parse(text) as { client_id: string }).client_id;
  const keyFor = (id: string, index = 0) =>
    ask(index, 'a key', `${SELF_SERVICE}/clients/${id}/jwks`, { ...newClient, body: JSON.stringify({ keys: [JWK] }) });
  const granted = idOf(await must('a client', `${SELF_SERVICE}/clients`, { ...newClient, body: clientBody }));
  await keyFor(granted);
  const record = JSON.parse(await must('the resource', RECORD, {})) as Record<string, unknown>;

  /** @returns where elements of a new instance are */
  async function newElements(index: number): Promise<string | undefined> {
    const body = JSON.stringify({ instanceOwner: { partyId: 50020008 } });
    const made = await ask(index, 'an instance', '/ttd/demo/instances', { method: 'POST', headers: vendor, body });
    return made && `/ttd/demo/instances/${(JSON.parse(made) as { id: string }).id}/data`;
  }
  const uploading = {
    ...vendor,
    'content-type': 'text/plain',
    'content-disposition': 'attachment; filename="a.txt"',
  };

  const grants: string[] = [];
  /** Contents by where their element is. */
  const uploads = new Map<string, string>();
  let elements: string | undefined;
  const clients: string[] = [];
  let changes = 0;
  let compared = 0;
  /** What decisions have to be; undefined while a change is under way, or it is not known whether one was made. */
  let expected: string | undefined = 'Permit';
  /** Counts every beginning and end of a change. */
  let epoch = 0;

  async function change(index: number, mode: 'Enabled' | 'Disabled'): Promise<void> {
    epoch += 1;
    expected = undefined;
    const body = JSON.stringify({ ...record, accessListMode: mode });
    const done = await ask(index, 'a change', RECORD, { method: 'PUT', headers: owner, body });
    epoch += 1;
    if (done === undefined) return;
    changes += 1;
    // Nobody is on a list that the resource is connected to.
    expected = mode === 'Enabled' ? 'Deny' : 'Permit';
  }
  const decide = async (index: number): Promise<string | undefined> => {
    const text = await ask(index, 'a decision', '/authorization/api/v1/decision', {
      method: 'POST',
      headers: json,
      body: DECISION,
    });
    return text === undefined ? undefined : /"(Permit|Deny|NotApplicable|Indeterminate)"/.exec(text)?.[1];
  };
  async function compare(index: number): Promise<void> {
    const before = { epoch, expected };
    const decided = await decide(index);
    if (decided === undefined || before.epoch !== epoch || before.expected === undefined) return;
    compared += 1;
    if (decided !== before.expected)
      wrong.push(`node ${index} decided ${decided}, and ${before.expected} was acknowledged`);
  }

  let paused: Promise<void> | undefined;
  let busy = 0;
  const loop = async (work: (turn: number) => Promise<void>): Promise<void> => {
    for (let turn = 0; going; turn += 1) {
      await paused;
      busy += 1;
      await work(turn);
      busy -= 1;
      await pause(PACE_MS);
    }
  };
  const loops = [
    ...Array.from({ length: GRANTERS }, (_, at) =>
      loop(async (turn) => {
        const index = (turn + at) % nodes.length;
        const node = nodes[index];
        const text = assertion(first.issuer, granted);
        const body = new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: text,
        });
        if (node && (await ask(index, 'a grant', '/maskinporten/token', { method: 'POST', body })) !== undefined)
          grants.push(text);
      }),
    ),
    loop(async (turn) => {
      const text = await ask(turn % nodes.length, 'a client', `${SELF_SERVICE}/clients`, {
        ...newClient,
        body: clientBody,
      });
      if (text !== undefined) clients.push(idOf(text));
    }),
    loop(async (turn) => {
      if (turn % UPLOADS_EACH === 0) elements = undefined;
      elements ??= await newElements(turn % nodes.length);
      if (elements === undefined) return;
      // More than one piece of it, so that it can be broken off between two.
      const content = `${turn} `.repeat(200_000);
      const init = { method: 'POST', headers: uploading, body: content };
      const made = await ask(turn % nodes.length, 'an upload', `${elements}?dataType=attachment`, init);
      if (made !== undefined) uploads.set(`${elements}/${(JSON.parse(made) as { id: string }).id}`, content);
      await pause(PACE_MS * 20);
    }),
    ...nodes.map((_, index) => loop(() => compare(index))),
  ];
  const changing = loop(async (turn) => {
    await change(turn % nodes.length, turn % 2 === 0 ? 'Enabled' : 'Disabled');
    // At once, wherever one may have missed it.
    await Promise.all(nodes.map((_, index) => compare(index)));
  });

  return {
    tallies,
    wrong,
    acknowledged: () => ({ grants: grants.length, clients: clients.length, changes, uploads: uploads.size }),
    compared: () => compared,
    resetSlowest() {
      for (const tally of tallies) tally.slowest = NONE;
    },
    async changeBehind(frozen, { freeze, thaw }) {
      let go = () => {};
      paused = new Promise((resolve) => {
        go = () => {
          paused = undefined;
          resolve();
        };
      });
      while (busy > 0) await pause(PACE_MS);
      const other = (frozen + 1) % nodes.length;
      await change(other, 'Disabled');
      await decide(frozen);
      freeze();
      while (expected !== 'Deny') await change(other, 'Enabled');
      const asked = Array.from({ length: 20 }, () => decide(frozen));
      // They are in its socket when it wakes.
      await pause(100);
      thaw();
      const decided = (await Promise.all(asked)).filter((one) => one !== undefined);
      go();
      return { decided, expected };
    },
    async stop() {
      going = false;
      await Promise.all([...loops, changing]);
      const replayed = await acceptedAgain(first, grants);
      const lostClients = await countOf(clients, async (id) => {
        await keyFor(id);
        return !(await redeem(first, assertion(first.issuer, id))).ok;
      });
      const lostUploads = await countOf(uploads, async ([path, content]) => {
        const answer = await fetch(`${first.at}${path}`, { headers: vendor });
        return (await answer.text()) !== content;
      });
      return { replayed, lost: lostClients + lostUploads };
    },
  };
}
