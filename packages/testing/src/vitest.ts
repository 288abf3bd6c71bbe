/** For Vitest. */
import { afterAll, beforeAll, beforeEach, test } from 'vitest';
import { type UseOptions, usePlatformWith } from './hooks.ts';
import { startTestPlatform, type TestPlatform } from './test-platform.ts';

/**
 * A platform for the tests of this file: started before the first, reset before each, stopped after the last.
 * @returns the platform; it may be asked in tests, in hooks and in `prepare`
 */
export const usePlatform = (options?: UseOptions): TestPlatform =>
  usePlatformWith({ beforeAll, beforeEach, afterAll }, options);

/**
 * `test` with a platform that all files of a worker share: started when the first test asks for it, reset before each test that does. Tests of a
 * file that run beside each other (`test.concurrent`) would disturb each other.
 */
export const platformTest = test
  .extend<{ readonly startedAltinn: TestPlatform }>({
    startedAltinn: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it which fixtures are asked for
      async ({}, use) => {
        const platform = await startTestPlatform();
        await use(platform);
        await platform.stop();
      },
      { scope: 'worker' },
    ],
  })
  .extend<{ readonly altinn: TestPlatform }>({
    altinn: async ({ startedAltinn }, use) => {
      await startedAltinn.reset();
      await use(startedAltinn);
    },
  });
