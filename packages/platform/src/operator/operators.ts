/** Who operates the platform, and how one becomes an operator. */
import type { Caller } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { RateLimits } from '../rate-limits/index.ts';
import type { Register } from '../register/index.ts';
import { administers } from '../selfservice/index.ts';
import { codeHash, newCode, sameHash } from './codes.ts';
import { refuse } from './refusals.ts';
import {
  deleteExpired,
  deleteOperator,
  findOperators,
  insertCode,
  insertOperator,
  isOperator,
  lockOperators,
  openCodes,
  takeCode,
} from './store.ts';

export const OPERATOR_SCOPE = 'portvakt:operator';
const CODE_LIFETIME_MS = 60 * 60 * 1000;
/** More codes than this are never good at once: the oldest give way. */
const MAX_CODES = 20;
const MAX_OPERATORS = 500;

/** A code to be told once, and until when it is good (ms). */
export interface MadeCode {
  readonly code: string;
  readonly expires: number;
}

/** Makes a one-time code; of the code itself nothing is kept. */
export async function makeOperatorCode({ transaction }: Pick<Database, 'transaction'>, now: number): Promise<MadeCode> {
  const code = newCode();
  const expires = now + CODE_LIFETIME_MS;
  await transaction(async (trx) => {
    await deleteExpired(trx, now);
    await insertCode(trx, codeHash(code), expires);
  });
  return { code, expires };
}

export interface OperatorsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  /** The organisation that operates the platform, if one is configured. */
  readonly organization: string | undefined;
  /** How often a person may try a code; left out = as often as they like. */
  readonly limits?: Pick<RateLimits, 'take'> | undefined;
}

/** Operators: persons with a code behind them, and whoever is of the configured organisation. */
export class Operators {
  readonly #deps: OperatorsDeps;

  constructor(deps: OperatorsDeps) {
    this.#deps = deps;
  }

  get organization(): string | undefined {
    return this.#deps.organization;
  }

  /** True for a person who is an operator, and for the configured organisation's machine with the scope. */
  async includes(caller: Caller): Promise<boolean> {
    const { database, register, organization } = this.#deps;
    if (caller.kind === 'organization')
      return organization !== undefined && caller.issuer === 'maskinporten' && caller.organization === organization;
    if (caller.kind !== 'person' || caller.partyUuid === undefined) return false;
    if (await isOperator(database.db, caller.partyUuid)) return true;
    return organization !== undefined && administers(register, caller, organization);
  }

  makeCode(): Promise<MadeCode> {
    return makeOperatorCode(this.#deps.database, this.#deps.clock.now());
  }

  /** Makes the person an operator. @throws Refusal `code-refused`, `too-many-requests` */
  async claim(personUuid: string, code: string): Promise<void> {
    const { database, clock, limits } = this.#deps;
    limits?.take('codes', personUuid);
    const hash = codeHash(code);
    await database.transaction(async (trx) => {
      const found = sameHash(hash, await openCodes(trx, clock.now(), MAX_CODES));
      if (found === undefined || !(await takeCode(trx, found))) throw refuse('code-refused');
      await insertOperator(trx, personUuid, clock.now());
    });
  }

  list() {
    return findOperators(this.#deps.database.db, MAX_OPERATORS);
  }

  /** @throws Refusal `operator-unknown`, `last-operator` */
  async remove(uuid: string): Promise<void> {
    await this.#deps.database.transaction(async (trx) => {
      const left = await lockOperators(trx);
      if (!(await deleteOperator(trx, uuid))) throw refuse('operator-unknown');
      if (left === 1 && this.#deps.organization === undefined) throw refuse('last-operator');
    });
  }
}
