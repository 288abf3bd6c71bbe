/** What may leave this machine of a key: the same for every command that publishes some. */
type Members = Readonly<Record<string, unknown>>;

/** RFC 7517, RFC 7518 section 6.3.1; maskinporten.md 6.4. */
const PUBLIC_MEMBERS = ['kty', 'use', 'alg', 'kid', 'n', 'e', 'exp', 'x5c'] as const;
/** What only its owner may know. */
export const PRIVATE_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];

/** Some programs write `"x5c":[]` and `"oth":[]` into keys that have none (6.4). */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** Whether a JWK has anything that only its owner may know. */
export const isPrivate = (key: Members): boolean =>
  PRIVATE_MEMBERS.some((member) => key[member] !== undefined && key[member] !== '' && !isEmptyList(key[member]));

/** A key as it is sent: an allow-list, so that no private member can slip through, and nothing that the server says itself. */
export const sendable = (key: Members): Members =>
  Object.fromEntries(
    PUBLIC_MEMBERS.flatMap((member) => {
      const value = key[member];
      return value === undefined || value === null || value === '' || isEmptyList(value)
        ? []
        : [[member, value] as const];
    }),
  );
