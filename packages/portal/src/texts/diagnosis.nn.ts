import type { diagnosis as nb } from './diagnosis.nb.ts';

/** In nynorsk. */
export const diagnosis: typeof nb = {
  title: 'Kvifor verkar ikkje klienten?',
  lead: 'Sjekkar oppsettet steg for steg og seier kva du bør gjere. Ingenting blir endra.',
  again: 'Sjekk på nytt',
  acts: 'Kven handlar klienten for?',
  actsFor: {
    itself: 'Berre eiga verksemd',
    'system-user': 'Ein kunde, med systembrukar',
    delegation: 'Ein kunde, med fullmakt til API-et',
  },
  customer: 'Kunde',
  reference: 'Ekstern referanse',
  referenceHelp: 'Berre om førespurnaden hadde ein.',
  redirect: 'Returadresse',
  redirectHelp: 'Dit kunden blir send tilbake, slik programmet skriv ho i førespurnaden.',
  resource: 'Ressurs',
  resourceHelp: 'ID-en til ressursen klienten skal bruke.',
  action: 'Handling',
  keyHelp:
    'Vel ei nøkkelfil for å gå heile vegen: signere, hente token og veksle. Nøkkelen forlèt ikkje nettlesaren: han blir ikkje send, og han blir ikkje lagra. Utan nøkkelfil blir berre det portalen veit, sjekka.',
  withKey: (kid) => `Sjekkar heile vegen med nøkkelen ${kid}.`,
  faults: {
    customer: 'Eit organisasjonsnummer har ni siffer, og det siste er eit kontrollsiffer.',
    resource: 'Ein ressurs-ID har berre små bokstavar, tal, - og _.',
    action: 'Skriv handlinga utan mellomrom, til dømes read.',
  },
  states: { OK: 'OK', WARN: 'Åtvaring', FAIL: 'Feil', TODO: 'Ventar' },
  stepsTitle: 'Kva som er sjekka',
  toInclude: {
    resource: 'Fyll ut «Ressurs».',
    redirect: 'Fyll ut «Returadresse», under «Ein kunde, med systembrukar».',
    'system-user': 'Vel «Ein kunde, med systembrukar».',
    delegation: 'Vel «Ein kunde, med fullmakt til API-et».',
  },
  healthy: 'Fann ingen feil',
  healthyText: 'Alt som er sjekka, er i orden. Vel ei nøkkelfil for å sjekke òg det berre eit token kan vise.',
  healthyWhole: 'Klienten får token og Altinn-token med denne nøkkelen. Brukar programmet ein annan, prøv med han.',
  first: (step) => `Byrj med dette: ${step}`,
  seeFirst: 'Kva du kan gjere med det, står øvst.',
  next: 'Neste steg',
  who: 'Kven kan gjere det',
  persons: {
    own: 'Dagleg leiar, styreleiar, hovudadministrator eller ein annan med nøkkelrolle i verksemda som eig klienten. Er ikkje det du, send lenkja til denne sida til ein av dei.',
    customer: 'Ein tilgangsstyrar hos kunden, til dømes dagleg leiar.',
    owner: 'Tenesteeigaren som eig scopet.',
  },
  verbatim: 'Ordrett frå sjekken',
  steps: {
    maskinporten: 'Kontakt med Maskinporten',
    key: 'Privat nøkkel',
    age: 'Alder på nøkkelen',
    client: 'Klienten',
    registered: 'Offentleg nøkkel på klienten',
    scopes: 'Scopes',
    delegation: 'Fullmakt',
    grant: 'Token',
    system: 'System',
    redirect: 'Returadresse',
    approval: 'Godkjenninga til kunden',
    reference: 'Ekstern referanse',
    exchange: 'Veksling til Altinn-token',
    rights: 'Rett',
    decision: 'Avgjerd frå PDP',
  },
  fine: {
    maskinporten: () => 'Maskinporten svarar.',
    key: () => 'Nøkkelen kan signere.',
    age: ([made = '']) => (made === '' ? 'Nøkkelen er ikkje gammal.' : `Laga ${made}.`),
    client: () => 'Klienten er aktiv.',
    registered: ([kid, until]) =>
      kid === undefined || until === undefined ? 'Nøkkelen er registrert.' : `${kid} gjeld til ${until}.`,
    scopes: () => 'Verksemda har tilgang til alle scopes på klienten.',
    delegation: () => 'Kunden har gitt fullmakt.',
    grant: ([when]) => (when === undefined ? 'Klienten får token.' : `Sist henta ${when}.`),
    system: ([id]) => (id === undefined ? 'Eit system har denne klienten.' : `Systemet ${id} har denne klienten.`),
    redirect: () => 'Adressa er ei av dei systemet har.',
    approval: () => 'Kunden har godkjent.',
    reference: () => 'Referansen er den systembrukaren har.',
    exchange: () => 'Altinn vekslar tokenet.',
    rights: ([resource, action]) =>
      resource === undefined ? 'Retten er i orden.' : `Policyen for ${resource} har handlinga ${action}.`,
    decision: () => 'PDP tillèt det.',
  },
  /** The time that a step names after a key. */
  dates: {
    age: (moment: string) => `Laga ${moment}`,
    registered: (moment: string) => `Gjeld til ${moment}`,
  },
  skipped: {
    unasked: 'Ikkje med i denne sjekken',
    key: 'Ikkje prøvd utan nøkkelfil',
    unreadable: 'Kunne ikkje lesast no',
    after: 'Avheng av eit steg over',
  },
  places: {
    settings: 'Gå til innstillingane',
    keys: 'Gå til nøklane',
    scopes: 'Gå til scopes',
    log: 'Sjå loggen',
    systems: 'Gå til system',
    requests: 'Sjå førespurnadene',
    ask: 'Be kunden',
    users: 'Sjå systembrukarane',
    resource: 'Sjå policyen',
    why: 'Sjå kvifor',
  },
  other: { what: 'Steget gjekk ikkje.', next: 'Sjå ordlyden under, og slå han opp i dokumentasjonen.' },
  causes: {
    unreachable: { what: 'Maskinporten svarar ikkje.', next: 'Sjekk nettet, og prøv igjen.' },
    'maskinporten-unavailable': { what: 'Maskinporten kan ikkje svare no.', next: 'Prøv igjen om nokre minutt.' },
    'issuer-differs': {
      what: 'Maskinporten kallar seg noko anna enn det klienten spør etter.',
      next: 'Bruk namnet i metadata, bokstav for bokstav.',
    },
    'key-old': {
      what: 'Nøkkelen er meir enn elleve månader gammal.',
      next: 'Byt han i god tid: ein registrert nøkkel lever eitt år.',
    },
    'key-of-other-environment': {
      what: 'Kid-en til nøkkelen seier at han er for eit anna miljø.',
      next: 'Bruk nøkkelen for dette miljøet. Test og produksjon har kvar sin.',
    },
    'key-too-small': { what: 'Nøkkelen har færre enn 2048 bit.', next: 'Lag ein ny nøkkel.' },
    'client-unknown': {
      what: 'Ingen aktiv klient har denne ID-en i dette miljøet.',
      next: 'Samanlikn klient-ID-en i programmet med den her. Test og produksjon deler ingenting.',
    },
    'client-inactive': { what: 'Klienten er deaktivert.', next: 'Aktiver han.' },
    'client-of-other-type': {
      what: 'Klienten er ikkje for Maskinporten.',
      next: 'Opprett ein klient for Maskinporten.',
    },
    'not-active-yet': {
      what: 'Ei endring har ikkje nådd Maskinporten enno.',
      next: 'Vent to minutt, og sjekk på nytt.',
    },
    'client-without-keys': {
      what: 'Klienten har ingen nøkkel.',
      next: 'Registrer den offentlege delen av nøkkelen.',
    },
    'key-not-registered': {
      what: 'Nøkkelen er ikkje registrert på klienten.',
      next: 'Registrer den offentlege delen av han, eller bruk ein som er registrert.',
    },
    'key-on-other-client': {
      what: 'Nøkkelen er registrert på ein annan av klientane.',
      next: 'Bruk ID-en til den klienten, eller registrer nøkkelen her òg.',
    },
    'kid-differs': {
      what: 'Nøkkelen er registrert med ein annan kid.',
      next: 'Bruk den kid-en som står under Nøklar.',
    },
    'kid-needed': {
      what: 'Klienten har registrerte nøklar, og førespurnaden seier ikkje kva for ein som blir brukt.',
      next: 'Set kid til den som står under Nøklar.',
    },
    'key-expired': { what: 'Registreringa av nøkkelen har gått ut.', next: 'Byt til ein ny nøkkel.' },
    'key-expires-soon': {
      what: 'Registreringa av nøkkelen går snart ut.',
      next: 'Byt til ein ny nøkkel før ho går ut.',
    },
    'signature-invalid': {
      what: 'Klienten har ein annan nøkkel under denne kid-en.',
      next: 'Registrer den offentlege delen av nøkkelen, eller signer med den som er registrert.',
    },
    'scope-not-on-client': {
      what: 'Klienten manglar scopes, eller eit av dei finst ikkje.',
      next: 'Legg dei til på klienten, og sjekk skrivemåten i programmet.',
    },
    'scope-inactive': {
      what: 'Eit scope på klienten er deaktivert, eller berre for dei som har fått tilgang.',
      next: 'Spør eigaren av API-et kva for eit scope du skal bruke, og om tilgang til det.',
    },
    'scope-of-other-type': { what: 'Eit scope er for andre klienttypar, til dømes innlogging.', next: 'Fjern det.' },
    'scope-not-granted': {
      what: 'Verksemda manglar tilgang til dette scopet:',
      next: 'Be eigaren av scopet om tilgang. Under Scopes på klienten ser du kven som eig det.',
    },
    'scope-not-granted-to-customer': {
      what: 'Kunden manglar tilgang til dette scopet:',
      next: 'Kunden må be eigaren av scopet om tilgang.',
    },
    'delegation-missing': {
      what: 'Kunden har ikkje gitt verksemda fullmakt til API-et.',
      next: 'Kunden må gi fullmakt. Test og produksjon er kvar for seg.',
    },
    'consumer-is-client': {
      what: 'Kunden er verksemda som eig klienten.',
      next: 'Vel «Berre eiga verksemd», og lat consumer_org vere.',
    },
    'audience-wrong': { what: '«aud» er ikkje denne Maskinporten.', next: 'Bruk namnet i metadata som «aud».' },
    'clock-refused': {
      what: 'Tidene i førespurnaden er feil.',
      next: 'Still klokka på maskina, og signer rett før du sender.',
    },
    'grant-replayed': {
      what: 'Den same førespurnaden kom to gonger.',
      next: 'Sjå etter noko som sender han på nytt.',
    },
    'rate-limited': { what: 'For mange førespurnader.', next: 'Bruk tokenet til det går ut, og prøv igjen seinare.' },
    'grant-refused': { what: 'Den siste førespurnaden vart avvist.', next: 'Sjå på han i loggen.' },
    'resource-invalid': { what: '«resource» er ikkje ein full URI.', next: 'Send den URI-en som API-et oppgir.' },
    'system-unknown': {
      what: 'Systemet finst ikkje, eller er ein annan leverandør sitt.',
      next: 'Sjekk ID-en, eller registrer systemet.',
    },
    'client-not-on-system': {
      what: 'Ingen av systema til verksemda har denne klienten.',
      next: 'Legg klienten til på systemet, eller registrer eit.',
    },
    'redirect-none': {
      what: 'Systemet har ingen adresser å sende kunden til.',
      next: 'Legg adressa til på systemet.',
    },
    'redirect-differs': {
      what: 'Adressa er ingen av dei systemet har, teikn for teikn.',
      next: 'Send ei av dei, eller legg denne til på systemet.',
    },
    'approval-missing': {
      what: 'Kunden har ingen systembrukar, og ingen førespurnad ventar.',
      next: 'Be kunden om ein systembrukar.',
    },
    'approval-pending': {
      what: 'Kunden har ikkje svart enno.',
      next: 'Be kunden opne adressa og godkjenne.',
    },
    'approval-rejected': {
      what: 'Kunden har avvist førespurnaden.',
      next: 'Snakk med kunden, trekk førespurnaden, og be på nytt.',
    },
    'approval-timed-out': { what: 'Førespurnaden fekk ikkje svar i tide.', next: 'Be kunden på nytt.' },
    'system-user-unknown': {
      what: 'Ingen godkjend systembrukar passar med kunde, klient og referanse.',
      next: 'Sjekk alle tre mot lista over systembrukarar.',
    },
    'external-reference-differs': {
      what: 'Systembrukaren til kunden har ein annan ekstern referanse.',
      next: 'Bruk den referansen systembrukaren vart bedd om med.',
    },
    'external-reference-missing': {
      what: 'Systembrukaren til kunden har ein ekstern referanse, og ingen er oppgitt.',
      next: 'Send referansen systembrukaren vart bedd om med.',
    },
    'altinn-unreachable': { what: 'Altinn svarar ikkje.', next: 'Sjekk nettet, og prøv igjen.' },
    'exchange-of-other-environment': {
      what: 'Altinn stolar ikkje på tokenet.',
      next: 'Veksle i same miljø som tokenet er frå.',
    },
    'exchange-refused': { what: 'Altinn avviste vekslinga.', next: 'Sjå på ho i loggen.' },
    'exchange-unavailable': { what: 'Altinn kan ikkje svare no.', next: 'Prøv igjen om nokre minutt.' },
    'resource-unknown': {
      what: 'Ressursen finst ikkje i dette miljøet.',
      next: 'Sjekk ID-en. Appar heiter app_org_namn.',
    },
    'action-not-in-policy': {
      what: 'Ingen regel i policyen gjeld handlinga.',
      next: 'Spør om ei handling som policyen har.',
    },
    'right-not-on-system': {
      what: 'Systemet er ikkje registrert med rett til ressursen.',
      next: 'Legg han til på systemet, og be kunden om endringa: godkjenninga veks ikkje av seg sjølv.',
    },
    'decision-deny': {
      what: 'PDP tillèt det ikkje.',
      next: 'Kunden må gi den retten eller tilgangspakken som policyen krev.',
    },
  },
};
