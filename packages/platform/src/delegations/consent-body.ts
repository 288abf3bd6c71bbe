import { isOrganizationNumber, isoTime, isPersonNumber, isUuid } from '../foundation/index.ts';
import { invalidMembers } from '../http/index.ts';
import { refuse } from './refusals.ts';
import type { ConsentRight } from './types.ts';

export const PERSON_URN = 'urn:altinn:person:identifier-no:';
export const ORGANIZATION_URN = 'urn:altinn:organization:identifier-no:';

/** A consent request that is well formed; nothing in it has been looked up. */
export interface ConsentBody {
  readonly id?: string;
  readonly fromUrn: string;
  readonly toOrganization: string;
  /** ms since the epoch */
  readonly validTo: number;
  readonly rights: readonly ConsentRight[];
  readonly requestMessage?: Readonly<Record<string, string>>;
  readonly redirectUrl?: string;
}

const MAX_RIGHTS = 20;
const MAX_TEXT = 2000;
const LANGUAGES: ReadonlySet<string> = new Set(['nb', 'nn', 'en']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the body of POST consentrequests. @throws Refusal 400 naming every member that is wrong */
export function readConsentBody(body: unknown, now: number): ConsentBody {
  if (!isObject(body)) throw refuse('consent-malformed', 'send a JSON object');
  const errors: Record<string, string[]> = {};
  const wrong = (member: string, text: string) => {
    errors[member] = [...(errors[member] ?? []), text];
  };
  const { id, from, to, validTo, consentRights, requestMessage, redirectUrl } = body;
  if (id !== undefined && !(typeof id === 'string' && isUuid(id))) wrong('id', 'must be a UUID');
  const person =
    typeof from === 'string' && from.startsWith(PERSON_URN) && isPersonNumber(from.slice(PERSON_URN.length));
  const organization = typeof from === 'string' && organizationIn(from) !== undefined;
  if (!person && !organization) wrong('from', `must be ${PERSON_URN}<11 digits> or ${ORGANIZATION_URN}<9 digits>`);
  const receiver = typeof to === 'string' ? organizationIn(to) : undefined;
  if (receiver === undefined) wrong('to', `must be ${ORGANIZATION_URN}<9 digits>`);
  const until = typeof validTo === 'string' ? isoTime(validTo) : Number.NaN;
  if (!Number.isFinite(until)) wrong('validTo', 'must be a date and time, e.g. 2027-01-01T00:00:00Z');
  else if (until <= now) wrong('validTo', 'is in the past');
  const rights = readRights(consentRights, wrong);
  if (requestMessage !== undefined && !isMessage(requestMessage))
    wrong('requestMessage', `must hold texts under nb, nn and en, each at most ${MAX_TEXT} characters`);
  if (redirectUrl !== undefined && !isHttpUrl(redirectUrl)) wrong('redirectUrl', 'must be an absolute https URL');
  if (Object.keys(errors).length > 0) throw invalidMembers(errors);
  return {
    ...(typeof id === 'string' ? { id } : {}),
    fromUrn: String(from),
    toOrganization: receiver ?? '',
    validTo: until,
    rights,
    ...(isMessage(requestMessage) ? { requestMessage } : {}),
    ...(typeof redirectUrl === 'string' ? { redirectUrl } : {}),
  };
}

function organizationIn(urn: string): string | undefined {
  const number = urn.startsWith(ORGANIZATION_URN) ? urn.slice(ORGANIZATION_URN.length) : '';
  return isOrganizationNumber(number) ? number : undefined;
}

function readRights(value: unknown, wrong: (member: string, text: string) => void): readonly ConsentRight[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_RIGHTS) {
    wrong('consentRights', `must be a list of 1 to ${MAX_RIGHTS} rights`);
    return [];
  }
  return value.flatMap((one: unknown, index): ConsentRight[] => {
    const right = readRight(one);
    if (!right)
      wrong(
        `consentRights[${index}]`,
        'must be {action: ["consent"], resource: [{type: "urn:altinn:resource", value}], metaData?: {name: text}}',
      );
    return right ? [right] : [];
  });
}

function readRight(value: unknown): ConsentRight | undefined {
  if (!isObject(value)) return undefined;
  const { action, resource, metaData, metadata = metaData } = value;
  const actions = Array.isArray(action) && action.length > 0 && action.length <= 10 && action.every(isShortText);
  if (!actions || !Array.isArray(resource) || resource.length !== 1) return undefined;
  const [only] = resource as unknown[];
  if (!isObject(only) || only['type'] !== 'urn:altinn:resource' || !isShortText(only['value'])) return undefined;
  const kept = { action: action as string[], resource: [{ type: 'urn:altinn:resource', value: only['value'] }] };
  if (metadata === undefined || metadata === null) return kept;
  if (!isObject(metadata)) return undefined;
  const entries = Object.entries(metadata);
  if (entries.length > 20 || !entries.every(([name, text]) => name.length <= 100 && isShortText(text)))
    return undefined;
  return { ...kept, metadata: Object.fromEntries(entries) as Record<string, string> };
}

const isShortText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 255;

const isMessage = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) &&
  Object.entries(value).every(
    ([language, text]) => LANGUAGES.has(language) && typeof text === 'string' && text.length <= MAX_TEXT,
  );

const isHttpUrl = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_TEXT && URL.canParse(value) && new URL(value).protocol === 'https:';
