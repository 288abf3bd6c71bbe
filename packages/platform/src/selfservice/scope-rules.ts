import { INTEGRATION_TYPES, type IntegrationType, LANGUAGES, type Language, type ScopeRecord } from './model.ts';
import { type FieldError, invalid, type Parameters, type RefusalCode } from './refusals.ts';

const SUBSCOPE = /^[a-zæøåA-ZÆØÅ0-9_\-./:]{1,200}$/;
const PREFIX = /^[a-z0-9][a-z0-9-]{0,49}$/;

export type ScopeInput = Omit<ScopeRecord, 'name' | 'owner' | 'created' | 'lastUpdated'>;

const MAX_DESCRIPTION = 255;
const MAX_LONG_DESCRIPTION = 1023;
/** Control characters but the line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f]/;

/** Reads one field after the other and gathers what is wrong with them. */
class Fields {
  readonly errors: FieldError[] = [];
  readonly #input: Readonly<Record<string, unknown>>;

  constructor(input: Readonly<Record<string, unknown>>) {
    this.#input = input;
  }

  wrong(field: string, message: string, code: RefusalCode = 'invalid', parameters: Parameters = {}): undefined {
    this.errors.push({ field, message, code, parameters });
    return undefined;
  }

  /** Null counts as left out. */
  value(field: string): unknown {
    return this.#input[field] ?? undefined;
  }

  text(field: string, max: number): string | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value.length > max)
      return this.wrong(field, `must be a string of at most ${max} characters`, 'too-long', { max });
    return CONTROL.test(value) ? this.wrong(field, 'may hold no control characters', 'control-characters') : value;
  }

  flag(field: string, fallback: boolean): boolean {
    const value = this.value(field) ?? fallback;
    if (typeof value !== 'boolean') this.wrong(field, 'must be true or false');
    return value === true;
  }

  seconds(field: string): number | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    return this.wrong(field, 'must be a whole number of seconds, 0 or more', 'seconds', { min: 0 });
  }

  oneOf<T extends string>(field: string, allowed: readonly T[]): T | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    return allowed.find((one) => one === value) ?? this.wrong(field, `must be ${allowed.join(' or ')}`);
  }

  /** `description#nn` and so on. */
  translations(field: string, max: number): Partial<Record<Language, string>> | undefined {
    const entries = LANGUAGES.flatMap((language) => {
      const text = this.text(`${field}#${language}`, max);
      return text === undefined ? [] : [[language, text] as const];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }

  integrationTypes(field: string): readonly IntegrationType[] {
    const list = this.value(field) ?? ['maskinporten'];
    if (Array.isArray(list) && list.every((type) => (INTEGRATION_TYPES as readonly unknown[]).includes(type)))
      return [...new Set(list as IntegrationType[])];
    this.wrong(field, `must be a list of ${INTEGRATION_TYPES.join(', ')}`);
    return [];
  }
}

/** Leaves out what is undefined. */
const defined = <T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;

/** Checks the body of a scope (maskinporten.md 5.2). @throws Refusal 400 that names every field that is wrong */
export function acceptScope(body: unknown): ScopeInput {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid([{ field: 'body', message: 'must be a JSON object' }]);
  const fields = new Fields(body as Record<string, unknown>);
  const prefix = fields.text('prefix', 50) ?? '';
  const subscope = fields.text('subscope', 200) ?? '';
  if (!PREFIX.test(prefix)) fields.wrong('prefix', 'is required: the prefix that your organisation owns', 'required');
  if (!SUBSCOPE.test(subscope))
    fields.wrong('subscope', 'is required: letters, digits, "/", ".", ":", "_" and "-"', 'characters');
  const description = fields.text('description', MAX_DESCRIPTION) ?? '';
  if (description === '') fields.wrong('description', 'is required', 'required');
  const scope: ScopeInput = {
    prefix,
    subscope,
    description,
    visibility: fields.oneOf('visibility', ['PUBLIC', 'PRIVATE', 'INTERNAL'] as const) ?? 'PUBLIC',
    active: fields.flag('active', true),
    accessibleForAll: fields.flag('accessible_for_all', false),
    integrationTypes: fields.integrationTypes('allowed_integration_types'),
    tokenType: fields.oneOf('token_type', ['SELF_CONTAINED', 'OPAQUE'] as const) ?? 'SELF_CONTAINED',
    requiresUserConsent: fields.flag('requires_user_consent', false),
    requiresUserAuthentication: fields.flag('requires_user_authentication', false),
    requiresPseudonymousTokens: fields.flag('requires_pseudonymous_tokens', false),
    supportsEuropeanBusinesses: fields.flag('supports_european_businesses', false),
    protected: fields.flag('protected', false),
    ...defined({
      longDescription: fields.text('long_description', MAX_LONG_DESCRIPTION),
      descriptions: fields.translations('description', MAX_DESCRIPTION),
      longDescriptions: fields.translations('long_description', MAX_LONG_DESCRIPTION),
      delegationSource: fields.text('delegation_source', 255),
      enforcedAud: fields.text('enforced_aud_for_access_token', 500),
      atMaxAge: fields.seconds('at_max_age'),
      authorizationMaxLifetime: fields.seconds('authorization_max_lifetime'),
    }),
  };
  if (fields.errors.length > 0) throw invalid(fields.errors);
  return scope;
}
