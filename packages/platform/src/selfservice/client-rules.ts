import { isOrganizationNumber, isPathSegment } from '../foundation/index.ts';
import { keptFields } from './kept-fields.ts';
import {
  APPLICATION_TYPES,
  type ApplicationType,
  AUTH_METHODS,
  type AuthMethod,
  GRANT_TYPES,
  type GrantType,
  INTEGRATION_TYPES,
  type IntegrationType,
  JWT_BEARER,
} from './model.ts';
import { type FieldError, invalid, type Parameters, type RefusalCode } from './refusals.ts';

/** What a POST or PUT of a client says, checked. */
export interface ClientInput {
  readonly clientId?: string;
  readonly organization?: string;
  readonly supplier?: string;
  readonly active: boolean;
  readonly integrationType: IntegrationType;
  readonly applicationType: ApplicationType;
  readonly authMethod: AuthMethod;
  readonly grantTypes: readonly GrantType[];
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
  readonly accessTokenLifetime: number;
  readonly others: Readonly<Record<string, unknown>>;
}

const DEFAULT_LIFETIME_S = 120;
const MAX_LIFETIME_S = 86_400;
const MAX_SCOPE_LENGTH = 300;
const CLIENT_ID = /^[A-Za-z0-9._-]{1,100}$/;
/** Client types that get their tokens by JWT grant. */
const BY_GRANT: ReadonlySet<IntegrationType> = new Set(['maskinporten', 'krr', 'eformidling']);

type Wrong = (field: string, message: string, code?: RefusalCode, parameters?: Parameters) => void;

/** Checks the body of a client (maskinporten.md 6.3). @throws Refusal 400 that names every field that is wrong */
export function acceptClient(body: unknown): ClientInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid([{ field: 'body', message: 'must be a JSON object' }]);
  const input = body as Record<string, unknown>;
  const errors: FieldError[] = [];
  const wrong: Wrong = (field, message, code = 'invalid', parameters = {}) =>
    errors.push({ field, message, code, parameters });
  const name = text(input, 'client_name', true, wrong);
  const description = text(input, 'description', false, wrong);
  const integrationType = INTEGRATION_TYPES.find((type) => type === input['integration_type']);
  if (!integrationType) wrong('integration_type', `must be one of ${INTEGRATION_TYPES.join(', ')}`);
  const kind = kindOf(input, integrationType, wrong);
  const organization = organizationNumber(input, 'client_orgno', wrong);
  const supplier = organizationNumber(input, 'supplier_orgno', wrong);
  const clientId = input['client_id'] ?? undefined;
  if (clientId !== undefined && !(typeof clientId === 'string' && CLIENT_ID.test(clientId) && isPathSegment(clientId)))
    wrong('client_id', 'must be 1 to 100 letters, digits, ".", "_" or "-", and not "." or ".."');
  const active = input['active'] ?? true;
  if (typeof active !== 'boolean') wrong('active', 'must be true or false');
  if (typeof input['jwks_uri'] === 'string' && input['jwks_uri'] !== '')
    wrong('jwks_uri', 'cannot be set: upload the keys to /clients/{id}/jwks');
  const accessTokenLifetime = lifetime(input['access_token_lifetime'], wrong);
  const scopes = scopeNames(input['scopes'], wrong);
  const others = keptFields(input, wrong);
  if (integrationType === 'idporten' || integrationType === 'api_klient')
    checkRedirects(others, kind.applicationType, wrong);
  if (errors.length > 0 || !integrationType) throw invalid(errors);
  return {
    active: active === true,
    integrationType,
    ...kind,
    name,
    description,
    scopes,
    accessTokenLifetime,
    others,
    ...(typeof clientId === 'string' ? { clientId } : {}),
    ...(organization === undefined ? {} : { organization }),
    ...(supplier === undefined ? {} : { supplier }),
  };
}

const RETURNS = ['redirect_uris', 'post_logout_redirect_uris'] as const;
/** What a browser would run or show instead of calling a program. */
const NO_PROGRAM: ReadonlySet<string> = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:']);

/** Where a login may return to (RFC 6749 section 3.1.2): web pages, and for native programs schemes of their own. */
function checkRedirects(others: Readonly<Record<string, unknown>>, type: ApplicationType, wrong: Wrong): void {
  for (const field of RETURNS) {
    const uris = others[field];
    for (const uri of Array.isArray(uris) ? (uris as string[]) : []) {
      const url = URL.parse(uri);
      const web = url?.protocol === 'https:' || url?.protocol === 'http:';
      if (!url || uri.includes('#') || NO_PROGRAM.has(url.protocol) || (type !== 'native' && !web))
        wrong(field, `must hold absolute addresses without fragment${type === 'native' ? '' : ', https or http'}`);
    }
  }
}

const MAX_TEXT = 255;

function text(input: Record<string, unknown>, field: string, required: boolean, wrong: Wrong): string {
  const value = input[field];
  if (value === undefined || value === null || value === '') {
    if (required) wrong(field, 'is required', 'required');
    return '';
  }
  if (typeof value !== 'string') wrong(field, 'must be a string');
  else if (value.length > MAX_TEXT)
    wrong(field, `may have at most ${MAX_TEXT} characters`, 'too-long', { max: MAX_TEXT });
  else return value;
  return '';
}

function organizationNumber(input: Record<string, unknown>, field: string, wrong: Wrong): string | undefined {
  const value = input[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'string' && isOrganizationNumber(value)) return value;
  wrong(field, 'must be an organisation number: nine digits with a valid check digit', 'organization-number');
  return undefined;
}

/** Application type, authentication and grants: fixed for Maskinporten, one of the known for other client types. */
function kindOf(
  input: Record<string, unknown>,
  integrationType: IntegrationType | undefined,
  wrong: Wrong,
): Pick<ClientInput, 'applicationType' | 'authMethod' | 'grantTypes'> {
  const byGrant = integrationType === undefined || BY_GRANT.has(integrationType);
  const applicationType = input['application_type'] ?? 'web';
  const authMethod = input['token_endpoint_auth_method'] ?? 'private_key_jwt';
  const grantTypes = input['grant_types'] ?? [byGrant ? JWT_BEARER : 'authorization_code'];
  if (integrationType === 'maskinporten') {
    if (applicationType !== 'web') wrong('application_type', 'must be web for a Maskinporten client');
    if (authMethod !== 'private_key_jwt')
      wrong('token_endpoint_auth_method', 'must be private_key_jwt for a Maskinporten client');
    if (!Array.isArray(grantTypes) || grantTypes.length !== 1 || grantTypes[0] !== JWT_BEARER)
      wrong('grant_types', `must be exactly ["${JWT_BEARER}"] for a Maskinporten client`);
  } else if (integrationType !== undefined) {
    if (!(APPLICATION_TYPES as readonly unknown[]).includes(applicationType))
      wrong('application_type', `must be one of ${APPLICATION_TYPES.join(', ')}`);
    if (!(AUTH_METHODS as readonly unknown[]).includes(authMethod))
      wrong('token_endpoint_auth_method', `must be one of ${AUTH_METHODS.join(', ')}`);
    if (!Array.isArray(grantTypes) || !grantTypes.every((one) => (GRANT_TYPES as readonly unknown[]).includes(one)))
      wrong('grant_types', `must be a list of ${GRANT_TYPES.join(', ')}`);
  }
  return {
    applicationType: applicationType as ApplicationType,
    authMethod: authMethod as AuthMethod,
    grantTypes: Array.isArray(grantTypes) ? [...new Set(grantTypes as GrantType[])] : [],
  };
}

function lifetime(value: unknown, wrong: Wrong): number {
  if (value === undefined || value === null) return DEFAULT_LIFETIME_S;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MAX_LIFETIME_S) return value;
  wrong('access_token_lifetime', `must be a whole number of seconds from 1 to ${MAX_LIFETIME_S}`, 'seconds', {
    min: 1,
    max: MAX_LIFETIME_S,
  });
  return DEFAULT_LIFETIME_S;
}

/** How many is bounded by the size of the body only (maskinporten.md 10). */
function scopeNames(value: unknown, wrong: Wrong): readonly string[] {
  if (value === undefined || value === null) return [];
  if (
    Array.isArray(value) &&
    value.every((scope) => typeof scope === 'string' && scope !== '' && scope.length <= MAX_SCOPE_LENGTH)
  )
    return [...new Set(value as string[])];
  wrong('scopes', 'must be a list of scope names');
  return [];
}
