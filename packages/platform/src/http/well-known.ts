const INSERTED = /^\/+\.well-known\/(oauth-authorization-server|openid-configuration)(\/[^?]*[^?/])\/*(\?.*)?$/;
const DOUBLED = /\/{2,}(?=\.well-known\/)/;

/**
 * Where the metadata of an issuer with a path is. RFC 8414 section 3.1 puts `/.well-known/…` between host and path, OpenID Connect Discovery
 * section 4.1 after the path; clients ask at either place, and some (Spring) write two slashes after an issuer that ends in one. Each issuer
 * serves the second place: requests for the others are sent there.
 * @param url path and query of a request
 */
export function metadataUrl(url: string): string {
  const inserted = INSERTED.exec(url);
  if (!inserted) return url.replace(DOUBLED, '/');
  const [, kind = '', path = '', query = ''] = inserted;
  return `${path}/.well-known/${kind}${query}`;
}
