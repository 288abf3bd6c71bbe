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
  };
}
