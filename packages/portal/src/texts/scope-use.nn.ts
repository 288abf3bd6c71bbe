import type { scopeUse as nb } from './scope-use.nb.ts';

/** More words of scopes in nynorsk. */
export const scopeUse: typeof nb = {
  prefixes: 'Prefiksa til verksemda:',
  tab: 'Bruk',
  lead: 'Klientane som har scopet, hos alle verksemder. Sjå her kven som blir råka, før du endrar eller deaktiverer det.',
  empty: 'Ingen klient har scopet',
  emptyHelp: 'Når nokon legg scopet til i ein klient, står han her, med når han sist fekk token.',
  bounded: 'Berre dei 200 nyaste klientane blir viste.',
  search: 'Søk etter verksemd eller klient-ID',
  filter: 'Vis',
  filters: { all: 'Alle', used: 'Brukt siste 30 dagar' },
  searchAccess: 'Søk etter namn eller nummer',
  noAccess: 'Ingen verksemder passar.',
  noHits: 'Ingen klientar passar.',
  caption: 'Klientar som har scopet',
  supplier: (name) => `Levert av ${name}`,
  lastToken: 'Siste token',
  notLately: 'Ikkje siste 30 dagar',
  standing: { inactive: 'Deaktivert', lacking: 'Manglar tilgang', used: 'I bruk', unused: 'Ubrukt' },
  use: 'Vel scopes til ein klient',
  giveTitle: 'Gi ei verksemd tilgang',
  hits: (clients) => (clients === 1 ? '1 klient har scopet.' : `${clients} klientar har scopet.`),
  types: {
    maskinporten: 'Maskinporten (maskin til maskin)',
    idporten: 'ID-porten (innbyggjarar loggar inn)',
    ansattporten: 'Ansattporten (tilsette loggar inn)',
    krr: 'Kontakt- og reservasjonsregisteret',
    api_klient: 'API-klient (på vegner av ein innlogga brukar)',
  },
  visibilityHelp: {
    PUBLIC: 'Scopet står i den opne lista over scopes.',
    PRIVATE: 'Scopet blir berre sett av den som eig det, og av dei som har fått tilgang.',
    INTERNAL: 'Digdirs eigen bruk.',
  },
  openToAllHelp: 'Då treng ingen å få tilgang først.',
  delegationHelp: (source) =>
    source === ''
      ? 'Ei verksemd med tilgang kan gi han vidare til ein leverandør.'
      : `Ei verksemd med tilgang kan gi han vidare til ein leverandør. Tokenet fortel kvar delegeringa er gjord (delegation_source).`,
  more: 'Fleire innstillingar',
  longDescription: 'Meir om scopet (valfritt)',
  tokenType: 'Type token',
  tokenTypeHelp: 'Maskinporten gir berre token med innhald (JWT). Det andre gjeld ID-porten.',
  tokenTypes: { SELF_CONTAINED: 'Med innhald (SELF_CONTAINED)', OPAQUE: 'Utan innhald (OPAQUE)' },
  audience: 'Påkravd mottakar, aud (valfritt)',
  audienceHelp: 'Står på scopet, til API-et som tek imot tokenet. Portvakt endrar ikkje tokenet for det.',
  maxLifetime: 'Lengste levetid for ein autorisasjon i sekund (valfritt)',
  maxLifetimeHelp: 'Gjeld ID-porten.',
  involvement: 'Brukarinvolvering',
  involvementHelp: 'Gjeld når ein person loggar inn. Stoppar ikkje token frå Maskinporten.',
  involvements: {
    requires_user_consent: 'Krev samtykke frå brukaren',
    requires_user_authentication: 'Krev at brukaren er innlogga',
    requires_pseudonymous_tokens: 'Krev pseudonyme token',
  },
};
