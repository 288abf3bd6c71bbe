/** For `node --test`. */
import { after, before, beforeEach } from 'node:test';
import { type UseOptions, usePlatformWith } from './hooks.ts';
import type { TestPlatform } from './test-platform.ts';

/**
 * A platform for the tests of this file: started before the first, reset before each, stopped after the last.
 * @returns the platform; it may be asked in tests, in hooks and in `prepare`
 */
export const usePlatform = (options?: UseOptions): TestPlatform =>
  usePlatformWith({ beforeAll: before, beforeEach, afterAll: after }, options);
