import { check } from '../check.ts';
import type { Principal } from '../pdp/subject.ts';

type Claims = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown): number | undefined => {
  const found = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
};
const record = (value: unknown): Claims => (typeof value === 'object' && value !== null ? (value as Claims) : {});

/** The nine digits of `{authority, ID: "0192:…"}`; sub-units have more parts after them. */
const organisation = (value: unknown): string | undefined => {
  const { authority, ID } = record(value);
  return authority === 'iso6523-actorid-upis'
    ? /^(?:0192|9908):(\d{9})(?::|$)/.exec(typeof ID === 'string' ? ID : '')?.[1]
    : undefined;
};

/** The `authorization_details` element of a type, whether the claim is an array (Maskinporten) or an object (Altinn). */
const detail = (claims: Claims, type: string): Claims | undefined => {
  const details = claims['authorization_details'];
  const list = Array.isArray(details) ? details : details === undefined ? [] : [details];
  return list.map(record).find((element) => element['type'] === type);
};

function systemUserIn(claims: Claims): Principal['systemUser'] {
  const element = detail(claims, 'urn:altinn:systemuser');
  const ids = element?.['systemuser_id'];
  const id = text(Array.isArray(ids) ? ids[0] : ids);
  const owner = organisation(element?.['systemuser_org']);
  return id === undefined || owner === undefined
    ? undefined
    : { id, systemId: text(element?.['system_id']) ?? '', owner };
}

/**
 * Who verified claims speak of (altinn-authentication.md 7, maskinporten.md 3.2). Nothing is verified here.
 * @param issuer whose token the claims are of
 * @throws ConfigurationError
 */
export function principalOf(claims: Readonly<Record<string, unknown>>, issuer: Principal['issuer']): Principal {
  check(claims, 'claims', 'an object');
  check(issuer, 'issuer', 'a text');
  const systemUser = systemUserIn(claims);
  const consent = detail(claims, 'urn:altinn:consent');
  const userId = number(claims['urn:altinn:userid']);
  const serviceOwner = text(claims['urn:altinn:org']);
  const enterprise = claims['urn:altinn:authenticatemethod'] === 'virksomhetsbruker';
  const kind = systemUser
    ? 'systemUser'
    : enterprise
      ? 'enterpriseUser'
      : userId !== undefined
        ? 'person'
        : serviceOwner === undefined
          ? 'organisation'
          : 'serviceOwner';
  const optional = {
    clientId: text(claims['client_id']),
    level: number(claims['urn:altinn:authlevel']),
    consumer: organisation(claims['consumer']) ?? text(claims['urn:altinn:orgNumber']),
    supplier: organisation(claims['supplier']),
    delegationSource: text(claims['delegation_source']),
    serviceOwner,
    userId,
    partyId: number(claims['urn:altinn:partyid']),
    partyUuid: text(claims['urn:altinn:party:uuid']),
    pid: text(claims['pid']),
    systemUser,
    consent,
  };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const scopes = new Set((text(claims['scope']) ?? '').split(' ').filter(Boolean));
  return Object.freeze({ kind, issuer, scopes, claims, ...known }) as Principal;
}
