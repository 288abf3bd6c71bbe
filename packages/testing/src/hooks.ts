import type { PlatformOptions } from '@portvakt/platform';
import { startTestPlatform, type TestPlatform } from './test-platform.ts';

/** What a test runner calls before and after tests. */
export interface Hooks {
  beforeAll(run: () => Promise<void>): unknown;
  beforeEach(run: () => Promise<void>): unknown;
  afterAll(run: () => Promise<void>): unknown;
}

/** How the tests of a file have their platform. */
export interface UseOptions extends PlatformOptions {
  /** Makes what every test of the file finds: it is done once, and kept. */
  readonly prepare?: (platform: TestPlatform) => unknown;
}

/**
 * A platform for the tests of one file: started before the first, reset before each, stopped after the last. For a runner that has no entry of
 * its own here.
 * @param hooks the runner's own
 * @param options those of `startPlatform`, and `prepare`, which makes what every test of the file finds
 * @returns the platform; it may be asked in tests, in hooks and in `prepare`
 */
export function usePlatformWith(hooks: Hooks, { prepare, ...options }: UseOptions = {}): TestPlatform {
  let started: TestPlatform | undefined;
  const running = (): TestPlatform => {
    if (started) return started;
    throw new Error('the platform is started before the first test of the file: ask it inside a test or a hook');
  };
  hooks.beforeAll(async () => {
    started = await startTestPlatform(options);
    await prepare?.(started);
    await started.keep();
  });
  hooks.beforeEach(() => running().reset());
  hooks.afterAll(async () => {
    await started?.stop();
    started = undefined;
  });
  return {
    get platform() {
      return running().platform;
    },
    get url() {
      return running().url;
    },
    get environment() {
      return running().environment;
    },
    client: (wish) => running().client(wish),
    keep: () => running().keep(),
    reset: () => running().reset(),
    stop: () => running().stop(),
  };
}
