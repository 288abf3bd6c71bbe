import { isOrganizationNumber } from '../foundation/index.ts';
import { type FieldError, invalid } from './errors.ts';
import { INTEGRATION_TYPES, type IntegrationType, JWT_BEARER } from './model.ts';

/** What a POST or PUT of a client says, checked. */
export interface ClientInput {
  readonly clientId?: string;
  readonly organization?: string;
  readonly active: boolean;
  readonly integrationType: IntegrationType;
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
  readonly accessTokenLifetime: number;
  readonly others: Readonly<Record<string, unknown>>;
}

const DEFAULT_LIFETIME_S = 120;
const MAX_LIFETIME_S = 86_400;
const MAX_SCOPES = 500;
const CLIENT_ID = /^[A-Za-z0-9._-]{1,100}$/;

/** Fields that are kept and given back although Maskinporten ignores them (maskinporten.md 6.3). */
const KEPT: ReadonlySet<string> = new Set(
  'authorization_lifetime refresh_token_lifetime refresh_token_usage redirect_uris post_logout_redirect_uris frontchannel_logout_uri frontchannel_logout_session_required code_challenge_method sso_disabled logo_uri client_uri'.split(
    ' ',
  ),
);

/** Checks the body of a client (maskinporten.md 6.3). @throws ApiError 400 that names every field that is wrong */
export function acceptClient(body: unknown): ClientInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid([{ field: 'body', message: 'must be a JSON object' }]);
  const input = body as Record<string, unknown>;
  const errors: FieldError[] = [];
  const wrong = (field: string, message: string) => errors.push({ field, message });
  const text = (field: string, max: number, required: boolean): string => {
    const value = input[field];
    if (value === undefined || value === null || value === '') {
      if (required) wrong(field, 'is required');
      return '';
    }
    if (typeof value !== 'string') wrong(field, 'must be a string');
    else if (value.length > max) wrong(field, `may have at most ${max} characters`);
    else return value;
    return '';
  };
  const name = text('client_name', 255, true);
  const description = text('description', 255, false);
  const integrationType = INTEGRATION_TYPES.find((type) => type === input['integration_type']);
  if (!integrationType) wrong('integration_type', `must be one of ${INTEGRATION_TYPES.join(', ')}`);
  if (integrationType === 'maskinporten') checkFixedFields(input, wrong);
  const organization = input['client_orgno'];
  if (
    organization !== undefined &&
    organization !== null &&
    !(typeof organization === 'string' && isOrganizationNumber(organization))
  )
    wrong('client_orgno', 'must be an organisation number: nine digits with a valid check digit');
  const clientId = input['client_id'];
  if (clientId !== undefined && clientId !== null && !(typeof clientId === 'string' && CLIENT_ID.test(clientId)))
    wrong('client_id', 'must be 1 to 100 letters, digits, ".", "_" or "-"');
  const active = input['active'] ?? true;
  if (typeof active !== 'boolean') wrong('active', 'must be true or false');
  const accessTokenLifetime = lifetime(input['access_token_lifetime'], wrong);
  const scopes = scopeNames(input['scopes'], wrong);
  if (errors.length > 0 || !integrationType) throw invalid(errors);
  return {
    active: active === true,
    integrationType,
    name,
    description,
    scopes,
    accessTokenLifetime,
    others: Object.fromEntries(Object.entries(input).filter(([field]) => KEPT.has(field))),
    ...(typeof clientId === 'string' ? { clientId } : {}),
    ...(typeof organization === 'string' ? { organization } : {}),
  };
}

type Wrong = (field: string, message: string) => void;

function checkFixedFields(input: Record<string, unknown>, wrong: Wrong): void {
  if ((input['application_type'] ?? 'web') !== 'web')
    wrong('application_type', 'must be web for a Maskinporten client');
  if ((input['token_endpoint_auth_method'] ?? 'private_key_jwt') !== 'private_key_jwt')
    wrong('token_endpoint_auth_method', 'must be private_key_jwt for a Maskinporten client');
  const grants = input['grant_types'] ?? [JWT_BEARER];
  if (!Array.isArray(grants) || grants.length !== 1 || grants[0] !== JWT_BEARER)
    wrong('grant_types', `must be exactly ["${JWT_BEARER}"] for a Maskinporten client`);
}

function lifetime(value: unknown, wrong: Wrong): number {
  if (value === undefined || value === null) return DEFAULT_LIFETIME_S;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= MAX_LIFETIME_S) return value;
  wrong('access_token_lifetime', `must be a whole number of seconds from 1 to ${MAX_LIFETIME_S}`);
  return DEFAULT_LIFETIME_S;
}

function scopeNames(value: unknown, wrong: Wrong): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > MAX_SCOPES || value.some((scope) => typeof scope !== 'string')) {
    wrong('scopes', `must be a list of at most ${MAX_SCOPES} scope names`);
    return [];
  }
  return [...new Set(value as string[])];
}
