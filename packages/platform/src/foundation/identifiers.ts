import { createHash, randomUUID } from 'node:crypto';

/**
 * Norwegian identifiers. Check digits: organisation numbers have one (modulus 11, weights 3 2 7 6 5 4 3 2), person numbers two.
 * Synthetic person numbers of Tenor have 80 added to the month, so none of them can belong to a person.
 */

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (digits.charCodeAt(index) - 48), 0);

const checkDigit = (digits: string, weights: readonly number[]): number => {
  const rest = weighted(digits, weights) % 11;
  return rest === 0 ? 0 : 11 - rest;
};

const ORGANIZATION_WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2] as const;
const PERSON_WEIGHTS_1 = [3, 7, 6, 1, 8, 9, 4, 5, 2] as const;
const PERSON_WEIGHTS_2 = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2] as const;

/** True for nine digits with a valid check digit. */
export function isOrganizationNumber(text: string): boolean {
  return /^\d{9}$/.test(text) && checkDigit(text, ORGANIZATION_WEIGHTS) === text.charCodeAt(8) - 48;
}

/** True for eleven digits with two valid check digits and a plausible date (D-numbers and synthetic month offsets included). */
export function isPersonNumber(text: string): boolean {
  if (!/^\d{11}$/.test(text)) return false;
  const day = Number(text.slice(0, 2)) % 40;
  const month = Number(text.slice(2, 4)) % 20;
  if (day < 1 || day > 31 || month < 1 || month > 12) return false;
  return (
    checkDigit(text, PERSON_WEIGHTS_1) === text.charCodeAt(9) - 48 &&
    checkDigit(text, PERSON_WEIGHTS_2) === text.charCodeAt(10) - 48
  );
}

/** True for a person number that cannot be a real person's: the month is 81–92 (Tenor) or 41–52 / 65–72 (other test series). */
export function isSyntheticPersonNumber(text: string): boolean {
  return isPersonNumber(text) && Number(text.slice(2, 4)) > 40;
}

/** The first eight digits with their check digit, or undefined when the series has no valid one. */
export function completeOrganizationNumber(firstEight: string): string | undefined {
  const digit = checkDigit(firstEight, ORGANIZATION_WEIGHTS);
  return digit > 9 ? undefined : `${firstEight}${digit}`;
}

/** The first nine digits with both check digits, or undefined when the series has no valid ones. */
export function completePersonNumber(firstNine: string): string | undefined {
  const one = checkDigit(firstNine, PERSON_WEIGHTS_1);
  if (one > 9) return undefined;
  const two = checkDigit(`${firstNine}${one}`, PERSON_WEIGHTS_2);
  return two > 9 ? undefined : `${firstNine}${one}${two}`;
}

/** The ISO 6523 actor object of a Norwegian organisation, as Maskinporten writes it (maskinporten.md 3.2). */
export interface Iso6523Actor {
  readonly authority: 'iso6523-actorid-upis';
  readonly ID: string;
}

export const iso6523 = (organizationNumber: string): Iso6523Actor => ({
  authority: 'iso6523-actorid-upis',
  ID: `0192:${organizationNumber}`,
});

/**
 * The organisation that an ISO 6523 actor names: what follows the first colon of its ID, whatever stands before it. A sub-unit's ID has more
 * parts after that. Undefined for what is no such actor.
 */
export function organizationIn(actor: unknown): string | undefined {
  if (typeof actor !== 'object' || actor === null || !('authority' in actor) || !('ID' in actor)) return undefined;
  if (actor.authority !== 'iso6523-actorid-upis' || typeof actor.ID !== 'string') return undefined;
  return actor.ID.split(':')[1] || undefined;
}

const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/**
 * True for a text that an address can carry as one segment of its path. Not so the empty text, nor `.` and `..` in any spelling: whoever
 * writes an address by the URL Standard (or RFC 3986 section 5.2.4) takes them out, so that they name the record above. Nor control
 * characters and lone surrogates, which are no text.
 */
export const isPathSegment = (text: string): boolean =>
  text !== '' && !DOT_SEGMENT.test(text) && !/\p{Cc}/u.test(text) && text.isWellFormed();

/** UUID text of any version, in any case. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text);

/** The same UUID for the same text, always (RFC 9562 version 8): of what must have an id, and is known by nothing but its name. */
export function uuidOfText(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The time and the counter of the last one, so that those of one millisecond, or of a clock that went back, are in order too. */
let last = 0n;
const COUNTER_BITS = 12n;

/**
 * A UUID that sorts after every earlier one of this process (RFC 9562 version 7): rows that were made in one millisecond keep the order in
 * which they were made.
 */
export function orderedUuid(): string {
  const now = BigInt(Date.now()) << COUNTER_BITS;
  last = now > last ? now : last + 1n;
  const time = (last >> COUNTER_BITS).toString(16).padStart(12, '0');
  const counter = (last & 0xfffn).toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}${randomUUID().slice(18)}`;
}

/** When somebody with the number was born, e.g. `1968-10-30`; undefined for a number that tells of no day. */
export function birthDateIn(personNumber: string): string | undefined {
  if (!isPersonNumber(personNumber)) return undefined;
  const [day, month, year, individual] = [
    Number(personNumber.slice(0, 2)) % 40,
    Number(personNumber.slice(2, 4)) % 20,
    Number(personNumber.slice(4, 6)),
    Number(personNumber.slice(6, 9)),
  ];
  const date = new Date(Date.UTC(centuryOf(year, individual) + year, month - 1, day));
  const isDay = date.getUTCDate() === day && date.getUTCMonth() === month - 1;
  return isDay ? date.toISOString().slice(0, 10) : undefined;
}

/** Which century a two-digit year is of, by the individual number (Skatteetaten's table). */
function centuryOf(year: number, individual: number): number {
  if (individual < 500) return 1900;
  if (year < 40) return 2000;
  return individual < 750 && year >= 54 ? 1800 : 1900;
}

/** The UUID that names nothing (RFC 9562 5.9), which Altinn writes where there is none. */
export const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** What stands after a URN's last colon: `skogbruk` of `urn:altinn:accesspackage:skogbruk`. */
export const lastPartOf = (urn: string): string => urn.slice(urn.lastIndexOf(':') + 1);
