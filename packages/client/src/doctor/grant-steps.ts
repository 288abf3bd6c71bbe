import { send } from '../http.ts';
import { scopeSet } from '../request.ts';
import { CAUSES, type CauseId } from './causes.ts';
import type { Attempt, Examination } from './examination.ts';
import { fail, type Outcome, ok, skip, todo, warn } from './model.ts';
import { briefly, causeOfNetwork } from './own-errors.ts';
import type { RegisteredClient } from './self-service.ts';
import { STEPS, type StepId } from './steps.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;
/** So far ahead the server still takes `iat` (maskinporten.md 2.4). */
const AHEAD_S = 10;
/** A grant that lives 115 s is dead on arrival beyond this; ours is written to begin 10 s ago. */
const BEHIND_S = 100;
/** The header `Date` has whole seconds, and an answer takes its time. */
const PRECISION_S = 2;
const MOST_SCOPES = 20;

/** Whether Maskinporten is where the settings say. */
export async function maskinporten(at: Examination): Promise<Outcome> {
  const issuer = at.environment?.issuer ?? '';
  const { host } = new URL(issuer);
  const url = `${issuer.replace(/\/+$/, '')}/.well-known/oauth-authorization-server`;
  try {
    const { status, text, headers } = await send(url, { headers: { accept: 'application/json' } }, at.http);
    const date = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(date)) at.offsetMs = date - at.now();
    if (isPage(text, headers)) return fail('page-of-proxy', `${host} answered ${status} with a web page`);
    if (status === 429 || status >= 500) return fail('maskinporten-unavailable', `${host} answered ${status}`);
    const named = issuerIn(text);
    if (status !== 200 || named === undefined)
      return fail('not-maskinporten', `${url} answered ${status}, and no metadata`);
    if (named !== issuer) return fail('issuer-differs', `${issuer} is asked, and calls itself ${named.slice(0, 200)}`);
    return ok(`${host} answers as ${issuer}`);
  } catch (error) {
    const network = causeOfNetwork(error);
    if (!network) throw error;
    return fail(network.cause, `${briefly(error)}${network.code === '' ? '' : ` (${network.code})`}`);
  }
}

const isPage = (text: string, headers: Headers): boolean =>
  /html/i.test(headers.get('content-type') ?? '') || /^\s*<(?:!doctype|html)/i.test(text);

function issuerIn(text: string): string | undefined {
  try {
    const { issuer } = JSON.parse(text) as { issuer?: unknown };
    return typeof issuer === 'string' ? issuer : undefined;
  } catch {
    return undefined;
  }
}

export async function clock(at: Examination): Promise<Outcome> {
  if (at.offsetMs === undefined) return skip('the server does not tell its time');
  const moved = Math.abs(at.offsetMs) > AHEAD_S * 1000 ? await sandboxOffset(at) : 0;
  const seconds = Math.round((at.offsetMs - moved) / 1000);
  const seen = `${Math.abs(seconds)} s ${seconds < 0 ? 'ahead of' : 'behind'} the server’s`;
  if (-seconds > AHEAD_S) return fail('clock-ahead', seen);
  if (seconds > BEHIND_S) return fail('clock-behind', seen);
  if (seconds > AHEAD_S) return warn('clock-behind', seen);
  if (moved !== 0) return ok(`right; the sandbox’s has been moved by ${Math.round(moved / 1000)} s`);
  return ok(Math.abs(seconds) <= PRECISION_S ? 'as the server’s' : seen);
}

/** How far somebody has moved the clock of a local platform, ms: no fault of this machine. */
async function sandboxOffset({ environment, http }: Examination): Promise<number> {
  if (environment?.name !== 'local') return 0;
  try {
    const { text } = await send(`${environment.altinnPlatform}/sandbox/clock`, {}, http);
    const { offsetMs } = JSON.parse(text) as { offsetMs?: unknown };
    return typeof offsetMs === 'number' ? offsetMs : 0;
  } catch {
    return 0;
  }
}

/** The grant's checks come in this order (maskinporten.md 2.4): what is refused at one has passed those before it. */
const ORDER: readonly StepId[] = ['client', 'registered', 'scopes', 'delegation', 'grant'];

/** Where a cause belongs among the steps of the grant. */
function placeOf(cause: CauseId): number {
  const place = ORDER.indexOf(CAUSES[cause].step);
  // A certificate's dates are checked with the key.
  if (cause === 'certificate-expired') return ORDER.indexOf('registered');
  return place < 0 ? ORDER.indexOf('grant') : place;
}

/** What the grant says of one of its steps; undefined when it is refused there. */
function passed(attempt: Attempt, step: StepId, seen: string): Outcome | undefined {
  if ('token' in attempt || placeOf(attempt.cause) > ORDER.indexOf(step)) return ok(seen);
  return placeOf(attempt.cause) < ORDER.indexOf(step)
    ? skip(`comes after ${STEPS[CAUSES[attempt.cause].step]}`)
    : undefined;
}

export async function client(at: Examination): Promise<Outcome> {
  const [attempt, registered] = [await at.grant(), await at.registered()];
  const name = registered?.name ? `${JSON.stringify(registered.name.slice(0, 60))} is active` : 'it is known';
  if (!('cause' in attempt)) return ok(name);
  const { cause, seen } = attempt;
  const step = passed(attempt, 'client', name);
  if (step) return step;
  if (registered?.active === false) return fail('client-inactive', `${JSON.stringify(registered.name)} is deactivated`);
  if (registered && registered.type !== 'maskinporten')
    return fail('client-of-other-type', `the client is of the type ${registered.type}`);
  if (registered && (await at.isNew())) return notActiveYet(registered);
  return fail(cause, seen);
}

const notActiveYet = ({ changed }: RegisteredClient): Outcome =>
  todo('not-active-yet', `changed ${changed?.toISOString() ?? 'just now'}, and refused as if it were not`);

export async function registered(at: Examination): Promise<Outcome> {
  const [attempt, client] = [await at.grant(), await at.registered()];
  const { kid } = at.signer?.header ?? {};
  const mine = client?.keys.find((one) => one.kid === kid);
  const until = mine?.expires;
  const seen = until ? `registered until ${until.toISOString().slice(0, 10)}` : 'registered';
  const step = passed(attempt, 'registered', seen);
  if (step?.state === 'OK' && until && until.getTime() - at.serverNow() < SOON_DAYS * DAY_MS)
    return warn('key-expires-soon', seen);
  if (step || !('cause' in attempt)) return step ?? ok(seen);
  if (attempt.cause !== 'key-not-registered' || !client) return fail(attempt.cause, attempt.seen);
  return whyUnknown(at, client, attempt.seen);
}

/** What an administrator can tell of a key that the token endpoint does not know. */
async function whyUnknown(at: Examination, client: RegisteredClient, said: string): Promise<Outcome> {
  const { signer } = at;
  const { kid } = signer?.header ?? {};
  const same = client.keys.find((one) => one.thumbprint === signer?.id);
  if (same && same.kid === kid) return notActiveYet(client);
  if (same) return fail('kid-differs', `signed with kid ${kid}, registered as ${same.kid}`);
  if (client.keys.length === 0) return fail('client-without-keys', 'the client has no key');
  const elsewhere = signer && (await (await at.view())?.clientWithKey(signer.id, at.settings.clientId));
  if (elsewhere !== undefined) return fail('key-on-other-client', `it is registered on the client ${elsewhere}`);
  return fail('key-not-registered', `${said}; the client has ${client.keys.map((one) => one.kid).join(', ')}`);
}

export async function scopes(at: Examination): Promise<Outcome> {
  const attempt = await at.grant();
  const wanted = scopeSet(at.settings.scopes);
  const step = passed(attempt, 'scopes', wanted.join(' '));
  if (step || !('cause' in attempt)) return step ?? ok(wanted.join(' '));
  const refused = await eachOf(at, wanted, 'scopes', attempt);
  const registered = await at.registered();
  const causes = refused.map(({ cause, scope }) => closer(cause, scope, registered, at));
  const [first = attempt.cause] = causes;
  const names = refused.map(({ scope }) => scope).join(', ');
  if (registered && first === 'scope-inactive' && (await at.isNew())) return notActiveYet(registered);
  const has = first === 'scope-not-on-client' && registered ? `; the client has ${registered.scopes.join(', ')}` : '';
  return fail(first, `${names || attempt.seen}: ${CAUSES[first].what.toLowerCase()}${has}`);
}

function closer(
  cause: CauseId,
  scope: string,
  registered: RegisteredClient | undefined,
  { settings }: Examination,
): CauseId {
  if (cause === 'scope-not-on-client' && registered?.scopes.includes(scope)) return 'scope-inactive';
  if (cause === 'scope-not-granted' && settings.consumerOrg !== undefined) return 'scope-not-granted-to-customer';
  return cause;
}

/** A refusal names one scope: each is asked for by itself, so that all are named at once. */
async function eachOf(at: Examination, wanted: readonly string[], step: StepId, whole: Attempt) {
  const [only] = wanted;
  if (only !== undefined && wanted.length === 1 && 'cause' in whole) return [{ scope: only, cause: whole.cause }];
  const refused: { scope: string; cause: CauseId }[] = [];
  for (const scope of wanted.slice(0, MOST_SCOPES)) {
    const attempt = await at.grantOf(scope);
    if ('cause' in attempt && CAUSES[attempt.cause].step === step) refused.push({ scope, cause: attempt.cause });
  }
  return refused;
}

export async function delegation(at: Examination): Promise<Outcome> {
  const { consumerOrg, scopes: wanted } = at.settings;
  if (consumerOrg === undefined) return skip('no consumer_org is asked for');
  const attempt = await at.grant();
  const step = passed(attempt, 'delegation', `${consumerOrg} has delegated`);
  if (step || !('cause' in attempt)) return step ?? ok('delegated');
  if (attempt.cause !== 'delegation-missing') return fail(attempt.cause, attempt.seen);
  const refused = await eachOf(at, scopeSet(wanted), 'delegation', attempt);
  return fail('delegation-missing', `${consumerOrg} has not delegated ${refused.map(({ scope }) => scope).join(', ')}`);
}

export async function grant(at: Examination): Promise<Outcome> {
  const attempt = await at.grant();
  if ('cause' in attempt) return fail(attempt.cause, attempt.seen);
  const seconds = Math.round((attempt.expiresAt.getTime() - at.now()) / 1000);
  return ok(`a token for ${seconds} s`);
}
