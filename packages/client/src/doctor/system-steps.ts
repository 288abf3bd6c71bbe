import {
  type RegisteredSystem,
  SystemsError,
  type SystemUser,
  type SystemUserRequestAnswer,
} from '../systems/index.ts';
import type { CauseId } from './causes.ts';
import type { Examination } from './examination.ts';
import { fail, type Outcome, ok, skip, todo } from './model.ts';

const NO_USER = 'no system user is asked for';

/** Whether a system of the vendor names the client. */
export async function system(at: Examination): Promise<Outcome> {
  const { settings, wishes } = at;
  if (!settings.systemUser && wishes.systemId === undefined) return skip(NO_USER);
  const vendor = await at.vendor('register');
  if (vendor) {
    const [own, named] = [await at.systemsOfClient(vendor), wishes.systemId];
    if (named !== undefined) {
      const found = await vendor.get(named).catch(notFound);
      if (!found || found.isDeleted) return fail('system-unknown', `${named} is not in the system register`);
      if (!found.clientId?.includes(settings.clientId))
        return fail('client-not-on-system', `${named} does not name the client`);
    }
    at.system = own.find(({ id }) => named === undefined || id === named);
    if (!at.system) return fail('client-not-on-system', 'no system of yours names the client');
    return ok(`${at.system.id} names the client`);
  }
  const attempt = settings.systemUser ? await at.systemUserGrant() : undefined;
  return attempt && 'token' in attempt
    ? ok(`the token names ${claimedSystem(attempt.claims)}`)
    : skip('the client has not got altinn:authentication/systemregister.write');
}

const notFound = (error: unknown): undefined => {
  if (error instanceof SystemsError && error.status >= 400 && error.status < 500) return undefined;
  throw error;
};

function claimedSystem(claims: Readonly<Record<string, unknown>>): string {
  const [details] = (claims['authorization_details'] ?? []) as readonly { readonly system_id?: string }[];
  return details?.system_id ?? 'a system';
}

/** Whether a redirect URL is one of the system's: the query aside, letter for letter (system-register-and-users.md 5.1). */
export async function redirect({ wishes, system: found }: Examination): Promise<Outcome> {
  const { redirectUrl } = wishes;
  if (redirectUrl === undefined) return skip('no redirect URL is asked about');
  if (!found) return skip('the system cannot be looked at');
  const allowed = found.allowedRedirectUrls ?? [];
  if (allowed.length === 0) return fail('redirect-none', `${found.id} has none`);
  const [bare] = redirectUrl.split('?');
  return allowed.some((one) => one.split('?')[0] === bare)
    ? ok('it is one of the system’s')
    : fail('redirect-differs', `${redirectUrl.slice(0, 200)} is not among ${allowed.join(', ')}`);
}

const organizationOf = (at: Examination): string => (at.settings.systemUser?.org ?? '').replace(/^0192:/, '');

export async function approval(at: Examination): Promise<Outcome> {
  if (!at.settings.systemUser) return skip(NO_USER);
  const attempt = await at.systemUserGrant();
  const org = organizationOf(at);
  if ('token' in attempt) return ok(`${org} has approved`);
  if (attempt.cause !== 'system-user-unknown') return fail(attempt.cause, attempt.seen);
  const { system: found } = at;
  const users = found && (await usersOf(at, found, org));
  if (!found || !users) return fail('system-user-unknown', attempt.seen);
  if (users.length > 0) return ok(`${org} has approved`);
  const requests = await requestsOf(at, found, org);
  return requests ? notApproved(requests, org) : fail('system-user-unknown', attempt.seen);
}

const ANSWERS: Readonly<Record<string, CauseId>> = {
  Rejected: 'approval-rejected',
  Denied: 'approval-rejected',
  Timedout: 'approval-timed-out',
  // Approved, and there is no system user.
  Accepted: 'approval-missing',
};

function notApproved(requests: readonly SystemUserRequestAnswer[], org: string): Outcome {
  const request = requests.find(({ status, timedOut }) => status === 'New' && !timedOut) ?? requests[0];
  if (!request) return fail('approval-missing', `${org} has no system user here, and no request waits`);
  const { id, status, timedOut, confirmUrl } = request;
  const seen = `request ${id} is ${timedOut ? 'Timedout' : status}`;
  const cause = timedOut ? 'approval-timed-out' : ANSWERS[status];
  if (cause) return fail(cause, seen);
  return todo('approval-pending', seen, confirmUrl && `Let the customer approve at ${confirmUrl}`);
}

/** The customer's system users of a system; undefined where nobody may see them. */
async function usersOf(
  at: Examination,
  found: RegisteredSystem,
  org: string,
): Promise<readonly SystemUser[] | undefined> {
  const vendor = await at.vendor('register');
  if (!vendor) return undefined;
  const users: SystemUser[] = [];
  for await (const user of vendor.users(found.id)) if (user.reporteeOrgNo === org && !user.isDeleted) users.push(user);
  return users;
}

async function requestsOf(at: Examination, found: RegisteredSystem, org: string) {
  const vendor = await at.vendor('requests');
  if (!vendor) return undefined;
  const requests: SystemUserRequestAnswer[] = [];
  for (const kind of ['standard', 'agent'] as const)
    for await (const request of vendor.requests(found.id, kind)) if (request.partyOrgNo === org) requests.push(request);
  return requests;
}

export async function reference(at: Examination): Promise<Outcome> {
  const { systemUser } = at.settings;
  if (!systemUser) return skip(NO_USER);
  const attempt = await at.systemUserGrant();
  const own = systemUser.externalRef;
  if ('token' in attempt)
    return ok(own === undefined ? 'none, as the system user has' : `${own}, as the system user has`);
  const users = (at.system && (await usersOf(at, at.system, organizationOf(at)))) ?? [];
  const names = users.map(({ externalRef }) => externalRef).join(', ');
  return own === undefined
    ? fail('external-reference-missing', `the system user has ${names}, and none is given`)
    : fail('external-reference-differs', `${own} is given, and the system user has ${names}`);
}
