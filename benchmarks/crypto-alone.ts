/** What `node:crypto` alone does in a second, the machine's limit of every token: signatures on the thread pool, and verifications in line. */
import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';

const TIME_MS = 2_000;
const AT_ONCE = 16;

export async function cryptoAlone(): Promise<{ readonly signs: number; readonly verifies: number }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const input = randomBytes(400);
  const signature = sign('sha256', input, privateKey);
  let signs = 0;
  const end = performance.now() + TIME_MS;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < end) {
        await new Promise<void>((resolve) => sign('sha256', input, privateKey, () => resolve()));
        signs += 1;
      }
    }),
  );
  let verifies = 0;
  const verifyEnd = performance.now() + TIME_MS;
  while (performance.now() < verifyEnd) {
    verify('sha256', input, publicKey, signature);
    verifies += 1;
  }
  return { signs: signs / (TIME_MS / 1000), verifies: verifies / (TIME_MS / 1000) };
}
