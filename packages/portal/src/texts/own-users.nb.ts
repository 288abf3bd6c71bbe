/** The customer's side of system users in bokmål; the shape of the other two. */
export const ownUsers = {
  new: 'Ny systembruker',
  lead: (name: string) =>
    `Velg et system som skal få handle for ${name}. Du ser hva det får før du oppretter systembrukeren.`,
  choose: 'System',
  search: 'Søk etter system eller leverandør',
  noHits: 'Ingen systemer passer. Finner du ikke systemet, kan du be leverandøren om en lenke.',
  by: (vendor: string) => `Levert av ${vendor}`,
  mayDo: (system: string) => `Det ${system} får gjøre`,
  mayNot: (system: string) =>
    `${system} kan ikke gjøre noe annet enn det som står her, og kan ikke gi tilgang videre. Du kan slette systembrukeren når som helst.`,
  name: 'Navn på systembrukeren',
  nameHelp: 'Navnet hjelper deg å kjenne den igjen.',
  nameRequired: 'Skriv et navn.',
  systemRequired: 'Velg et system.',
  create: 'Opprett systembruker',
  created: (name: string) => `Systembrukeren ${name} er opprettet.`,
  rename: 'Gi nytt navn',
  renamed: (name: string) => `Systembrukeren heter nå ${name}.`,
  missing: 'Systemet ber nå om mer',
  askedPackages: 'Ber om tilgangspakker',
  askedRights: 'Ber om ressurser',
  missingText: (system: string) =>
    `${system} er registrert med mer enn systembrukeren har. Uten dette kan noe i systemet mangle.`,
  changes:
    'Ber leverandøren om å endre dette, står det øverst her. Svar på det før du gir mer: det samme kan være spurt om der.',
  giveAll: 'Gi alt systemet ber om',
  given: 'Systembrukeren har nå alt systemet ber om.',
  cannot: 'Det systemet ikke kan',
  cannotText: (name: string) =>
    `${name} har ingen andre tilganger enn dem over. Ingen person er innlogget når systemet handler.`,
  begins: {
    guide: 'Slik ber leverandøren om en systembruker',
    guideAddress: '/guide/systembruker',
    sandbox:
      'I testmiljøet kan du være leverandøren selv: logg inn som KLOK KRÅKE (FJORDLØNN SYSTEM AS), registrer et system, og be virksomheten om en systembruker derfra.',
  },
  removeTitle: (name: string) => `Slette «${name}»?`,
};
