const WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2];

/** Without the spaces that people write in it. */
export const digitsOf = (written: string): string => written.replaceAll(/\s/g, '');

/** Nine digits with a valid check digit (modulus 11). */
export function isOrganizationNumber(digits: string): boolean {
  if (!/^\d{9}$/.test(digits)) return false;
  const sum = WEIGHTS.reduce((all, weight, place) => all + weight * Number(digits[place]), 0);
  return (11 - (sum % 11)) % 11 === Number(digits[8]);
}

/** In groups of three, as people read it: 310 019 747. */
export const grouped = (digits: string): string => digits.replaceAll(/(\d{3})(?=\d)/g, '$1\u00a0');
