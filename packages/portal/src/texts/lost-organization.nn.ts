import type { lostOrganization as nb } from './lost-organization.nb.ts';

/** In nynorsk. */
export const lostOrganization: typeof nb = (number) =>
  `Du kan ikkje handle for verksemda ${number}, eller kan det ikkje lenger. Be ein som har tilgang der, om å gi deg han, eller vel ei anna verksemd her. Det du hadde skrive i skjema, er teke vare på i denne fana.`;
