import type { Caller } from '../callers/index.ts';
import type { Party, Register } from '../register/index.ts';

/** The person (or enterprise user) that a token is about, as the register knows it. */
export async function personOf(register: Register, caller: Caller): Promise<Party | undefined> {
  if (caller.userId === undefined) return undefined;
  const person = await register.party({ userId: caller.userId });
  return person && !person.isDeleted ? person : undefined;
}
