/** What the vendor's desk says of a client that acts for customers, and the policy of what it asks for. Pure. */
import type { Life, OwnSystem } from '../api/vendor.ts';
import { resourceIds, standing } from '../system-users/words.ts';
import { type Facts, sameReference, systemOf, userOf } from './facts.ts';
import { type Finding, found, ok, skip } from './finding.ts';
import type { Wish } from './wish.ts';

export function systemFindings(facts: Facts, wish: Wish): readonly Finding[] {
  const system = facts.systems && systemOf(facts.systems, facts.client.client_id);
  return [
    ofSystem(facts, wish, system),
    redirect(wish, system),
    approval(facts, wish, system),
    reference(facts, wish),
    rights(facts, wish, system),
    decision(facts, wish),
  ];
}

function ofSystem({ systems }: Facts, { acts }: Wish, system: OwnSystem | undefined): Finding {
  if (!systems) return skip('system', acts === 'system-user' ? 'unreadable' : 'unasked');
  if (system) return ok('system', system.id);
  return acts === 'system-user' ? found('system', 'FAIL', 'client-not-on-system') : skip('system', 'unasked');
}

/** The query aside, letter for letter (system-register-and-users.md 5.1). */
const bare = (url: string): string | undefined => url.split('?')[0];

function redirect({ redirect: url }: Wish, system: OwnSystem | undefined): Finding {
  if (url === '') return skip('redirect', 'unasked');
  if (!system) return skip('redirect', 'after');
  const allowed = system.allowedRedirectUrls ?? [];
  if (allowed.length === 0) return found('redirect', 'FAIL', 'redirect-none');
  return allowed.some((one) => bare(one) === bare(url))
    ? ok('redirect', url)
    : found('redirect', 'FAIL', 'redirect-differs', ...allowed);
}

function approval({ life }: Facts, { acts, customer }: Wish, system: OwnSystem | undefined): Finding {
  if (acts !== 'system-user') return skip('approval', 'unasked');
  if (!system) return skip('approval', 'after');
  if (!life) return skip('approval', 'unreadable');
  if (usersOf(life, customer).length > 0) return ok('approval', customer);
  const asked = [...life.standard, ...life.agent]
    .filter(({ partyOrgNo }) => partyOrgNo === customer)
    .map((request) => ({ ...request, how: standing(request) }))
    .toSorted((a, b) => b.created.localeCompare(a.created));
  const request = asked.find(({ how }) => how === 'open') ?? asked[0];
  if (!request || request.how === 'Accepted') return found('approval', 'FAIL', 'approval-missing', customer);
  if (request.how === 'open') return found('approval', 'TODO', 'approval-pending', request.confirmUrl);
  return found('approval', 'FAIL', request.how === 'timedOut' ? 'approval-timed-out' : 'approval-rejected', customer);
}

const usersOf = ({ users }: Life, customer: string) =>
  users.filter(({ reporteeOrgNo, isDeleted }) => !isDeleted && reporteeOrgNo === customer);

function reference({ life }: Facts, wish: Wish): Finding {
  const { acts, customer, reference: given } = wish;
  if (acts !== 'system-user') return skip('reference', 'unasked');
  const users = life ? usersOf(life, customer) : [];
  if (!life || users.length === 0) return skip('reference', 'after');
  if (userOf(life, wish)) return ok('reference', ...(given === '' ? [] : [given]));
  const names = users.flatMap(({ externalRef }) => (sameReference(externalRef, '', customer) ? [] : [externalRef]));
  return found(
    'reference',
    'FAIL',
    given === '' ? 'external-reference-missing' : 'external-reference-differs',
    ...names,
  );
}

function rights({ actions }: Facts, { acts, resource, action }: Wish, system: OwnSystem | undefined): Finding {
  if (resource === '') return skip('rights', 'unasked');
  if (actions === undefined) return skip('rights', 'unreadable');
  if (actions === null) return found('rights', 'FAIL', 'resource-unknown', resource);
  if (!actions.includes(action)) return found('rights', 'FAIL', 'action-not-in-policy', ...actions);
  // A package may hold the resource: then the PDP has the last word.
  const named = system && system.accessPackages.length === 0 ? resourceIds(system.rights) : undefined;
  if (acts === 'system-user' && named && !named.includes(resource))
    return found('rights', 'FAIL', 'right-not-on-system', resource);
  return ok('rights', resource, action);
}

function decision({ decision: answer }: Facts, { acts, resource }: Wish): Finding {
  if (resource === '') return skip('decision', 'unasked');
  if (!answer) return skip('decision', acts === 'system-user' ? 'after' : 'unreadable');
  return answer.decision === 'Permit'
    ? ok('decision')
    : { ...found('decision', 'FAIL', 'decision-deny', answer.decision), to: answer.address };
}
