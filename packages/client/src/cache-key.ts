import { utf8 } from './bytes.ts';
import type { Environment } from './environments.ts';
import type { AltinnOptions, NormalRequest } from './request.ts';

const VERSION = 'pv1';

export interface KeyParts {
  readonly environment: Environment;
  readonly clientId: string;
  readonly signer: string;
  readonly request: NormalRequest;
  readonly platform: string | undefined;
  readonly altinn: AltinnOptions | undefined;
}

/** Numbers and member order do not matter to what a token is for. */
const canonicalJson = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonicalJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, canonicalJson(member)]),
  );
};

/** Each field with its length before it, so that no two requests can look alike. */
const packed = (fields: readonly string[]): string => fields.map((field) => `${field.length}:${field}`).join('');

/** Everything that separates one token from another (client-library.md 7.3). Passwords enter by number, known only to this process. */
export function cacheKeys() {
  const passwords = new Map<string, string>();
  const sources = new WeakMap<object, string>();
  const mark = (password: string | (() => unknown)): string => {
    const fresh = () => crypto.randomUUID();
    if (typeof password === 'function') {
      const known = sources.get(password) ?? fresh();
      sources.set(password, known);
      return known;
    }
    const known = passwords.get(password) ?? fresh();
    passwords.set(password, known);
    return known;
  };
  return {
    canonical({ environment, clientId, signer, request, platform, altinn }: KeyParts): string {
      const user = altinn?.enterpriseUser;
      return packed([
        VERSION,
        environment.issuer,
        environment.tokenEndpoint ?? '',
        clientId,
        signer,
        packed(request.scopes),
        packed(request.resource),
        request.consumerOrg ?? '',
        request.pid ?? '',
        request.authorizationDetails === undefined ? '' : JSON.stringify(canonicalJson(request.authorizationDetails)),
        ...(platform === undefined
          ? []
          : [platform, String(altinn?.testOrg === true), user?.name ?? '', user ? mark(user.password) : '']),
      ]);
    },
    /** What a custom cache sees: `pv1:` and a digest. */
    async hash(key: string): Promise<string> {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(key)));
      return `${VERSION}:${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    },
  };
}
