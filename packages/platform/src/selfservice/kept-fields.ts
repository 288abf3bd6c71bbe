/** Fields of a client that are kept and given back although Maskinporten ignores them (maskinporten.md 6.3). */
const MAX_URIS = 100;
const MAX_URI = 2000;

type Check = (value: unknown) => string | undefined;

const seconds: Check = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? undefined : 'must be whole seconds';
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const uri: Check = (value) =>
  typeof value === 'string' && value.length <= MAX_URI
    ? undefined
    : `must be a string of at most ${MAX_URI} characters`;
const uris: Check = (value) =>
  Array.isArray(value) && value.length <= MAX_URIS && value.every((one) => uri(one) === undefined)
    ? undefined
    : `must be a list of at most ${MAX_URIS} strings`;
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string) ? undefined : `must be ${allowed.join(' or ')}`;

const KEPT: ReadonlyMap<string, Check> = new Map([
  ['authorization_lifetime', seconds],
  ['refresh_token_lifetime', seconds],
  ['refresh_token_usage', oneOf('REUSE', 'ONETIME')],
  ['redirect_uris', uris],
  ['post_logout_redirect_uris', uris],
  ['frontchannel_logout_uri', uri],
  ['frontchannel_logout_session_required', flag],
  ['code_challenge_method', oneOf('none', 'S256')],
  ['sso_disabled', flag],
  ['logo_uri', uri],
  ['client_uri', uri],
]);

/** Those of the fields that the body has; null counts as left out. */
export function keptFields(
  input: Readonly<Record<string, unknown>>,
  wrong: (field: string, message: string) => void,
): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  for (const [field, check] of KEPT) {
    const value = input[field];
    if (value === undefined || value === null) continue;
    const fault = check(value);
    if (fault === undefined) kept[field] = value;
    else wrong(field, fault);
  }
  return kept;
}
