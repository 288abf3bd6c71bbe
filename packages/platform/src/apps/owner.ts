/** The service owner of an app: that of the register, or one that is made for it, as a sandbox has not all of Altinn's. */
import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Announce, Tables } from '../database/index.ts';
import { completeOrganizationNumber } from '../foundation/index.ts';
import { partyFor, putServiceOwner, type Register } from '../register/index.ts';
import type { CompetentAuthority } from '../resources/index.ts';
import { ownerOf, takenNumbers } from './store.ts';

const TRIES = 20;

/** Numbers in the synthetic series, always the same for a code. */
function candidates(code: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; found.length < TRIES; at += 1) {
    const hash = createHash('sha256').update(`${code} ${at}`).digest().readUInt32BE(0);
    const number = completeOrganizationNumber(`31${String(hash % 1_000_000).padStart(6, '0')}`);
    if (number !== undefined) found.push(number);
  }
  return found;
}

/** @returns whose the app is, and the number of an owner that had to be made */
export async function ownerFor(
  trx: Transaction<Tables>,
  announce: Announce,
  register: Pick<Register, 'saveParties'>,
  code: string,
): Promise<{ readonly authority: CompetentAuthority; readonly made: string | undefined }> {
  const known = await ownerOf(trx, code);
  if (known) return { authority: { organization: known.organization_number, orgcode: code }, made: undefined };
  const numbers = candidates(code);
  const taken = await takenNumbers(trx, numbers);
  const number = numbers.find((one) => !taken.has(one));
  if (number === undefined) throw new RangeError(`no organisation number is free for the service owner ${code}`);
  const name = `TJENESTEEIER ${code.toUpperCase()}`;
  const party = await partyFor(trx, { organizationNumber: number, name, form: 'ORGL' });
  await register.saveParties(trx, announce, [party]);
  await putServiceOwner(trx, { organizationNumber: number, name, code });
  announce({ topic: 'register-owner' });
  return { authority: { organization: number, orgcode: code }, made: number };
}
