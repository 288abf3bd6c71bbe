/** What is said of access between parties, in bokmål. */
export const access = {
  lead: (name: string) => `Hvem som kan gjøre noe for ${name}, og hvem ${name} kan gjøre noe for.`,
  kind: 'Type',
  deleted: 'slettet',
  roles: 'Roller',
  packages: 'Tilgangspakker',
  rights: 'Enkeltrettigheter',
  roleCount: (count: number) => `${count} roller`,
  packageCount: (count: number) => `${count} tilgangspakker`,
  rightCount: (count: number) => `${count} enkeltrettigheter`,
  none: 'Ingen',
  more: 'Vis flere',
  noPackages: 'Det finnes ingen tilgangspakker for denne typen virksomhet.',
  giveLead: (may: number, all: number) =>
    `Du kan gi bort ${may} av ${all} tilgangspakker for virksomheten. De andre krever at du er daglig leder eller hovedadministrator, eller kan ikke gis bort.`,
  search: 'Søk etter tilgangspakke',
  package: 'Tilgangspakke',
  id: 'ID',
  mayGive: 'Kan du gi den?',
  may: 'Kan gis',
  mayNot: 'Kan ikke gis',
  tabs: {
    given: 'Andre har hos oss',
    got: 'Vi har hos andre',
    give: 'Dette kan du gi',
  },
  kinds: {
    Organisasjon: 'Virksomhet',
    Person: 'Person',
  },
  empty: {
    given: 'Ingen andre har tilgang for virksomheten.',
    got: 'Virksomheten har ikke tilgang for noen andre.',
  },
  emptyHelp: {
    given:
      'Her står personer og virksomheter med roller fra Enhetsregisteret, tilgangspakker eller enkeltrettigheter. De får det av en som er tilgangsstyrer.',
    got: 'Her står virksomheter som har gitt denne en rolle, en tilgangspakke eller en enkeltrettighet, for eksempel som regnskapsfører.',
  },
};
