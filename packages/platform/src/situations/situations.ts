import { randomUUID } from 'node:crypto';
import type { Clock } from '../foundation/index.ts';
import { isSituation, SCOPES, type ScopeName, SITUATION_NAMES, SITUATIONS, type SituationName } from './table.ts';

/** A situation that is wanted, for all or for those that it names. */
export type SituationWish = { readonly name: SituationName } & { readonly [S in ScopeName]?: string | undefined };

/** A situation that is in force. */
export interface Situation extends SituationWish {
  readonly id: string;
  /** ms */
  readonly started: number;
  /** Why it could not be brought about, the last time that it could not. */
  readonly trouble?: string;
}

/** Whom something happens to, as far as it is known there. */
export interface Who {
  readonly clients?: readonly string[];
  readonly system?: string | undefined;
  readonly customer?: string | undefined;
  readonly externalRef?: string | undefined;
}

/** How often a situation's answer has been given. */
export interface Met {
  readonly name: SituationName;
  readonly times: number;
  /** ms; undefined = never */
  readonly last: number | undefined;
  /** Of the last that met it, where it is known. */
  readonly client: string | undefined;
}

const MAX_SITUATIONS = 200;
/** Clients whose first token is remembered, of each situation. */
const MAX_CLIENTS = 1000;
const MAX_TEXT = 255;

/** Which situations are in force on this node, and which have been met; the deeds are done where they happen. */
export class Situations {
  readonly #clock: Clock;
  #situations: readonly Situation[] = [];
  readonly #met = new Map<SituationName, { times: number; last: number; client: string | undefined }>();
  #meetings = 0;
  readonly #firstTokens = new Map<string, Map<string, string>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False as long as there is none: then requests cost nothing more. */
  get active(): boolean {
    return this.#situations.length > 0;
  }

  /** How often any has been met since the platform started. */
  get meetings(): number {
    return this.#meetings;
  }

  /** @throws RangeError that says what is wrong and what is allowed */
  start(wish: SituationWish | SituationName): Situation {
    const wanted = checked(typeof wish === 'string' ? { name: wish } : wish);
    if (this.#situations.length >= MAX_SITUATIONS)
      throw new RangeError(`there are ${MAX_SITUATIONS} situations already: stop some`);
    const situation: Situation = { ...wanted, id: randomUUID(), started: this.#clock.now() };
    this.#situations = [...this.#situations, situation];
    return situation;
  }

  list(): readonly Situation[] {
    return this.#situations;
  }

  /** @returns false when there is none with this id */
  stop(id: string): boolean {
    const before = this.#situations.length;
    this.#situations = this.#situations.filter((one) => one.id !== id);
    this.#firstTokens.delete(id);
    return this.#situations.length < before;
  }

  /** What was done by them stays done; which have been met is still known. */
  clear(): void {
    this.#situations = [];
    this.#firstTokens.clear();
  }

  /** The situation of this name that is in force for whom it happens to; of several, the one asked for first. */
  of(name: SituationName, who: Who): Situation | undefined {
    return this.#situations.find((one) => one.name === name && concerns(one, who));
  }

  /** It should have happened, and could not. */
  note({ id }: Situation, trouble: string): void {
    this.#situations = this.#situations.map((one) => (one.id === id ? { ...one, trouble } : one));
  }

  /**
   * Whether a token counts as expired or altered: the first that each client brings while one of the two is in force, each time that it is brought.
   * @param issuer whose token it is: a client may have one of each
   */
  judge(token: string, issuer: string, who: Who): 'token-expired' | 'token-invalid' | undefined {
    for (const name of ['token-expired', 'token-invalid'] as const) {
      const situation = this.of(name, who);
      if (situation && this.#isFirst(situation.id, `${issuer} ${who.clients?.[0] ?? ''}`, token)) return name;
    }
    return undefined;
  }

  #isFirst(id: string, whose: string, token: string): boolean {
    const known = this.#firstTokens.get(id) ?? new Map<string, string>();
    this.#firstTokens.set(id, known);
    if (!known.has(whose) && known.size < MAX_CLIENTS) known.set(whose, token);
    return known.get(whose) === token;
  }

  /** Somebody has been given the answer of a situation, whether or not it was asked for. */
  meet(name: SituationName, who: Who = {}): void {
    this.#meetings += 1;
    const times = (this.#met.get(name)?.times ?? 0) + 1;
    this.#met.set(name, { times, last: this.#clock.now(), client: who.clients?.[0] });
  }

  /** Every situation, and whether it has been met since the platform started or all was forgotten. */
  report(): readonly Met[] {
    return SITUATION_NAMES.map((name) => ({
      name,
      ...(this.#met.get(name) ?? { times: 0, last: undefined, client: undefined }),
    }));
  }

  forget(): void {
    this.#met.clear();
  }
}

function checked(wish: SituationWish): SituationWish {
  if (!isSituation(wish.name)) throw new RangeError(`name must be one of ${SITUATION_NAMES.join(', ')}`);
  const { scopes } = SITUATIONS[wish.name];
  const given = SCOPES.filter((scope) => wish[scope] !== undefined);
  for (const scope of given) {
    const value: unknown = wish[scope];
    if (typeof value !== 'string' || value === '' || value.length > MAX_TEXT)
      throw new RangeError(`${scope} must be a text of 1 to ${MAX_TEXT} characters`);
    if (!scopes.some((known) => known === scope))
      throw new RangeError(`${wish.name} cannot be narrowed by ${scope}: only by ${scopes.join(', ')}`);
  }
  return { name: wish.name, ...Object.fromEntries(given.map((scope) => [scope, wish[scope]])) };
}

/** All that it is narrowed to is known of whom it happens to, and is the same. */
function concerns(situation: Situation, who: Who): boolean {
  const { client, ...others } = situation;
  if (client !== undefined && !who.clients?.includes(client)) return false;
  return (['system', 'customer', 'externalRef'] as const).every(
    (scope) => others[scope] === undefined || others[scope] === who[scope],
  );
}
