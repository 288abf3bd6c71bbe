import type { MaskinportenOptions } from '../options.ts';
import type { Remark } from './model.ts';
import { isPrivateKey } from './redact.ts';

type Variables = Readonly<Record<string, string | undefined>>;
type Kind = 'local' | 'test' | 'prod';

/** Variables that say where something is, and how. */
const PLACES = [
  'MASKINPORTEN_ENVIRONMENT',
  'MASKINPORTEN_ENV',
  'MASKINPORTEN_WELL_KNOWN_URL',
  'MASKINPORTEN_ISSUER',
  'MASKINPORTEN_TOKEN_ENDPOINT',
  'ALTINN_ENVIRONMENT',
  'ALTINN_PLATFORM_URL',
] as const;

const NAMES: Readonly<Record<string, Kind>> = {
  local: 'local',
  prod: 'prod',
  test: 'test',
  ver1: 'test',
  ver2: 'test',
};

/** The environment that a name or an address is of; undefined for one that is not known here. */
function kindOf(value: string): Kind | undefined {
  const name = value.trim().toLowerCase();
  if (NAMES[name]) return NAMES[name];
  if (/^(?:tt02|at2\d|yt01)$/.test(name)) return 'test';
  const host = URL.canParse(value) ? new URL(value).hostname : '';
  if (/(?:^|\.)maskinporten\.no$/.test(host)) return /(?:^|\.)test\./.test(host) ? 'test' : 'prod';
  if (/\.altinn\.cloud$/.test(host) || /(?:^|\.)tt02\.altinn\.no$/.test(host)) return 'test';
  if (/(?:^|\.)altinn\.no$/.test(host)) return 'prod';
  return /^(?:localhost|\[::1\]|127\.[\d.]+)$|\.localhost$/.test(host) ? 'local' : undefined;
}

/** What settings that lie in variables say against each other; nothing of their values but names and addresses. */
export function contradictionsIn(env: Variables): readonly Remark[] {
  const places = PLACES.flatMap((name) => {
    const value = env[name];
    const kind = value ? kindOf(value) : undefined;
    return kind ? [{ name, kind }] : [];
  });
  const kinds = new Set(places.map(({ kind }) => kind));
  const dotnet = env['MaskinportenSettings__ClientId'];
  const canonical = env['MASKINPORTEN_CLIENT_ID'];
  return [
    ...(kinds.size > 1
      ? [
          {
            cause: 'environments-mixed' as const,
            state: 'FAIL' as const,
            seen: places.map(({ name, kind }) => `${name} is of ${kind}`).join(', '),
          },
        ]
      : []),
    ...(dotnet && canonical && dotnet !== canonical
      ? [
          {
            cause: 'client-ids-two' as const,
            state: 'WARN' as const,
            seen: 'MASKINPORTEN_CLIENT_ID and MaskinportenSettings__ClientId differ; the first is used',
          },
        ]
      : []),
  ];
}

/** Where white space is refused with a word that does not name it; quotes are a fault everywhere but in a password. */
const EXACT = /CLIENT_?ID|_KID$|__Kid$|_ORG$|ISSUER|_URL$|ENDPOINT|EXTERNAL_REF/i;
const SCOPES = /^(?:MASKINPORTEN_SCOPES?|MaskinportenSettings(?:__|:)Scope)$/i;

/** What a shell, a file for containers or a paste has left round a value or between scopes; names alone, for the value may be secret. */
export function leftoversIn(env: Variables): readonly Remark[] {
  return Object.entries(env).flatMap(([name, value = '']): Remark[] => {
    if (!OURS.test(name) || /PASSWORD/i.test(name)) return [];
    const remark = (cause: Remark['cause'], seen: string): Remark[] => [{ cause, state: 'FAIL', seen }];
    if (/^\s*(["'`])[\s\S]*\1\s*$/.test(value))
      return remark('value-wrapped', `${name} begins and ends with a quotation mark`);
    if (value.trim() !== '' && EXACT.test(name) && value !== value.trim())
      return remark('value-wrapped', `${name} has white space round it`);
    return SCOPES.test(name) && /[,;]/.test(value)
      ? remark('scopes-run-together', `${name} has a comma or a semicolon`)
      : [];
  });
}

/** What the settings say against each other, wherever they were read. */
export function contradictionsOf(settings: MaskinportenOptions, issuer: string): readonly Remark[] {
  const { altinn } = settings;
  if (typeof altinn !== 'object') return [];
  const { environment, testOrg } = altinn;
  const place = typeof environment === 'object' ? environment.platform : environment;
  const [here, there] = [kindOf(issuer), place === undefined ? undefined : kindOf(place)];
  return [
    ...(here && there && here !== there
      ? [
          {
            cause: 'environments-mixed' as const,
            state: 'FAIL' as const,
            seen: `the token is of ${here}, and is to be exchanged in ${there}`,
          },
        ]
      : []),
    ...(testOrg && (there ?? here) === 'prod'
      ? [{ cause: 'test-org-in-prod' as const, state: 'WARN' as const, seen: 'the test organisation is asked for' }]
      : []),
  ];
}

const KEY_NAME = /JWK|PRIVATE_KEY|PKCS12|KEYSTORE|EncodedX509/i;
const OURS = /^(?:MASKINPORTEN|ALTINN|PORTVAKT)|^MaskinportenSettings(?:__|:)/i;
const PUBLIC = /^(?:NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY)_/;

/** Secrets that stand where they should not; names alone are told. */
export function misplacedSecrets(env: Variables): readonly Remark[] {
  return Object.entries(env).flatMap(([name, value]): Remark[] => {
    if (!value) return [];
    if (PUBLIC.test(name) && isPrivateKey(value))
      return [{ cause: 'secret-in-public-variable', state: 'WARN', seen: name }];
    if (!OURS.test(name)) return [];
    if (!KEY_NAME.test(name) && isPrivateKey(value))
      return [{ cause: 'secret-in-wrong-setting', state: 'WARN', seen: name }];
    if (URL.canParse(value) && new URL(value).password !== '')
      return [{ cause: 'secret-in-url', state: 'WARN', seen: name }];
    return [];
  });
}

const SECRET_NAME = /JWK|PRIVATE_KEY$|PKCS12_BASE64|PASSWORD|SECRET$|TOKEN$|EncodedX509|PASSPHRASE/i;
/** Names of what holds keys: no secrets, unless a key or a part of one was put there by mistake. */
const PLACE_NAME = /JWK_(?:NAME|STORE)$/i;
const LIKE_KEY = /^\s*(?:ey|\{|\[)|BEGIN/;

/** The values that no output may hold: by the name of their setting, or because they are private keys. */
export const secretsIn = (values: Variables): readonly string[] =>
  Object.entries(values).flatMap(([name, value]) => {
    if (!value) return [];
    const isPlace = PLACE_NAME.test(name) && value.length <= 100 && !LIKE_KEY.test(value);
    if ((SECRET_NAME.test(name) && !isPlace) || isPrivateKey(value)) return [value];
    const password = URL.canParse(value) ? new URL(value).password : '';
    return password === '' ? [] : [decodeURIComponent(password)];
  });
