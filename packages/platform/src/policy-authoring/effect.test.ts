import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsOf } from '../http/index.ts';
import { type PolicyTableRule, writePolicy } from '../resources/index.ts';
import { requirePromised } from '../testing/promised.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { type Effect, MAX_CHANGES, MAX_QUESTIONS } from './effect.ts';
import { POLICY_AUTHORING } from './index.ts';

const RESOURCE = 'skogdir-felling';
const OWNER = '310013579';
const BAKERY = '310044423';
const PATH = `${POLICY_AUTHORING}/resources/${RESOURCE}/policy`;

let box: Sandbox;
let owner: string;
beforeAll(async () => {
  box = await startSandbox();
  owner = await box.personToken('09828610071');
});
afterAll(() => box.stop());

const headers = { 'x-portvakt-organization': OWNER };
const xmlOf = (...rules: readonly PolicyTableRule[]) => writePolicy({ resourceId: RESOURCE, rules });
const rule = (subject: string, actions: readonly string[], within?: readonly string[]): PolicyTableRule => ({
  subjects: [subject],
  actions,
  ...(within && { within }),
});
const DAGL = 'urn:altinn:rolecode:DAGL';
const SKOGBRUK = 'urn:altinn:accesspackage:skogbruk';

async function store(xml: string): Promise<void> {
  const { version } = (await box.call('GET', PATH, { token: owner, headers })).body;
  const match = { ...headers, 'if-match': `"${version}"` };
  expect((await box.call('PUT', PATH, { token: owner, body: { xml }, headers: match })).status).toBe(200);
}
async function effect(xml: string): Promise<Effect> {
  const answer = await box.call<Effect>('POST', `${PATH}/effect`, { token: owner, body: { xml }, headers });
  requirePromised(operationsOf(box.platform.http), 'POST', `${PATH}/effect`, answer);
  expect(answer.status).toBe(200);
  return answer.body;
}
const said = ({ changes }: Effect) =>
  changes.map(
    ({ subject, action, within, before, after }) =>
      `${subject.map(({ value }) => value).join('+')} ${action}${within.map(({ value }) => `@${value}`).join('')}: ${before} > ${after}`,
  );

describe('the effect of a policy that is not stored', () => {
  it('is none for another way to say the same', async () => {
    await store(xmlOf(rule(DAGL, ['read', 'write']), rule(SKOGBRUK, ['read'])));
    const same = xmlOf(rule(SKOGBRUK, ['read']), rule('urn:altinn:rolecode:dagl', ['write']), rule(DAGL, ['read']));
    expect(await effect(same)).toEqual({ asked: 6, isCut: false, total: 0, changes: [], conditions: 0 });
  });

  it('is each request whose answer changes, with both answers', async () => {
    const given = await effect(xmlOf(rule(DAGL, ['read']), rule(SKOGBRUK, ['read', 'sign'])));
    expect(said(given).sort()).toEqual(['DAGL write: Permit > NotApplicable', 'skogbruk sign: NotApplicable > Permit']);
    const narrowed = await effect(
      xmlOf(rule(DAGL, ['read', 'write'], ['urn:altinn:task:Task_1']), rule(SKOGBRUK, ['read'])),
    );
    expect(said(narrowed).sort()).toEqual(['DAGL read: Permit > NotApplicable', 'DAGL write: Permit > NotApplicable']);
  });

  it('tells of a rule that refuses, and of one for anybody', async () => {
    const permits = xmlOf(rule(DAGL, ['read', 'write']), rule(SKOGBRUK, ['read']));
    const denies = permits.replace('</xacml:Policy>', () => {
      const [text = ''] = /<xacml:Rule[\s\S]*?<\/xacml:Rule>/.exec(xmlOf(rule(DAGL, ['write']))) ?? [];
      return `${text.replace('Effect="Permit"', 'Effect="Deny"').replace(/RuleId="[^"]*"/, 'RuleId="no"')}</xacml:Policy>`;
    });
    expect(said(await effect(denies.replace(/permit-overrides|deny-unless-permit/, 'deny-overrides')))).toContain(
      'DAGL write: Permit > Deny',
    );
    const [first = ''] = /<xacml:AnyOf>[\s\S]*?<\/xacml:AnyOf>/.exec(permits) ?? [];
    expect(said(await effect(permits.replace(first, '')))).toContain(' read: NotApplicable > Permit');
  });

  it('is bounded, and says so', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      rule(
        `urn:altinn:rolecode:R${index}`,
        ['a', 'b', 'c'].map((one) => `${one}${index}`),
      ),
    );
    const { asked, isCut, total, changes } = await effect(xmlOf(...many));
    expect([asked, isCut, changes.length > 0, changes.length <= MAX_CHANGES]).toEqual([
      MAX_QUESTIONS,
      true,
      true,
      true,
    ]);
    expect(total).toBeGreaterThanOrEqual(changes.length);
  });

  it('is told to the owner alone, and refused of what is no policy', async () => {
    const baker = await box.personToken('01816010027');
    const body = { xml: xmlOf(rule(DAGL, ['read'])) };
    const path = `${PATH}/effect`;
    expect((await box.call('POST', path, { body, headers })).status).toBe(401);
    expect((await box.call('POST', path, { token: baker, body, headers })).status).toBe(403);
    const own = { 'x-portvakt-organization': BAKERY };
    expect((await box.call('POST', path, { token: baker, body, headers: own })).status).toBe(403);
    const broken = await box.call('POST', path, { token: owner, body: { xml: '<Policy' }, headers });
    expect([broken.status, broken.body['line']]).toEqual([400, 1]);
  });
});

describe('the saved tests', () => {
  it('tell which rules they reach', async () => {
    const test = {
      name: 'a',
      subject: { type: 'person', id: '01816010027' },
      party: BAKERY,
      action: 'write',
      expected: 'Permit',
    };
    const xml = xmlOf(rule(DAGL, ['write']), rule('urn:altinn:rolecode:REGN', ['write']));
    const { body } = await box.call<{ rules: { id: string; tests: number }[] }>('POST', `${PATH}/try`, {
      token: owner,
      body: { xml, tests: [test, { ...test, action: 'sign', expected: 'NotApplicable' }] },
      headers,
    });
    expect(body.rules.map(({ tests }) => tests)).toEqual([1, 0]);
  });
});
