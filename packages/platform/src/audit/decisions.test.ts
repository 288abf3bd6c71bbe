import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../testing/database.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { type AuditLine, auditLinkOf, ChainChecker } from './index.ts';

const OWNER = '310001236';
const PERSON = '01816010027';
const AUTHORIZE = 'altinn:authorization/authorize';
const ADMIN = 'altinn:authorization/authorize.admin';
const OPERATOR = '310007404';
const BASE = '/operator/api/v1/audit';

interface Row extends AuditLine {
  readonly operation: string;
  readonly outcome: string;
  readonly by: Readonly<Record<string, string>>;
  readonly decision?: Readonly<Record<'subject' | 'action' | 'resource', Readonly<Record<string, string>>>>;
  readonly personName?: string;
}
interface Found {
  readonly head: { readonly position: number };
  readonly rows: readonly Row[];
  readonly next?: number;
}

const question = (action: string) => ({
  Request: {
    AccessSubject: [{ Attribute: [{ AttributeId: 'urn:altinn:person:identifier-no', Value: PERSON }] }],
    Action: [{ Attribute: [{ AttributeId: 'urn:oasis:names:tc:xacml:1.0:action:action-id', Value: action }] }],
    Resource: [
      {
        Attribute: [
          { AttributeId: 'urn:altinn:resource', Value: 'skogdir-felling' },
          { AttributeId: 'urn:altinn:organization:identifier-no', Value: '310044423' },
        ],
      },
    ],
  },
});

describe.each([true, false])('with decisions recorded: %s', (auditDecisions) => {
  let place: FreshDatabase;
  let box: Sandbox;
  let machine: string;
  let token: string;
  beforeAll(async () => {
    place = await freshDatabase();
    box = await startSandbox({ database: place.url, ...(auditDecisions ? { auditDecisions } : {}) });
    machine = await box.maskinportenToken(OPERATOR, ['portvakt:operator']);
    token = await box.altinnToken(OWNER, [AUTHORIZE]);
  });
  afterAll(async () => {
    await box.stop();
    await place.drop();
  });
  const search = async (query = '') => (await box.call<Found>('GET', `${BASE}?${query}`, { token: machine })).body;
  const decide = (action: string) =>
    box.call('POST', '/authorization/api/v1/authorize', { token, body: question(action) });

  it('the audit log has an entry for each, also for one that comes again, or none', async () => {
    for (const action of ['read', 'read', 'read', 'nothing']) expect((await decide(action)).status).toBe(200);
    const asked = {
      subject: { type: 'person', id: PERSON },
      action: { name: 'read' },
      resource: { type: 'resource', id: 'skogdir-felling', properties: { organization: '310044423' } },
    };
    expect((await box.call('POST', '/access/v1/evaluation', { token, body: asked })).status).toBe(200);
    const person = await box.personToken(PERSON);
    // The decision point is asked by another room.
    await box.call('POST', '/ttd/demo/instances', { token: person, body: { instanceOwner: { partyId: 50020008 } } });
    const wanted = auditDecisions ? ['authorize Permit', 'authorize NotApplicable', 'evaluateAccess Permit'] : [];
    const seen = async () =>
      [...(await search('kind=decisions')).rows].reverse().map(({ operation, outcome }) => `${operation} ${outcome}`);
    if (auditDecisions) {
      await expect.poll(seen).toEqual(expect.arrayContaining(wanted));
      await expect.poll(async () => (await seen()).filter((one) => one === 'authorize Permit').length).toBe(3);
      await expect.poll(seen).toContain('createInstance Permit');
    }
    expect((await box.call('GET', `${BASE}/verification`, { token: machine })).body).toMatchObject({ isWhole: true });
  });

  it.runIf(auditDecisions)('an entry says who asked, and about what, and holds no person number', async () => {
    const { rows } = await search('kind=decisions&contains=AUTHORIZE');
    expect(rows.at(-1)).toMatchObject({
      operation: 'authorize',
      outcome: 'Permit',
      by: { kind: 'organization', organization: OWNER },
      method: 'POST',
      path: '/authorization/api/v1/authorize',
      decision: {
        subject: { 'urn:altinn:person:uuid': '10000000-0000-4000-8000-000000000001' },
        action: { 'urn:oasis:names:tc:xacml:1.0:action:action-id': 'read' },
        resource: { 'urn:altinn:resource': 'skogdir-felling' },
      },
    });
    expect(JSON.stringify((await search('kind=decisions&limit=200')).rows)).not.toContain(PERSON);
    // What an organisation has changed is its own to see; decisions are the operator's.
    const own = await box.call<Found>('GET', '/portal/api/v1/audit', {
      token: await box.personToken(PERSON),
      headers: { 'x-portvakt-organization': '310044423' },
    });
    expect(own.body.rows.filter(({ decision }) => decision)).toEqual([]);
  });

  it('the operator finds entries by kind, organisation and text, a page at a time', async () => {
    await box.call('POST', '/selvbetjening/api/v1/scopes', {
      token: await box.maskinportenToken('310044423', ['idporten:scopes.write']),
      body: { prefix: 'ingens', subscope: 'x' },
    });
    await expect.poll(async () => (await search('kind=refusals')).rows.length).toBeGreaterThan(0);
    for (const { outcome } of (await search('kind=refusals')).rows) expect(outcome).toBe('refused');
    // A refusal is written after the decisions that were made before it.
    expect((await search('kind=decisions')).rows.length > 0).toBe(auditDecisions);
    const { rows, head, next } = await search('kind=changes&limit=2');
    expect([rows.length, rows[0]?.outcome, next]).toEqual([2, 'done', rows[1]?.position]);
    expect(head.position).toBeGreaterThanOrEqual(rows[0]?.position ?? 0);
    const more = await search(`kind=changes&limit=2&before=${next}`);
    expect(more.rows[0]?.position).toBeLessThan(rows[1]?.position ?? 0);
    expect((await search('contains=finnes-ikke')).rows).toEqual([]);
    expect((await search('contains=finnes-ikke')).next).toBeUndefined();
    const ofOwner = await search(`organization=${OWNER.slice(0, 3)}%20${OWNER.slice(3)}`);
    expect(ofOwner.rows.every((row) => row['organization'] === OWNER)).toBe(true);
    for (const wrong of ['kind=x', 'limit=0', 'limit=201', 'before=0', 'before=x', 'contains=a&contains=b'])
      expect([wrong, (await box.call('GET', `${BASE}?${wrong}`, { token: machine })).status]).toEqual([wrong, 400]);
    const wrong = await box.call('GET', `${BASE}/verification?checkpoint=x`, { token: machine });
    expect(wrong.status).toBe(400);
  });

  it('the operator, and nobody else, takes the whole log out, and it can be checked elsewhere', async () => {
    const { status, text, headers } = await box.call('GET', `${BASE}/export`, { token: machine });
    expect([status, headers.get('content-type')]).toEqual([200, 'application/jsonl']);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="audit-\S+\.jsonl"$/);
    const checker = new ChainChecker();
    const lines = text.trimEnd().split('\n');
    for (const line of lines) expect(checker.take(auditLinkOf(JSON.parse(line) as AuditLine))).toBeUndefined();
    expect(lines.length).toBeGreaterThan(3);
    const stranger = await box.personToken('21838810052');
    const admin = await box.altinnToken(OWNER, [ADMIN]);
    for (const path of [BASE, `${BASE}/verification`, `${BASE}/export`]) {
      expect((await box.call('GET', path)).status).toBe(401);
      expect((await box.call('GET', path, { token: stranger })).status).toBe(403);
      expect((await box.call('GET', path, { token: admin })).status).toBe(403);
      expect((await box.call('GET', path, { token: await box.personToken('13849010020') })).status).toBe(200);
    }
  });
});
