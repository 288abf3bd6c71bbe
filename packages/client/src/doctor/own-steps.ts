import { resolveEnvironment } from '../environments.ts';
import { normalize } from '../request.ts';
import { CAUSES } from './causes.ts';
import { contradictionsOf } from './contradictions.ts';
import type { Examination } from './examination.ts';
import { OLD_KEY_DAYS } from './key-age.ts';
import { fail, type Outcome, ok, type Remark, skip, warn } from './model.ts';
import { briefly, causeOfConfiguration, causeOfKey } from './own-errors.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** Steps that ask nobody but this machine. */
export async function configuration(at: Examination): Promise<Outcome> {
  const found = await at.found();
  const { settings, from } = found;
  const leftover = found.remarks.filter(({ cause }) => CAUSES[cause].step === 'configuration');
  if (leftover.length > 0) return remarked(leftover, '');
  if (!settings) return fail(causeOfConfiguration(found.error), briefly(found.error));
  const placeholder = placeholderIn({ 'client id': settings.clientId, scopes: String(settings.scopes ?? '') });
  if (placeholder !== undefined) return fail('value-placeholder', placeholder);
  try {
    const { scopes } = normalize(settings);
    at.environment = resolveEnvironment(settings.environment);
    const seen = `${from}: client ${settings.clientId}, ${at.environment.name}, ${scopes.length} ${scopes.length === 1 ? 'scope' : 'scopes'}`;
    const [first] = found.warnings;
    return first === undefined ? ok(seen) : warn('setting-ignored', `${seen}; ${found.warnings.join(', ')}`);
  } catch (error) {
    return fail(causeOfConfiguration(error), briefly(error));
  }
}

/** `<client_id>`, `your-client-id`, `xxx` and the like: what examples have in the place of a value. */
function placeholderIn(values: Readonly<Record<string, string>>): string | undefined {
  const found = Object.entries(values).find(([, value]) =>
    /<[^>]*>|^\$\{?\w+\}?$|^(?:x{3,}|\.{3}|…|todo|changeme|your[-_ ].*|din[-_ ].*)$|^(?:client[-_]?id)$/i.test(
      value.trim(),
    ),
  );
  return found && `the ${found[0]} is ${JSON.stringify(found[1].slice(0, 40))}`;
}

/** The first remark of a step that is a fault, else the first. */
function remarked(remarks: readonly Remark[], otherwise: string): Outcome {
  const worst = remarks.find(({ state }) => state === 'FAIL') ?? remarks[0];
  if (!worst) return ok(otherwise);
  const { cause, state } = worst;
  const same = remarks.filter((one) => one.cause === cause).map(({ seen }) => seen);
  return { state, cause, seen: [...new Set(same)].join(', ') };
}

export async function contradictions(at: Examination): Promise<Outcome> {
  const { remarks, settings } = await at.found();
  const own = settings && at.environment ? contradictionsOf(settings, at.environment.issuer) : [];
  const all = [...remarks, ...own].filter(({ cause }) => CAUSES[cause].step === 'contradictions');
  return remarked(all, 'all settings name one environment and one client');
}

export async function secrets(at: Examination): Promise<Outcome> {
  const { remarks } = await at.found();
  return remarked(
    remarks.filter(({ cause }) => CAUSES[cause].step === 'secrets'),
    'none where it should not be',
  );
}

/** The kid of a key tool's set says which environment it is for: `name-PROD.2026-11-23`. */
const environmentIn = (kid: string): 'prod' | 'test' | undefined =>
  /-PROD\./.test(kid) ? 'prod' : /-TEST\./.test(kid) ? 'test' : undefined;

export async function key(at: Examination): Promise<Outcome> {
  try {
    const signer = await at.settings.key.signer();
    at.signer = signer;
    const { kid, x5c } = signer.header;
    const seen = `${signer.algorithm}, ${[kid === undefined ? undefined : `kid ${kid}`, x5c && `${x5c.length} certificates`].filter(Boolean).join(', ')}`;
    const made = kid === undefined ? undefined : environmentIn(kid);
    const here = at.environment?.name === 'prod' ? 'prod' : 'test';
    return made !== undefined && made !== here
      ? warn('key-of-other-environment', `${seen}: made for ${made}, used in ${at.environment?.name}`)
      : ok(seen);
  } catch (error) {
    return fail(causeOfKey(error), briefly(error));
  }
}

const day = (date: Date): string => date.toISOString().slice(0, 10);

export async function age(at: Examination): Promise<Outcome> {
  const { kid = '', x5c } = at.signer?.header ?? {};
  const now = at.serverNow();
  const [leaf] = x5c ?? [];
  if (leaf !== undefined && at.doors.certificate) {
    const { from, until, subject } = at.doors.certificate(leaf);
    const seen = `${subject}, valid from ${day(from)} to ${day(until)}`;
    if (from.getTime() > now || until.getTime() <= now) return fail('certificate-expired', seen);
    return until.getTime() - now < SOON_DAYS * DAY_MS ? warn('certificate-expires-soon', seen) : ok(seen);
  }
  const made = /\.(\d{4}-\d{2}-\d{2})\b/.exec(kid)?.[1];
  if (made === undefined) return skip('the key has no certificate, and its kid no date');
  const days = Math.floor((now - Date.parse(made)) / DAY_MS);
  const seen = `made ${made}, ${days} ${days === 1 ? 'day' : 'days'} ago`;
  return days > OLD_KEY_DAYS ? warn('key-old', seen) : ok(seen);
}
