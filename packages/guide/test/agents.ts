/** System users for the clients of an accountant, which the samples ask for and work with. */
import type { Sandbox } from '@portvakt/platform/testing/sandbox';
import { expect } from 'vitest';

/** The accountant's director, who may let a system user work for its clients. */
export const ACCOUNTANT = { organization: '310032085', partyId: 50020006, director: '30856810018' };
const PROVIDER = '20000000-0000-4000-8000-000000000006';
const SERVED = '20000000-0000-4000-8000-000000000008';

/** A vendor's client, and the request of its system for a system user. */
interface Asked {
  readonly clientId: string;
  readonly id: string;
}

export interface Agents {
  /** Asks the accountant for a system user. */
  asked(): Promise<Asked>;
  /** What the accountant does with a request in the portal. */
  approve(id: string): Promise<void>;
  /** One that works for the bakery, made once. */
  atWork(): Promise<Asked>;
}

/** @param scopes of the vendor's clients: to register a system and ask, at least */
export function agentsOf(box: Sandbox, vendor: string, scopes: readonly string[]): Agents {
  let agent: Promise<Asked> | undefined;
  const asked = async (): Promise<Asked> => {
    const clientId = await box.createClient(vendor, scopes);
    const token = await box.maskinportenToken(vendor, scopes, { clientId });
    const accessPackages = [{ urn: 'urn:altinn:accesspackage:regnskapsforer-lonn' }];
    const texts = { nb: 'Test', nn: 'Test', en: 'Test' };
    const id = `${vendor}_${clientId.slice(0, 8)}`;
    const system = { id, vendor: { ID: `0192:${vendor}` }, name: texts, description: texts, accessPackages };
    const registered = { ...system, clientId: [clientId], isVisible: false };
    await box.call('POST', '/authentication/api/v1/systemregister/vendor', { token, body: registered });
    const body = { systemId: id, partyOrgNo: ACCOUNTANT.organization, accessPackages };
    const path = '/authentication/api/v1/systemuser/request/vendor/agent';
    const request = await box.call<{ id: string }>('POST', path, { token, body });
    expect(request.status, request.text).toBe(201);
    return { clientId, id: request.body.id };
  };
  const approve = async (id: string): Promise<void> => {
    const token = await box.personToken(ACCOUNTANT.director);
    for (const path of [
      `request/agent/${ACCOUNTANT.partyId}/${id}/approve`,
      `agent/${ACCOUNTANT.partyId}/${id}?provider=${PROVIDER}&client=${SERVED}`,
    ]) {
      const { status, text } = await box.call('POST', `/authentication/api/v1/systemuser/${path}`, { token });
      expect(status, text).toBe(200);
    }
  };
  const atWork = (): Promise<Asked> => {
    agent ??= asked().then(async (one) => {
      await approve(one.id);
      return one;
    });
    return agent;
  };
  return { asked, approve, atWork };
}
