import type { access as nb } from './access.nb.ts';

/** What is said of access between parties, in nynorsk. */
export const access: typeof nb = {
  lead: (name) => `Kven som kan gjere noko for ${name}, og kven ${name} kan gjere noko for.`,
  kind: 'Type',
  deleted: 'sletta',
  roles: 'Roller',
  packages: 'Tilgangspakkar',
  rights: 'Enkeltrettar',
  roleCount: (count) => `${count} roller`,
  packageCount: (count) => `${count} tilgangspakkar`,
  rightCount: (count) => `${count} enkeltrettar`,
  none: 'Ingen',
  more: 'Vis fleire',
  noPackages: 'Det finst ingen tilgangspakkar for denne typen verksemd.',
  giveLead: (may, all) =>
    `Du kan gi bort ${may} av ${all} tilgangspakkar for verksemda. Dei andre krev at du er dagleg leiar eller hovudadministrator, eller kan ikkje givast bort.`,
  search: 'Søk etter tilgangspakke',
  package: 'Tilgangspakke',
  id: 'ID',
  mayGive: 'Kan du gi han?',
  may: 'Kan givast',
  mayNot: 'Kan ikkje givast',
  tabs: {
    given: 'Andre har hos oss',
    got: 'Vi har hos andre',
    give: 'Dette kan du gi',
  },
  kinds: {
    Organisasjon: 'Verksemd',
    Person: 'Person',
  },
  empty: {
    given: 'Ingen andre har tilgang for verksemda.',
    got: 'Verksemda har ikkje tilgang for nokon andre.',
  },
  emptyHelp: {
    given:
      'Her står personar og verksemder med roller frå Einingsregisteret, tilgangspakkar eller enkeltrettar. Dei får det av ein som er tilgangsstyrar.',
    got: 'Her står verksemder som har gitt denne ei rolle, ein tilgangspakke eller ein enkeltrett, til dømes som rekneskapsførar.',
  },
};
