import { setTimeout as pause } from 'node:timers/promises';

const GIVE_UP_MS = 300_000;

/** @throws Error when it has not come about in so long that it will not */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  give_up_ms = GIVE_UP_MS,
): Promise<void> {
  const begun_ms = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begun_ms > give_up_ms) throw new Error(`${what}: waited in vain`);
    await pause(20);
  }
}
