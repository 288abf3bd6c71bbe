import type { Party } from '../register/index.ts';

/** What kind of party it is, as access management calls it. */
export const kindOf = ({ type }: Pick<Party, 'type'>): 'Organisasjon' | 'Person' =>
  type === 'organization' ? 'Organisasjon' : 'Person';
