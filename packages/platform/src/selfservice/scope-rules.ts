import { type FieldError, invalid } from './errors.ts';
import { INTEGRATION_TYPES, type IntegrationType, type ScopeRecord } from './model.ts';

const SUBSCOPE = /^[a-zæøåA-ZÆØÅ0-9_\-./:]{1,200}$/;
const PREFIX = /^[a-z0-9][a-z0-9-]{0,49}$/;

export type ScopeInput = Omit<ScopeRecord, 'name' | 'owner' | 'created' | 'lastUpdated'>;

/** Checks the body of a scope (maskinporten.md 5.2). @throws ApiError 400 that names every field that is wrong */
export function acceptScope(body: unknown): ScopeInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid([{ field: 'body', message: 'must be a JSON object' }]);
  const input = body as Record<string, unknown>;
  const errors: FieldError[] = [];
  const wrong = (field: string, message: string) => errors.push({ field, message });
  const text = (field: string, max: number): string | undefined => {
    const value = input[field] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length <= max) return value;
    wrong(field, `must be a string of at most ${max} characters`);
    return undefined;
  };
  const flag = (field: string, fallback: boolean): boolean => {
    const value = input[field] ?? fallback;
    if (typeof value !== 'boolean') wrong(field, 'must be true or false');
    return value === true;
  };
  const seconds = (field: string): number | undefined => {
    const value = input[field] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    wrong(field, 'must be a whole number of seconds, 0 or more');
    return undefined;
  };
  const prefix = text('prefix', 50) ?? '';
  const subscope = text('subscope', 200) ?? '';
  if (!PREFIX.test(prefix)) wrong('prefix', 'is required: the prefix that your organisation owns');
  if (!SUBSCOPE.test(subscope)) wrong('subscope', 'is required: letters, digits, "/", ".", ":", "_" and "-"');
  const description = text('description', 255) ?? '';
  if (description === '') wrong('description', 'is required');
  const visibility = input['visibility'] ?? 'PUBLIC';
  if (visibility !== 'PUBLIC' && visibility !== 'PRIVATE' && visibility !== 'INTERNAL')
    wrong('visibility', 'must be PUBLIC, PRIVATE or INTERNAL');
  const longDescription = text('long_description', 1023);
  const delegationSource = text('delegation_source', 255);
  const enforcedAud = text('enforced_aud_for_access_token', 500);
  const atMaxAge = seconds('at_max_age');
  const authorizationMaxLifetime = seconds('authorization_max_lifetime');
  const scope: ScopeInput = {
    prefix,
    subscope,
    description,
    visibility: visibility as ScopeRecord['visibility'],
    active: flag('active', true),
    accessibleForAll: flag('accessible_for_all', false),
    integrationTypes: integrationTypes(input['allowed_integration_types'], wrong),
    requiresUserConsent: flag('requires_user_consent', false),
    requiresUserAuthentication: flag('requires_user_authentication', false),
    requiresPseudonymousTokens: flag('requires_pseudonymous_tokens', false),
    ...(longDescription === undefined ? {} : { longDescription }),
    ...(delegationSource === undefined ? {} : { delegationSource }),
    ...(enforcedAud === undefined ? {} : { enforcedAud }),
    ...(atMaxAge === undefined ? {} : { atMaxAge }),
    ...(authorizationMaxLifetime === undefined ? {} : { authorizationMaxLifetime }),
  };
  if (errors.length > 0) throw invalid(errors);
  return scope;
}

function integrationTypes(value: unknown, wrong: (field: string, message: string) => void): readonly IntegrationType[] {
  const list = value ?? ['maskinporten'];
  if (Array.isArray(list) && list.every((type) => (INTEGRATION_TYPES as readonly unknown[]).includes(type)))
    return [...new Set(list as IntegrationType[])];
  wrong('allowed_integration_types', `must be a list of ${INTEGRATION_TYPES.join(', ')}`);
  return [];
}
