/** Maskinporten and Altinn for tests. */
export { type Hooks, type UseOptions, usePlatformWith } from './hooks.ts';
export { startTestPlatform, type TestClient, type TestClientWish, type TestPlatform } from './test-platform.ts';
