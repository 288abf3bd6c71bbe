import { isOrganizationNumber, iso6523, isUuid } from '../foundation/index.ts';
import { refuse } from './refusals.ts';

/** A system user that Altinn knows (maskinporten.md 2.5). */
export interface FoundSystemUser {
  readonly id: string;
  readonly systemId: string;
}

/** A consent that Altinn knows, in the form of the token (maskinporten.md 3.3). */
export interface FoundConsent {
  readonly id: string;
  readonly from: string;
  /** Organisation number. */
  readonly to: string;
  readonly consented: string;
  readonly validTo: string;
  readonly consentRights: readonly unknown[];
}

export interface AltinnLookups {
  systemUser(query: {
    clientId: string;
    systemProviderOrgNo: string;
    systemUserOwnerOrgNo: string;
    externalRef?: string;
  }): Promise<FoundSystemUser | undefined>;
  consent(id: string): Promise<FoundConsent | undefined>;
}

const SYSTEM_USER = 'urn:altinn:systemuser';
const CONSENT = 'urn:altinn:consent';
export const DETAIL_TYPES = [SYSTEM_USER, CONSENT] as const;

const FIELDS: Readonly<Record<string, ReadonlySet<string>>> = {
  [SYSTEM_USER]: new Set(['type', 'systemuser_org', 'externalRef']),
  [CONSENT]: new Set(['type', 'id', 'from']),
};
const EXTERNAL_REF = /^[a-zA-Z0-9øØæÆåÅ_-]{1,255}$/;
const CONSENT_FROM = /^urn:altinn:(person:identifier-no:\d{11}|organization:identifier-no:\d{9})$/;

const wrong = (
  code: 'details-type' | 'details-fields' | 'details-malformed' | 'system-user-unknown' | 'consent-unknown',
  description: string,
  remedy: string,
) => refuse(code, `Invalid authorization details. ${description}`, { remedy });

/** The one element of a request, checked for form. */
export type Details =
  | { readonly type: typeof SYSTEM_USER; readonly owner: string; readonly externalRef?: string }
  | { readonly type: typeof CONSENT; readonly id: string; readonly from: string };

/** Reads `authorization_details` (RFC 9396). @throws Refusal MP-301, MP-302, MP-303 */
export function readDetails(value: unknown): Details | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length !== 1)
    throw wrong(
      'details-malformed',
      'There must be exactly one element',
      'Send a list with one element; ask for several tokens if you need several.',
    );
  const element: unknown = value[0];
  if (typeof element !== 'object' || element === null || Array.isArray(element))
    throw wrong('details-malformed', 'The element must be an object', 'Send [{"type":"urn:altinn:systemuser", …}].');
  const details = element as Record<string, unknown>;
  const type = DETAIL_TYPES.find((known) => known === details['type']);
  if (!type)
    throw wrong('details-type', 'Unknown authorization details type', `Use one of ${DETAIL_TYPES.join(', ')}.`);
  const unknown = Object.keys(details).find((name) => !FIELDS[type]?.has(name));
  if (unknown !== undefined)
    throw wrong(
      'details-fields',
      `Unknown fields in the authorization details: ${JSON.stringify(unknown.slice(0, 60))}`,
      `Allowed are: ${[...(FIELDS[type] ?? [])].join(', ')}.`,
    );
  return type === SYSTEM_USER ? readSystemUser(details) : readConsent(details);
}

function readSystemUser(details: Record<string, unknown>): Details {
  const org = details['systemuser_org'];
  const { authority, ID } = (typeof org === 'object' && org !== null ? org : {}) as Record<string, unknown>;
  const owner = typeof ID === 'string' && ID.startsWith('0192:') ? ID.slice(5) : '';
  if (authority !== 'iso6523-actorid-upis' || !isOrganizationNumber(owner))
    throw wrong(
      'details-malformed',
      'systemuser_org is not an organisation',
      'Send {"authority":"iso6523-actorid-upis","ID":"0192:<nine digits>"} of the business that owns the system user.',
    );
  const { externalRef } = details;
  if (externalRef === undefined) return { type: SYSTEM_USER, owner };
  if (typeof externalRef !== 'string' || !EXTERNAL_REF.test(externalRef))
    throw wrong(
      'details-fields',
      'externalRef has characters that are not allowed',
      'Use letters, digits, "_" and "-", at most 255.',
    );
  return { type: SYSTEM_USER, owner, externalRef };
}

function readConsent(details: Record<string, unknown>): Details {
  const { id, from } = details;
  if (typeof id !== 'string' || !isUuid(id))
    throw wrong('details-malformed', 'id is not a UUID', 'Send the id of the consent request.');
  if (typeof from !== 'string' || !CONSENT_FROM.test(from))
    throw wrong(
      'details-malformed',
      'from is not a person or an organisation',
      'Send urn:altinn:person:identifier-no:… or urn:altinn:organization:identifier-no:….',
    );
  return { type: CONSENT, id: id.toLowerCase(), from };
}

/** What the token says of the details, after asking Altinn. @throws Refusal MP-303 */
export async function enrich(
  details: Details,
  lookups: AltinnLookups,
  grant: { clientId: string; organization: string; consumer: string },
): Promise<Readonly<Record<string, unknown>>> {
  if (details.type === CONSENT) return consentElement(details, lookups, grant.consumer);
  const found = await lookups.systemUser({
    clientId: grant.clientId,
    systemProviderOrgNo: grant.organization,
    systemUserOwnerOrgNo: details.owner,
    ...(details.externalRef === undefined ? {} : { externalRef: details.externalRef }),
  });
  if (!found)
    throw wrong(
      'system-user-unknown',
      'System user not found',
      `No approved system user of ${details.owner} for a system with this client id${details.externalRef ? ` and externalRef ${details.externalRef}` : ''}: register the client id on the system, let the customer approve, and repeat the externalRef that was set at creation.`,
    );
  return {
    type: SYSTEM_USER,
    systemuser_id: [found.id],
    system_id: found.systemId,
    systemuser_org: iso6523(details.owner),
  };
}

async function consentElement(
  details: Extract<Details, { type: typeof CONSENT }>,
  lookups: AltinnLookups,
  consumer: string,
) {
  const consent = await lookups.consent(details.id);
  if (!consent || consent.from !== details.from || consent.to !== consumer)
    throw wrong(
      'consent-unknown',
      'Consent not found',
      'The consent must exist, be given, still be valid, come from the party in "from" and be given to the organisation that the token is for.',
    );
  return {
    type: CONSENT,
    id: consent.id,
    from: consent.from,
    to: iso6523(consent.to),
    consented: consent.consented,
    validTo: consent.validTo,
    consentRights: consent.consentRights,
  };
}
