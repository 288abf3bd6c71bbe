import { describe, expect, it } from 'vitest';
import { principalOf } from '../validate/principal.ts';
import { createPdpClient, type Question } from './index.ts';

const LEVEL = 'urn:altinn:minimum-authenticationlevel';
const resource = { resource: 'fjord-boter', party: { organisation: '312770016' } } as const;
const ask = (claims: Record<string, unknown>, action = 'read'): Question => ({
  subject: principalOf(claims, 'altinn'),
  action,
  resource,
});

const permit = (levels: Record<string, string> = {}) => ({
  decision: 'Permit',
  obligations: Object.entries(levels).map(([category, value]) => ({ attributeAssignment: [{ category, value }] })),
});

/** A client of a decision point that answers so. */
function pdp(...results: object[]) {
  const sent: { Request: Record<string, { Attribute?: { AttributeId: string; Value: string }[] }[]> }[] = [];
  const client = createPdpClient({
    platform: 'https://platform.example/',
    token: async () => 't',
    fetch: async (_input, init) => {
      sent.push(JSON.parse(String(init?.body)));
      return Response.json({ response: results });
    },
  });
  return { client, sent };
}

describe('the PDP client', () => {
  it('sends a system user alone, by its uuid (client-library#80)', async () => {
    const { client, sent } = pdp(permit());
    const details = {
      type: 'urn:altinn:systemuser',
      systemuser_id: ['7f1b9a52-3c55-4c0e-9d9b-2a6f1e0f4c3d'],
      systemuser_org: { authority: 'iso6523-actorid-upis', ID: '0192:314240979' },
    };
    await client.decide(ask({ authorization_details: details, scope: 'a:b', 'urn:altinn:authlevel': 3 }));
    expect(sent[0]?.Request['AccessSubject']).toEqual([
      { Attribute: [{ AttributeId: 'urn:altinn:systemuser:uuid', Value: '7f1b9a52-3c55-4c0e-9d9b-2a6f1e0f4c3d' }] },
    ]);
  });

  it('permits only on exactly one Permit with its level met (client-library#81, altinn-pdp#49, altinn-pdp#50)', async () => {
    const level3 = ask({ 'urn:altinn:userid': 1, 'urn:altinn:authlevel': 3 });
    const answers: [object[], boolean][] = [
      [[permit()], true],
      [[permit({ [LEVEL]: '3' })], true],
      [[permit({ 'urn:other': '9' })], true],
      [[permit({ [LEVEL]: '4' })], false],
      [[permit(), permit()], false],
      [[], false],
      [[{ decision: 'Deny' }], false],
      [[{ decision: 'Indeterminate' }], false],
    ];
    for (const [results, expected] of answers)
      expect((await pdp(...results).client.decide(level3)).permit).toBe(expected);
  });

  it('lets the organisation level decide only for service owners (altinn-pdp#51)', async () => {
    const { client } = pdp(permit({ [LEVEL]: '4', [`${LEVEL}-org`]: '3' }));
    const claims = { 'urn:altinn:orgNumber': '314240979', 'urn:altinn:authlevel': 3 };
    expect(await client.decide(ask(claims))).toMatchObject({ permit: false, requiredLevel: 4 });
    expect(await client.decide(ask({ ...claims, 'urn:altinn:org': 'ttd' }))).toMatchObject({ permit: true });
  });

  it('asks many questions in one request and keeps their order (client-library#82)', async () => {
    const { client, sent } = pdp(permit(), { decision: 'Deny' }, { decision: 'NotApplicable' });
    const questions = ['read', 'write', 'sign'].map((action) => ask({ 'urn:altinn:userid': 1 }, action));
    const decisions = await client.decideAll(questions);
    expect(decisions.map(({ result }) => result)).toEqual(['Permit', 'Deny', 'NotApplicable']);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.Request['Action']?.map(({ Attribute }) => Attribute?.[0]?.Value)).toEqual([
      'read',
      'write',
      'sign',
    ]);
  });
});
