import type { RequestLog } from '../maskinporten/index.ts';
import { organizationActor, type Scopes, type SelfService } from '../selfservice/index.ts';

export interface ScopeUseDeps {
  readonly selfservice: SelfService;
  readonly scopes: Scopes;
  readonly log: RequestLog;
}

/** As many as a table can show. */
const MAX_CLIENTS = 200;

/**
 * Which clients have a scope, and when each last had a token with it. The owner is told what it meets in tokens, ids and organisations, and not
 * what a client's own organisation calls it.
 * @throws Refusal 404 when there is no such scope, 403 when it is another organisation's
 */
export async function scopeUse({ selfservice, scopes, log }: ScopeUseDeps, organization: string, name: string) {
  const owner = await organizationActor(selfservice, organization);
  const [scope, clients] = await Promise.all([
    scopes.ownScope(owner, name),
    scopes.clientsWith(owner, name, MAX_CLIENTS + 1),
  ]);
  const shown = clients.slice(0, MAX_CLIENTS);
  const issued = await log.lastIssuedWith(
    name,
    shown.map(({ clientId }) => clientId),
  );
  const told = shown.map(async ({ clientId, organization: holder, supplier, active }) => {
    const last = issued.get(clientId);
    return {
      clientId,
      organization: holder,
      ...(supplier === undefined ? {} : { supplier }),
      active,
      hasAccess: await selfservice.hasAccess(scope, supplier ?? holder),
      ...(last === undefined ? {} : { lastToken: new Date(last).toISOString() }),
    };
  });
  return { clients: await Promise.all(told), whole: clients.length <= MAX_CLIENTS };
}
