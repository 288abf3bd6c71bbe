/** For Jest, in a project of ES modules, and other runners whose hooks are globals. */
import { type Hooks, type UseOptions, usePlatformWith } from './hooks.ts';
import type { TestPlatform } from './test-platform.ts';

/**
 * A platform for the tests of this file: started before the first, reset before each, stopped after the last.
 * @returns the platform; it may be asked in tests, in hooks and in `prepare`
 * @throws Error where the hooks are no globals
 */
export function usePlatform(options?: UseOptions): TestPlatform {
  const { beforeAll, beforeEach, afterAll } = globalThis as Partial<Hooks>;
  if (!beforeAll || !beforeEach || !afterAll)
    throw new Error(
      'beforeAll and the like are no globals here (injectGlobals: false?): give those of @jest/globals to usePlatformWith of @portvakt/testing',
    );
  return usePlatformWith({ beforeAll, beforeEach, afterAll }, options);
}
