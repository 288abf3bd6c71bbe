/**
 * What the platform stands on cannot be reached now. Nothing is wrong with the request: asked again later it may be answered. The HTTP
 * room answers 503 with `Retry-After`, each surface in its own form.
 */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable';
  readonly statusCode = 503;
  /** For the answer, whole seconds. */
  readonly headers: Readonly<Record<string, string>> = { 'retry-after': '1' };
}
