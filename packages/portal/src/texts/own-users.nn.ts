import type { Texts } from './nb.ts';

/** The customer's side of system users in nynorsk. */
export const ownUsers: Texts['ownUsers'] = {
  new: 'Ny systembrukar',
  lead: (name) => `Vel eit system som skal få handle for ${name}. Du ser kva det får før du opprettar systembrukaren.`,
  choose: 'System',
  search: 'Søk etter system eller leverandør',
  noHits: 'Ingen system passar. Finn du ikkje systemet, kan du be leverandøren om ei lenkje.',
  by: (vendor) => `Levert av ${vendor}`,
  mayDo: (system) => `Det ${system} får gjere`,
  mayNot: (system) =>
    `${system} kan ikkje gjere noko anna enn det som står her, og kan ikkje gi tilgang vidare. Du kan slette systembrukaren når som helst.`,
  name: 'Namn på systembrukaren',
  nameHelp: 'Namnet hjelper deg å kjenne han igjen.',
  nameRequired: 'Skriv eit namn.',
  systemRequired: 'Vel eit system.',
  create: 'Opprett systembrukar',
  created: (name) => `Systembrukaren ${name} er oppretta.`,
  rename: 'Gi nytt namn',
  renamed: (name) => `Systembrukaren heiter no ${name}.`,
  askedPackages: 'Ber om tilgangspakkar',
  askedRights: 'Ber om ressursar',
  missing: 'Systemet ber no om meir',
  missingText: (system) =>
    `${system} er registrert med meir enn systembrukaren har. Utan dette kan noko i systemet mangle.`,
  changes:
    'Ber leverandøren om å endre dette, står det øvst her. Svar på det før du gir meir: det same kan vere spurt om der.',
  giveAll: 'Gi alt systemet ber om',
  given: 'Systembrukaren har no alt systemet ber om.',
  cannot: 'Det systemet ikkje kan',
  cannotText: (name) =>
    `${name} har ingen andre tilgangar enn dei over. Ingen person er innlogga når systemet handlar.`,
  begins: {
    guide: 'Slik bed leverandøren om ein systembrukar',
    guideAddress: '/guide/systembruker',
    sandbox:
      'I testmiljøet kan du vere leverandøren sjølv: logg inn som KLOK KRÅKE (FJORDLØNN SYSTEM AS), registrer eit system, og be verksemda om ein systembrukar derfrå.',
  },
  removeTitle: (name) => `Slette «${name}»?`,
};
