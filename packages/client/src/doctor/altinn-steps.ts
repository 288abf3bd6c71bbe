import { EnterpriseUserError, ExchangeError } from '../errors.ts';
import { send } from '../http.ts';
import { createPdpClient } from '../pdp/index.ts';
import type { RegisteredSystem } from '../systems/index.ts';
import type { CauseId } from './causes.ts';
import type { Examination } from './examination.ts';
import { fail, type Outcome, ok, skip } from './model.ts';
import { briefly, causeOfNetwork } from './own-errors.ts';

const RESOURCE_ID = /^(?!\.{1,2}$)[\w.-]{1,200}$/;
const AUTHORIZE = 'altinn:authorization/authorize';

export async function exchange(at: Examination): Promise<Outcome> {
  const { altinn, systemUser } = at.settings;
  if (!altinn) return skip('no exchange is asked for');
  try {
    const token = await at.client().getAltinnToken(systemUser ? { systemUser } : {});
    return ok(`an Altinn token for ${Math.round((token.expiresAt.getTime() - at.now()) / 60_000)} min`);
  } catch (error) {
    return fail(causeOfExchange(error), briefly(error));
  }
}

const ENTERPRISE: Readonly<Record<string, CauseId>> = {
  ENTERPRISE_USER_GONE: 'enterprise-user-gone',
  ENTERPRISE_USER_REJECTED: 'enterprise-user-rejected',
  ENTERPRISE_USER_LOCKED: 'enterprise-user-locked',
};

function causeOfExchange(error: unknown): CauseId {
  if (error instanceof EnterpriseUserError) return ENTERPRISE[error.code] ?? 'exchange-refused';
  if (error instanceof ExchangeError) {
    if (error.status >= 500) return 'exchange-unavailable';
    // 200 and no token: whoever answered is not Altinn.
    if (error.status < 300) return 'altinn-unreachable';
    return error.status === 401 ? 'exchange-of-other-environment' : 'exchange-refused';
  }
  if (causeOfNetwork(error)) return 'altinn-unreachable';
  throw error;
}

export async function rights(at: Examination): Promise<Outcome> {
  const { resource, action = 'read' } = at.wishes;
  const platform = at.platform();
  if (resource === undefined) return skip('no resource is asked about');
  if (platform === undefined) return skip('the environment names no platform of Altinn');
  if (!RESOURCE_ID.test(resource)) return fail('resource-unknown', 'the id has characters that no resource has');
  const asked = await read(at, `${platform}/resourceregistry/api/v1/resource/${resource}/policy/rules`);
  if ('cause' in asked) return fail(asked.cause, asked.seen);
  const actions = actionsIn(asked.text);
  if (asked.status === 404) return fail('resource-unknown', `${resource} is not in the resource registry`);
  if (asked.status !== 200 || !actions?.length) return skip(`the resource registry answered ${asked.status}`);
  if (!actions.includes(action))
    return fail('action-not-in-policy', `${action} on ${resource}; the policy has ${actions.join(', ')}`);
  const registered = at.system && namedResources(at.system);
  if (registered && !registered.includes(resource))
    return fail('right-not-on-system', `${at.system?.id} has ${registered.join(', ') || 'no rights'}, not ${resource}`);
  return ok(`the policy of ${resource} has ${action}${registered ? ', and the system the right' : ''}`);
}

/** What the system's rights name; undefined when one of its packages may hold more: then the PDP has the last word. */
function namedResources({ rights = [], accessPackages = [] }: RegisteredSystem): readonly string[] | undefined {
  return accessPackages.length > 0 ? undefined : rights.flatMap(({ resource }) => resource.map(({ value }) => value));
}

type Read = { readonly status: number; readonly text: string } | { readonly cause: CauseId; readonly seen: string };

async function read(at: Examination, url: string): Promise<Read> {
  try {
    const { status, text } = await send(url, { headers: { accept: 'application/json' } }, at.http);
    return { status, text };
  } catch (error) {
    if (!causeOfNetwork(error)) throw error;
    return { cause: 'altinn-unreachable', seen: briefly(error) };
  }
}

/** The actions that a policy has rules about, from the list of its rules. */
function actionsIn(text: string): readonly string[] | undefined {
  try {
    const rules: unknown = JSON.parse(text);
    if (!Array.isArray(rules)) return undefined;
    const values = rules.map((rule: { action?: { value?: unknown } } | null) => rule?.action?.value);
    return [...new Set(values.filter((value) => typeof value === 'string'))];
  } catch {
    return undefined;
  }
}

export async function decision(at: Examination): Promise<Outcome> {
  const { resource, action = 'read' } = at.wishes;
  const platform = at.platform();
  if (resource === undefined || platform === undefined) return skip('no resource is asked about');
  const asker = await at.grant(AUTHORIZE);
  if ('cause' in asker) return skip(`the client has not got ${AUTHORIZE}`);
  const subject = await subjectOf(at);
  if (!subject) return skip('the token names no organisation');
  try {
    const { fetch } = at.doors;
    const token = await at.client().getAltinnToken({ scopes: AUTHORIZE, consumerOrg: null, resource: null });
    const pdp = createPdpClient({ platform, token: async () => token.value, ...(fetch ? { fetch } : {}) });
    const question = {
      subject: [subject.attribute],
      action,
      resource: { resource, party: { organisation: subject.party } },
    };
    const { result, requiredLevel } = await pdp.decide(question);
    const seen = `${action} on ${resource} for ${subject.party}: ${result}`;
    return result === 'Permit'
      ? ok(`${seen}${requiredLevel === undefined ? '' : `, at level ${requiredLevel}`}`)
      : fail('decision-deny', seen);
  } catch (error) {
    return skip(`the decision point was not asked: ${briefly(error)}`);
  }
}

interface ClaimedUser {
  readonly systemuser_id?: readonly string[];
}

/** Who acts, and for whom, as the token says. */
async function subjectOf(at: Examination) {
  const { systemUser } = at.settings;
  const attempt = systemUser ? await at.systemUserGrant() : await at.grant();
  if ('cause' in attempt) return undefined;
  const { authorization_details: details, consumer } = attempt.claims as {
    authorization_details?: readonly ClaimedUser[];
    consumer?: { ID?: string };
  };
  const id = details?.[0]?.systemuser_id?.[0];
  if (systemUser && id !== undefined)
    return { attribute: { id: 'urn:altinn:systemuser:uuid', value: id }, party: systemUser.org.replace(/^0192:/, '') };
  const organization = consumer?.ID?.replace(/^0192:/, '');
  if (organization === undefined) return undefined;
  return { attribute: { id: 'urn:altinn:organization:identifier-no', value: organization }, party: organization };
}
