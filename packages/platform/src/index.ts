/** The Portvakt platform: Maskinporten, Samarbeidsportalen and Altinn Authorization on your own machine. */
export type { MovableClock, PlatformUrls } from './foundation/index.ts';
export type { ClientRecord, NewClient } from './selfservice/index.ts';
export { type Platform, type PlatformOptions, startPlatform } from './server.ts';
export { world } from './world/index.ts';
