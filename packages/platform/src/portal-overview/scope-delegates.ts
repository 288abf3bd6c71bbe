import { type Delegations, scopesOf } from '../delegations/index.ts';
import type { Resources } from '../resources/index.ts';
import { organizationActor, type Scopes, type SelfService } from '../selfservice/index.ts';

export interface ScopeDelegatesDeps {
  readonly selfservice: SelfService;
  readonly scopes: Scopes;
  readonly resources: Resources;
  readonly delegations: Delegations;
}

/** As many as a table can show. */
const MAX_DELEGATIONS = 200;

/**
 * Which resources let a scope be given to suppliers, and who has given it to whom: what the scope's owner meets as `consumer` and `supplier` in tokens.
 * @throws Refusal 404 when there is no such scope, 403 when it is another organisation's
 */
export async function scopeDelegates(deps: ScopeDelegatesDeps, organization: string, name: string) {
  const { selfservice, scopes, resources, delegations } = deps;
  await scopes.ownScope(await organizationActor(selfservice, organization), name);
  const carriers = (await resources.list()).filter((one) => scopesOf(one).includes(name));
  const given = await delegations.scopes.list({ scope: name });
  const told = given.slice(0, MAX_DELEGATIONS).map(({ consumer, supplier, resourceId, created }) => ({
    consumer: numbered(consumer),
    supplier: numbered(supplier),
    resource: resourceId,
    created: new Date(created).toISOString(),
  }));
  return {
    resources: carriers.map(({ identifier }) => identifier),
    delegations: told,
    whole: given.length <= MAX_DELEGATIONS,
  };
}

const numbered = ({
  organizationNumber = '',
  name,
}: {
  readonly organizationNumber?: string;
  readonly name: string;
}) => ({
  number: organizationNumber,
  name,
});
