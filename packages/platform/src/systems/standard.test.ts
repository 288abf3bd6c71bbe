import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BAKERY, right, SCOPES, type SystemsHarness, startSystems, systemBody, VENDOR } from './harness.ts';

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
afterAll(() => h.close());

describe('a standard system user', () => {
  it('comes into being by an approval, with the delegations and the id of its request (system-register-and-users#30, #47, #54)', async () => {
    const vendor = await h.vendorToken(`${SCOPES.register} ${SCOPES.write} ${SCOPES.read}`);
    const clientId = '0b1c2d3e-0000-4000-8000-00000000aaaa';
    const registered = await h.call(
      'POST',
      '/systemregister/vendor',
      vendor,
      systemBody('lonn', { clientId: [clientId] }),
    );
    expect(registered.statusCode, registered.body).toBe(200);
    const asked = await h.call('POST', '/systemuser/request/vendor', vendor, {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: BAKERY.number,
      rights: [right('ttd-lonnsrapport')],
    });
    expect(asked.statusCode, asked.body).toBe(201);
    const { id, status, confirmUrl } = asked.json();
    expect(status).toBe('New');
    expect(confirmUrl).toBe(
      `http://platform.example/accessmanagement/ui/systemuser/request?id=${id}&DONTCHOOSEREPORTEE=true`,
    );
    const dagl = await h.personToken('dagl');
    const approved = await h.call('POST', `/systemuser/request/${BAKERY.partyId}/${id}/approve`, dagl);
    expect(approved.statusCode, approved.body).toBe(200);
    expect(approved.json()).toBe(true);
    expect((await h.call('GET', `/systemuser/request/vendor/${id}`, vendor)).json().status).toBe('Accepted');
    const found = await h.systems.byExternalId({
      clientId,
      systemProviderOrgNo: VENDOR,
      systemUserOwnerOrgNo: BAKERY.number,
    });
    expect(found?.id).toBe(id);
    const decision = async (action: string, resource: string) =>
      (
        await h.authorization.decide({
          subject: [{ id: 'urn:altinn:systemuser:uuid', value: id }],
          action,
          resource: [
            { id: 'urn:altinn:resource', value: resource },
            { id: 'urn:altinn:organization:identifier-no', value: BAKERY.number },
          ],
        })
      ).decision;
    expect(await decision('write', 'ttd-lonnsrapport')).toBe('Permit');
    expect(await decision('write', 'skogdir-felling')).toBe('NotApplicable');
  });
});
