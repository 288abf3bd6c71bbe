/** Requests for system users: from what is there to what is wanted. Pure. */
import type { SystemUserRequest } from '@portvakt/client/systems';
import { allOf, changesOf, rightText, sameRights, sameTexts } from './compare.ts';
import type { Actual, ActualRequest, Wanted, WantedRequest } from './model.ts';
import type { Change, Step } from './steps.ts';
import { requestKey } from './wanted.ts';

const section = 'systemUserRequests';
const what = (one: Parameters<typeof requestKey>[0]) => `request ${requestKey(one)}`;

const isOpen = ({ status, timedOut }: ActualRequest): boolean => status === 'New' && !timedOut;

/** Requests that are sent; an open one that asks for something else is taken back first, since the API changes none. */
export function requestSteps(wanted: Wanted, actual: Actual) {
  const steps: Step[] = [];
  const notes: string[] = [];
  for (const wish of wanted.systemUserRequests) {
    const found = actual.systemUserRequests.find((one) => requestKey(one) === requestKey(wish));
    if (!found) steps.push(sent(wish, '+', everything(wish)));
    else {
      const changes = changesIn(wish, found);
      if (isOpen(found) && changes.length > 0) steps.push(taken(found), sent(wish, '+', changes));
      else if (!isOpen(found)) notes.push(...noteOf(wish, found, changes));
    }
  }
  return { steps, notes };
}

/** Open requests that nobody wants any more. What has been answered is the customer's. */
export function requestRemovals(wanted: Wanted, actual: Actual): readonly Step[] {
  if (!wanted.prune.has(section)) return [];
  const kept = new Set(wanted.systemUserRequests.map(requestKey));
  return actual.systemUserRequests.filter((one) => isOpen(one) && !kept.has(requestKey(one))).map(taken);
}

function changesIn({ fields, rights, accessPackages }: WantedRequest, found: ActualRequest): readonly Change[] {
  const packages = found.accessPackages;
  return [
    ...changesOf(fields, found.fields),
    ...(rights === undefined || sameRights(rights, found.rights)
      ? []
      : [{ member: 'rights', from: found.rights.map(rightText), to: rights.map(rightText) }]),
    ...(accessPackages === undefined || sameTexts(accessPackages, packages)
      ? []
      : [{ member: 'accessPackages', from: packages, to: accessPackages }]),
  ];
}

function noteOf(
  wish: WantedRequest,
  { id, status, timedOut }: ActualRequest,
  changes: readonly Change[],
): readonly string[] {
  const name = requestKey(wish);
  if (status === 'Accepted')
    return changes.length === 0
      ? []
      : [
          `The request ${name} has been approved with other ${changes.map(({ member }) => member).join(', ')}: what a system user has is changed by a change request.`,
        ];
  const is = timedOut ? 'Timedout' : status;
  return [`The request ${name} is ${is}: to ask again, take it back with "portvakt systems cancel ${id}" first.`];
}

const everything = ({ fields, rights, accessPackages }: WantedRequest): readonly Change[] => [
  ...allOf(fields),
  ...(rights === undefined ? [] : [{ member: 'rights', to: rights.map(rightText) }]),
  ...(accessPackages === undefined ? [] : [{ member: 'accessPackages', to: accessPackages }]),
];

function sent(wish: WantedRequest, sign: '+', changes: readonly Change[]): Step {
  const { system, customer, externalRef, kind, fields, rights, accessPackages } = wish;
  const body: SystemUserRequest = {
    ...fields,
    systemId: system,
    partyOrgNo: customer,
    externalRef,
    ...(rights === undefined ? {} : { rights }),
    ...(accessPackages === undefined ? {} : { accessPackages: accessPackages.map((urn) => ({ urn })) }),
  };
  return { sign, section, what: what(wish), changes, work: { do: 'request.create', kind, body } };
}

const taken = (found: ActualRequest): Step => ({
  sign: '-',
  section,
  what: what(found),
  changes: [],
  work: { do: 'request.delete', id: found.id, kind: found.kind },
});
