/** Where the platform's surfaces are. All derive from one base URL, which has no final slash. */
export interface PlatformUrls {
  readonly base: string;
  /** `iss` of Maskinporten tokens and `aud` of grants, final slash included. */
  readonly maskinportenIssuer: string;
  /** `iss` of Altinn tokens, final slash included. */
  readonly altinnIssuer: string;
  readonly idportenIssuer: string;
  readonly selfservice: string;
  readonly portal: string;
  /** `delegation_source` of tokens, final slash included. */
  readonly delegationSource: string;
  /** Altinn's platform, and a service owner's apps, as links name them. */
  readonly altinn: string;
  readonly apps: (org: string) => string;
}

export function platformUrls(base: string): PlatformUrls {
  const root = base.replace(/\/+$/, '');
  return {
    base: root,
    maskinportenIssuer: `${root}/maskinporten/`,
    altinnIssuer: `${root}/authentication/api/v1/openid/`,
    idportenIssuer: `${root}/idporten`,
    selfservice: `${root}/selvbetjening`,
    portal: `${root}/`,
    delegationSource: `${root}/`,
    altinn: root,
    apps: () => root,
  };
}
