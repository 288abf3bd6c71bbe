/** How often something may be asked for: by address, client and organisation, all nodes together. */
export { measureRateLimits } from './metrics.ts';
export { RateLimits } from './rate-limits.ts';
export { type LimitKind, PRODUCTION_LIMITS, type RateLimitSettings, readRateLimits } from './settings.ts';
export { watchRates } from './watch.ts';
