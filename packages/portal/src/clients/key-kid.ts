/** Names of keys as `altinn-jwks` gives them: `<set>-TEST.<local date>`, and `.2`, `.3` … when there is one of that date. */
const SET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const FOREIGN: Readonly<Record<string, string>> = { æ: 'ae', ø: 'o', å: 'a' };

/** True for what `altinn-jwks` takes as the name of a key set. */
export const isSetName = (name: string): boolean => SET_NAME.test(name) && !name.includes('..');

/** A name for the key set of a client, after the client's own. */
export function setNameOf(client: string): string {
  const letters = client.toLowerCase().replaceAll(/[æøå]/g, (letter) => FOREIGN[letter] ?? '');
  const plain = letters
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-');
  return (
    plain
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 40)
      .replace(/-+$/, '') || 'klient'
  );
}

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * @param now ms
 * @param taken kids that the client has
 * @returns the kid that is free
 */
export function freeKid(set: string, now: number, taken: ReadonlySet<string>): string {
  const date = new Date(now);
  const base = `${set}.${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  let kid = base;
  for (let count = 2; taken.has(kid); count += 1) kid = `${base}.${count}`;
  return kid;
}

/** The name of the set that a kid was made for; undefined when it was not named so. */
export const setOfKid = (kid: string): string | undefined => /^(.+)-(?:TEST|PROD)\.[^.]+(?:\.\d+)?$/.exec(kid)?.[1];
