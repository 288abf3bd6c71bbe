/** Cloudflare Workers and the like: a promise of one request may never settle for another. */
export const isWorkersLike = (): boolean =>
  'EdgeRuntime' in globalThis || globalThis.navigator?.userAgent === 'Cloudflare-Workers';
