import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, type Pairs, requestBody, startHarness } from './harness.ts';

const DAGL = { 'urn:altinn:userid': '20001' };
const STRANGER = { 'urn:altinn:userid': '20011' };
const FELLING = { 'urn:altinn:resource': 'skogdir-felling', 'urn:altinn:organization:identifier-no': '310044423' };
const SYNTAX_ERROR = 'urn:oasis:names:tc:xacml:1.0:status:syntax-error';
const DECISION = '/authorization/api/v1/decision';
const AUTHORIZE = '/authorization/api/v1/authorize';

const send = async (harness: Harness, url: string, payload: unknown, headers: Record<string, string> = {}) =>
  harness.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
const bearer = async (harness: Harness, scope = 'altinn:authorization/authorize') => ({
  authorization: `Bearer ${await harness.token(scope)}`,
});

describe('the internal endpoint', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  it('answers JSON with JSON, under either spelling of the path', async () => {
    for (const url of [DECISION, '/authorization/api/v1/Decision']) {
      const answer = await send(harness, url, requestBody(DAGL, 'read', FELLING));
      expect(answer.statusCode).toBe(200);
      expect(answer.json().response[0].decision).toBe('Permit');
    }
  });

  it('answers 200 with syntax-error to everything that cannot be decided (altinn-pdp#21)', async () => {
    const unknownType = requestBody(DAGL, 'read', FELLING);
    Object.assign(unknownType.Request.Resource[0]?.Attribute[0] ?? {}, { DataType: 'boolean' });
    const bodies = [
      '{"Request":',
      '{}',
      requestBody({}, 'read', FELLING),
      requestBody(DAGL, 'read', { 'urn:altinn:resource': 'not-there' }),
      requestBody({ 'urn:altinn:person:identifier-no': '01816010027' }, 'read', FELLING),
      unknownType,
    ];
    for (const body of bodies) {
      const answer = await send(harness, DECISION, body);
      expect(answer.statusCode, JSON.stringify(body)).toBe(200);
      const [result, ...more] = answer.json().response;
      expect(more).toEqual([]);
      expect(result).toMatchObject({ decision: 'Indeterminate', status: { statusCode: { value: SYNTAX_ERROR } } });
    }
  });

  it('answers 200 with processing-error externally where the internal one says syntax-error (altinn-pdp#22)', async () => {
    const bodies = [
      requestBody({}, 'read', FELLING),
      requestBody(DAGL, 'read', { 'urn:altinn:resource': 'not-there' }),
      requestBody({ 'urn:altinn:party:uuid': 'x' }, 'read', FELLING),
    ];
    for (const body of bodies) {
      const answer = await send(harness, AUTHORIZE, body, await bearer(harness));
      expect(answer.statusCode).toBe(200);
      expect(answer.json().response[0]).toMatchObject({
        decision: 'Indeterminate',
        status: { statusCode: { value: 'urn:oasis:names:tc:xacml:1.0:status:processing-error' } },
      });
    }
  });

  const attribute = (id: string, value: string, echo = false) =>
    `<Attribute AttributeId="${id}" IncludeInResult="${echo}"><AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">${value}</AttributeValue></Attribute>`;
  const xml = (subject: Pairs, action: string) => `<?xml version="1.0"?>
<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" CombinedDecision="false" ReturnPolicyIdList="false">
  <Attributes Category="urn:oasis:names:tc:xacml:1.0:subject-category:access-subject">${Object.entries(subject)
    .map(([id, value]) => attribute(id, String(value)))
    .join('')}</Attributes>
  <Attributes Category="urn:oasis:names:tc:xacml:3.0:attribute-category:action">${attribute('urn:oasis:names:tc:xacml:1.0:action:action-id', action)}</Attributes>
  <Attributes Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource">${attribute('urn:altinn:resource', 'skogdir-felling', true)}${attribute('urn:altinn:partyid', '50020008')}</Attributes>
</Request>`;

  it('accepts XACML XML and answers XML (altinn-pdp#23)', async () => {
    for (const type of ['application/xml', 'text/xml; charset=utf-8', 'text/plain']) {
      const answer = await send(harness, DECISION, xml(DAGL, 'read'), { 'content-type': type });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('application/xml; charset=utf-8');
      expect(answer.body).toContain('<Decision>Permit</Decision>');
      expect(answer.body).toContain('urn:altinn:minimum-authenticationlevel');
      expect(answer.body).toContain('skogdir-felling');
    }
    const stranger = await send(harness, DECISION, xml(STRANGER, 'read'), { 'content-type': 'application/xml' });
    expect(stranger.body).toContain('<Decision>NotApplicable</Decision>');
    expect(stranger.body).not.toContain('Obligation');
  });

  it('answers XML that it cannot read with Indeterminate and syntax-error', async () => {
    const otherType = xml(DAGL, 'read').replace('XMLSchema#string', 'XMLSchema#other');
    const doctype = `<!DOCTYPE a [<!ENTITY b "c">]>${xml(DAGL, 'read')}`;
    for (const body of ['', 'text', '<Request/>', '<a><b></a>', doctype, otherType]) {
      const answer = await send(harness, DECISION, body, { 'content-type': 'application/xml' });
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('<Decision>Indeterminate</Decision>');
      expect(answer.body).toContain(SYNTAX_ERROR);
    }
  });

  it('needs a token outside a sandbox', async () => {
    const production = await startHarness({ sandbox: false });
    try {
      const body = requestBody(DAGL, 'read', FELLING);
      expect((await send(production, DECISION, body)).statusCode).toBe(401);
      expect((await send(production, DECISION, body, await bearer(production))).statusCode).toBe(200);
      const explained = `${AUTHORIZE}?explain=true`;
      expect((await send(production, explained, body, await bearer(production))).statusCode).toBe(403);
      const admin = await bearer(production, 'altinn:authorization/authorize.admin');
      expect((await send(production, explained, body, admin)).json().response[0].explanation).toBeDefined();
    } finally {
      await production.close();
    }
  });
});

describe('explanations', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  const explained = async (subject: Pairs, action: string, resource: Pairs) => {
    const answer = await send(
      harness,
      `${AUTHORIZE}?explain=true`,
      requestBody(subject, action, resource),
      await bearer(harness),
    );
    expect(answer.statusCode).toBe(200);
    return answer.json().response[0];
  };

  it('tells which rule decided, with its line, and what was added from where', async () => {
    const { decision, explanation } = await explained(DAGL, 'read', FELLING);
    expect(decision).toBe('Permit');
    expect(explanation).toMatchObject({
      decidedBy: 'policy',
      policy: { resourceId: 'skogdir-felling', policyId: 'urn:altinn:resource:policyid:skogdir-felling:1', version: 1 },
      rule: { id: 'urn:altinn:resource:skogdir-felling:ruleid:1', effect: 'Permit', line: expect.any(Number) },
    });
    expect(explanation.added).toContainEqual({
      category: 'resource',
      attributeId: 'urn:altinn:partyid',
      values: ['50020008'],
      from: 'register',
    });
    expect(explanation.trace).toContain('Rule urn:altinn:resource:skogdir-felling:ruleid:1');
  });

  it('tells what is missing for Permit in plain words', async () => {
    const { explanation } = await explained({ 'urn:altinn:userid': '20003' }, 'read', FELLING);
    expect(explanation.reason).toBe(
      'read on skogdir-felling for FJORDVIK BAKERI AS (310044423): needs role DAGL or access package skogbruk or service owner skogdir; the subject has role MEDL, role REGNA, role UTINN, role UTOMR',
    );
    // A rule that did not match has not decided.
    expect((await explained(STRANGER, 'read', FELLING)).explanation.rule).toBeUndefined();
    expect((await explained(STRANGER, 'read', FELLING)).explanation.reason).toMatch(
      /the subject has none for this party$/,
    );
    expect((await explained(STRANGER, 'burn', FELLING)).explanation.reason).toMatch(
      /the policy has no rule for this action$/,
    );
  });

  it('tells of delegations and of what went wrong', async () => {
    harness.delegations.grants.push({
      to: '10000000-0000-4000-8000-000000000011',
      from: '20000000-0000-4000-8000-000000000008',
      resourceId: 'skogdir-felling',
      action: 'read',
    });
    expect((await explained(STRANGER, 'read', FELLING)).explanation).toMatchObject({ decidedBy: 'delegation' });
    const wrong = await explained(DAGL, 'read', { 'urn:altinn:resource': 'not-there' });
    expect(wrong.explanation).toMatchObject({
      decidedBy: 'error',
      reason: 'there is no policy for the resource "not-there"',
    });
  });

  it('writes no explanation unasked', async () => {
    const answer = await send(harness, AUTHORIZE, requestBody(DAGL, 'read', FELLING), await bearer(harness));
    expect(answer.body).not.toContain('explanation');
  });
});

describe('the decision log and other switches', () => {
  it('writes one audit event for a successful single decision when it is on (altinn-pdp#52)', async () => {
    const harness = await startHarness({ switches: { auditLog: true } });
    try {
      const headers = { ...(await bearer(harness)), 'x-forwarded-for': '192.0.2.7, 10.0.0.1' };
      await send(harness, AUTHORIZE, requestBody({ ...DAGL, 'urn:altinn:sessionid': 'abc' }, 'read', FELLING), headers);
      await send(harness, AUTHORIZE, requestBody(DAGL, 'read', { 'urn:altinn:resource': 'not-there' }), headers);
      await harness.decisionLog.flush();
      const events = await harness.decisionLog.recent(10);
      expect(events).toEqual([
        {
          sessionId: 'abc',
          created: '2026-11-23T12:00:00.000Z',
          subjectUserId: 20001,
          subjectOrgCode: null,
          subjectOrgNumber: null,
          subjectParty: 50010001,
          resourcePartyId: 50020008,
          resource: 'skogdir-felling',
          instanceId: null,
          operation: 'read',
          ipAdress: '192.0.2.7',
          contextRequestJson: expect.objectContaining({ action: expect.any(Array) }),
          decision: 'Permit',
          subjectPartyUuid: '10000000-0000-4000-8000-000000000001',
        },
      ]);
    } finally {
      await harness.close();
    }
  });

  it('writes none when it is off, and none for a multi request (altinn-pdp#52)', async () => {
    for (const auditLog of [false, true]) {
      const harness = await startHarness({ switches: { auditLog } });
      try {
        const { Request } = requestBody(DAGL, 'read', FELLING);
        const multi = {
          Request: {
            AccessSubject: [{ Id: 's1', ...Request.AccessSubject[0] }],
            Action: [{ Id: 'a1', ...Request.Action[0] }],
            Resource: [{ Id: 'r1', ...Request.Resource[0] }],
            MultiRequests: {
              RequestReference: [{ ReferenceId: ['s1', 'a1', 'r1'] }, { ReferenceId: ['s1', 'a1', 'r1'] }],
            },
          },
        };
        await send(harness, AUTHORIZE, multi, await bearer(harness));
        if (!auditLog) await send(harness, AUTHORIZE, { Request }, await bearer(harness));
        await harness.decisionLog.flush();
        expect(await harness.decisionLog.recent(10)).toEqual([]);
      } finally {
        await harness.close();
      }
    }
  });

  it('drops events after 90 days', async () => {
    const harness = await startHarness({ switches: { auditLog: true } });
    try {
      const body = requestBody(DAGL, 'read', FELLING);
      await send(harness, DECISION, body);
      await harness.decisionLog.flush();
      harness.clock.advance(91 * 24 * 3600 * 1000);
      await send(harness, DECISION, body);
      await harness.decisionLog.flush();
      expect(await harness.decisionLog.recent(10)).toHaveLength(1);
    } finally {
      await harness.close();
    }
  });

  it('counts no access packages when their switches are off', async () => {
    const harness = await startHarness({
      switches: {
        systemUserAccessPackageAuthorization: false,
        userAccessPackageAuthorization: false,
        accessManagementAsPipForRoles: false,
      },
    });
    try {
      const uuid = '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f';
      const from = '20000000-0000-4000-8000-000000000008';
      for (const to of [uuid, '10000000-0000-4000-8000-000000000011'])
        harness.delegations.given.push({ to, from, package: 'urn:altinn:accesspackage:skogbruk' });
      const decision = async (subject: Pairs) =>
        (await send(harness, DECISION, requestBody(subject, 'read', FELLING))).json().response[0].decision;
      expect(await decision({ 'urn:altinn:systemuser:uuid': uuid })).toBe('NotApplicable');
      expect(await decision(STRANGER)).toBe('NotApplicable');
      // The old bridge's upper-case codes are enough for the role rule.
      expect(await decision(DAGL)).toBe('Permit');
    } finally {
      await harness.close();
    }
  });
});
