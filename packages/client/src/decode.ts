import { PortvaktError } from './errors.ts';

/** What a token says; nothing of it has been verified. */
export interface DecodedToken {
  readonly header: Record<string, unknown>;
  /** `authorization_details` is always an array here. */
  readonly claims: Record<string, unknown>;
  readonly expiresAt?: Date;
}

const part = (text: string): Record<string, unknown> => {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const json = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object');
  return value as Record<string, unknown>;
};

/** Takes a JWT apart WITHOUT verifying it. @throws PortvaktError TOKEN_INVALID */
export function decodeToken(jwt: string): DecodedToken {
  const [header, payload, signature, ...rest] = typeof jwt === 'string' ? jwt.split('.') : [];
  if (!header || !payload || signature === undefined || rest.length > 0)
    throw new PortvaktError('TOKEN_INVALID', 'this is not a JWT: it does not have three parts');
  try {
    const claims = part(payload);
    const details = claims['authorization_details'];
    if (details !== undefined && !Array.isArray(details)) claims['authorization_details'] = [details];
    const { exp } = claims;
    return { header: part(header), claims, ...(typeof exp === 'number' ? { expiresAt: new Date(exp * 1000) } : {}) };
  } catch {
    throw new PortvaktError('TOKEN_INVALID', 'this is not a JWT: its header or payload is not base64url of JSON');
  }
}
