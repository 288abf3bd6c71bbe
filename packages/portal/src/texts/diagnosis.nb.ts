/** "Why does my client not work?" in bokmål: the shape of the other languages. Steps and causes are those of `portvakt doctor`. */
export const diagnosis = {
  title: 'Hvorfor virker ikke klienten?',
  lead: 'Sjekker oppsettet trinn for trinn og sier hva du bør gjøre. Ingenting blir endret.',
  again: 'Sjekk på nytt',
  acts: 'Hvem handler klienten for?',
  actsFor: {
    itself: 'Bare egen virksomhet',
    'system-user': 'En kunde, med systembruker',
    delegation: 'En kunde, med fullmakt til API-et',
  },
  customer: 'Kunde',
  reference: 'Ekstern referanse',
  referenceHelp: 'Bare hvis forespørselen hadde en.',
  redirect: 'Returadresse',
  redirectHelp: 'Dit kunden sendes tilbake, slik programmet skriver den i forespørselen.',
  resource: 'Ressurs',
  resourceHelp: 'ID-en til ressursen klienten skal bruke.',
  action: 'Handling',
  keyHelp:
    'Velg en nøkkelfil for å gå hele veien: signere, hente token og veksle. Nøkkelen forlater ikke nettleseren: den sendes ikke, og den lagres ikke. Uten nøkkelfil sjekkes bare det portalen vet.',
  withKey: (kid: string) => `Sjekker hele veien med nøkkelen ${kid}.`,
  faults: {
    customer: 'Et organisasjonsnummer har ni siffer, og det siste er et kontrollsiffer.',
    resource: 'En ressurs-ID har bare små bokstaver, tall, - og _.',
    action: 'Skriv handlingen uten mellomrom, for eksempel read.',
  },
  states: { OK: 'OK', WARN: 'Advarsel', FAIL: 'Feil', TODO: 'Venter' },
  stepsTitle: 'Hva som er sjekket',
  /** How what was not looked at is taken in. */
  toInclude: {
    resource: 'Fyll ut «Ressurs».',
    redirect: 'Fyll ut «Returadresse», under «En kunde, med systembruker».',
    'system-user': 'Velg «En kunde, med systembruker».',
    delegation: 'Velg «En kunde, med fullmakt til API-et».',
  },
  healthy: 'Ingen feil funnet',
  healthyText: 'Alt som er sjekket, er i orden. Velg en nøkkelfil for å sjekke også det bare et token kan vise.',
  healthyWhole: 'Klienten får token og Altinn-token med denne nøkkelen. Bruker programmet en annen, prøv med den.',
  first: (step: string) => `Begynn med dette: ${step}`,
  /** Of the step that the verdict is about. */
  seeFirst: 'Hva du kan gjøre med det, står øverst.',
  next: 'Neste steg',
  who: 'Hvem kan gjøre det',
  persons: {
    own: 'Daglig leder, styreleder, hovedadministrator eller en annen med nøkkelrolle i virksomheten som eier klienten. Er ikke det deg, send lenken til denne siden til en av dem.',
    customer: 'En tilgangsstyrer hos kunden, for eksempel daglig leder.',
    owner: 'Tjenesteeieren som eier scopet.',
  },
  verbatim: 'Ordrett fra sjekken',
  steps: {
    maskinporten: 'Kontakt med Maskinporten',
    key: 'Privat nøkkel',
    age: 'Alder på nøkkelen',
    client: 'Klienten',
    registered: 'Offentlig nøkkel på klienten',
    scopes: 'Scopes',
    delegation: 'Fullmakt',
    grant: 'Token',
    system: 'System',
    redirect: 'Returadresse',
    approval: 'Kundens godkjenning',
    reference: 'Ekstern referanse',
    exchange: 'Veksling til Altinn-token',
    rights: 'Rettighet',
    decision: 'Beslutning fra PDP',
  },
  fine: {
    maskinporten: () => 'Maskinporten svarer.',
    key: () => 'Nøkkelen kan signere.',
    age: ([made = '']: readonly string[]) => (made === '' ? 'Nøkkelen er ikke gammel.' : `Laget ${made}.`),
    client: () => 'Klienten er aktiv.',
    registered: ([kid, until]: readonly string[]) =>
      kid === undefined || until === undefined ? 'Nøkkelen er registrert.' : `${kid} gjelder til ${until}.`,
    scopes: () => 'Virksomheten har tilgang til alle scopes på klienten.',
    delegation: () => 'Kunden har gitt fullmakt.',
    grant: ([when]: readonly string[]) => (when === undefined ? 'Klienten får token.' : `Sist hentet ${when}.`),
    system: ([id]: readonly string[]) =>
      id === undefined ? 'Et system har denne klienten.' : `Systemet ${id} har denne klienten.`,
    redirect: () => 'Adressen er en av dem systemet har.',
    approval: () => 'Kunden har godkjent.',
    reference: () => 'Referansen er den systembrukeren har.',
    exchange: () => 'Altinn veksler tokenet.',
    rights: ([resource, action]: readonly string[]) =>
      resource === undefined ? 'Rettigheten er i orden.' : `Policyen for ${resource} har handlingen ${action}.`,
    decision: () => 'PDP tillater det.',
  },
  /** The time that a step names after a key. */
  dates: {
    age: (moment: string) => `Laget ${moment}`,
    registered: (moment: string) => `Gjelder til ${moment}`,
  },
  skipped: {
    unasked: 'Ikke med i denne sjekken',
    key: 'Ikke prøvd uten nøkkelfil',
    unreadable: 'Kunne ikke leses nå',
    after: 'Avhenger av et trinn over',
  },
  places: {
    settings: 'Gå til innstillingene',
    keys: 'Gå til nøklene',
    scopes: 'Gå til scopes',
    log: 'Se loggen',
    systems: 'Gå til systemer',
    requests: 'Se forespørslene',
    ask: 'Be kunden',
    users: 'Se systembrukerne',
    resource: 'Se policyen',
    why: 'Se hvorfor',
  },
  other: { what: 'Trinnet gikk ikke.', next: 'Se ordlyden under, og slå den opp i dokumentasjonen.' },
  causes: {
    unreachable: { what: 'Maskinporten svarer ikke.', next: 'Sjekk nettet, og prøv igjen.' },
    'maskinporten-unavailable': { what: 'Maskinporten kan ikke svare nå.', next: 'Prøv igjen om noen minutter.' },
    'issuer-differs': {
      what: 'Maskinporten kaller seg noe annet enn det klienten spør etter.',
      next: 'Bruk navnet i metadata, bokstav for bokstav.',
    },
    'key-old': {
      what: 'Nøkkelen er mer enn elleve måneder gammel.',
      next: 'Bytt den i god tid: en registrert nøkkel lever ett år.',
    },
    'key-of-other-environment': {
      what: 'Nøkkelens kid sier at den er for et annet miljø.',
      next: 'Bruk nøkkelen for dette miljøet. Test og produksjon har hver sin.',
    },
    'key-too-small': { what: 'Nøkkelen har færre enn 2048 bit.', next: 'Lag en ny nøkkel.' },
    'client-unknown': {
      what: 'Ingen aktiv klient har denne ID-en i dette miljøet.',
      next: 'Sammenlign klient-ID-en i programmet med den her. Test og produksjon deler ingenting.',
    },
    'client-inactive': { what: 'Klienten er deaktivert.', next: 'Aktiver den.' },
    'client-of-other-type': {
      what: 'Klienten er ikke for Maskinporten.',
      next: 'Opprett en klient for Maskinporten.',
    },
    'not-active-yet': {
      what: 'En endring har ikke nådd Maskinporten ennå.',
      next: 'Vent to minutter, og sjekk på nytt.',
    },
    'client-without-keys': {
      what: 'Klienten har ingen nøkkel.',
      next: 'Registrer den offentlige delen av nøkkelen.',
    },
    'key-not-registered': {
      what: 'Nøkkelen er ikke registrert på klienten.',
      next: 'Registrer den offentlige delen av den, eller bruk en som er registrert.',
    },
    'key-on-other-client': {
      what: 'Nøkkelen er registrert på en annen av klientene.',
      next: 'Bruk ID-en til den klienten, eller registrer nøkkelen her også.',
    },
    'kid-differs': {
      what: 'Nøkkelen er registrert med en annen kid.',
      next: 'Bruk den kid-en som står under Nøkler.',
    },
    'kid-needed': {
      what: 'Klienten har registrerte nøkler, og forespørselen sier ikke hvilken som brukes.',
      next: 'Sett kid til den som står under Nøkler.',
    },
    'key-expired': { what: 'Registreringen av nøkkelen har utløpt.', next: 'Bytt til en ny nøkkel.' },
    'key-expires-soon': {
      what: 'Registreringen av nøkkelen utløper snart.',
      next: 'Bytt til en ny nøkkel før den utløper.',
    },
    'signature-invalid': {
      what: 'Klienten har en annen nøkkel under denne kid-en.',
      next: 'Registrer den offentlige delen av nøkkelen, eller signer med den som er registrert.',
    },
    'scope-not-on-client': {
      what: 'Klienten mangler scopes, eller et av dem finnes ikke.',
      next: 'Legg dem til på klienten, og sjekk stavemåten i programmet.',
    },
    'scope-inactive': {
      what: 'Et scope på klienten er deaktivert, eller bare for dem som har fått tilgang.',
      next: 'Spør eieren av API-et hvilket scope du skal bruke, og om tilgang til det.',
    },
    'scope-of-other-type': { what: 'Et scope er for andre klienttyper, for eksempel innlogging.', next: 'Fjern det.' },
    'scope-not-granted': {
      what: 'Virksomheten mangler tilgang til dette scopet:',
      next: 'Be eieren av scopet om tilgang. Under Scopes på klienten ser du hvem som eier det.',
    },
    'scope-not-granted-to-customer': {
      what: 'Kunden mangler tilgang til dette scopet:',
      next: 'Kunden må be eieren av scopet om tilgang.',
    },
    'delegation-missing': {
      what: 'Kunden har ikke gitt virksomheten fullmakt til API-et.',
      next: 'Kunden må gi fullmakt. Test og produksjon er hver for seg.',
    },
    'consumer-is-client': {
      what: 'Kunden er virksomheten som eier klienten.',
      next: 'Velg «Bare egen virksomhet», og la consumer_org være.',
    },
    'audience-wrong': { what: '«aud» er ikke denne Maskinporten.', next: 'Bruk navnet i metadata som «aud».' },
    'clock-refused': {
      what: 'Tidene i forespørselen er feil.',
      next: 'Still klokken på maskinen, og signer rett før du sender.',
    },
    'grant-replayed': {
      what: 'Den samme forespørselen kom to ganger.',
      next: 'Se etter noe som sender den på nytt.',
    },
    'rate-limited': { what: 'For mange forespørsler.', next: 'Bruk tokenet til det utløper, og prøv igjen senere.' },
    'grant-refused': { what: 'Den siste forespørselen ble avvist.', next: 'Se på den i loggen.' },
    'resource-invalid': { what: '«resource» er ikke en full URI.', next: 'Send den URI-en som API-et oppgir.' },
    'system-unknown': {
      what: 'Systemet finnes ikke, eller er en annen leverandørs.',
      next: 'Sjekk ID-en, eller registrer systemet.',
    },
    'client-not-on-system': {
      what: 'Ingen av systemene til virksomheten har denne klienten.',
      next: 'Legg klienten til på systemet, eller registrer et.',
    },
    'redirect-none': {
      what: 'Systemet har ingen adresser å sende kunden til.',
      next: 'Legg adressen til på systemet.',
    },
    'redirect-differs': {
      what: 'Adressen er ingen av dem systemet har, tegn for tegn.',
      next: 'Send en av dem, eller legg denne til på systemet.',
    },
    'approval-missing': {
      what: 'Kunden har ingen systembruker, og ingen forespørsel venter.',
      next: 'Be kunden om en systembruker.',
    },
    'approval-pending': {
      what: 'Kunden har ikke svart ennå.',
      next: 'Be kunden åpne adressen og godkjenne.',
    },
    'approval-rejected': {
      what: 'Kunden har avvist forespørselen.',
      next: 'Snakk med kunden, trekk forespørselen, og be på nytt.',
    },
    'approval-timed-out': { what: 'Forespørselen ble ikke besvart i tide.', next: 'Be kunden på nytt.' },
    'system-user-unknown': {
      what: 'Ingen godkjent systembruker passer med kunde, klient og referanse.',
      next: 'Sjekk alle tre mot listen over systembrukere.',
    },
    'external-reference-differs': {
      what: 'Kundens systembruker har en annen ekstern referanse.',
      next: 'Bruk den referansen systembrukeren ble bedt om med.',
    },
    'external-reference-missing': {
      what: 'Kundens systembruker har en ekstern referanse, og ingen er oppgitt.',
      next: 'Send referansen systembrukeren ble bedt om med.',
    },
    'altinn-unreachable': { what: 'Altinn svarer ikke.', next: 'Sjekk nettet, og prøv igjen.' },
    'exchange-of-other-environment': {
      what: 'Altinn stoler ikke på tokenet.',
      next: 'Veksle i samme miljø som tokenet er fra.',
    },
    'exchange-refused': { what: 'Altinn avviste vekslingen.', next: 'Se på den i loggen.' },
    'exchange-unavailable': { what: 'Altinn kan ikke svare nå.', next: 'Prøv igjen om noen minutter.' },
    'resource-unknown': {
      what: 'Ressursen finnes ikke i dette miljøet.',
      next: 'Sjekk ID-en. Apper heter app_org_navn.',
    },
    'action-not-in-policy': {
      what: 'Ingen regel i policyen gjelder handlingen.',
      next: 'Spør om en handling som policyen har.',
    },
    'right-not-on-system': {
      what: 'Systemet er ikke registrert med rettighet til ressursen.',
      next: 'Legg den til på systemet, og be kunden om endringen: godkjenningen vokser ikke av seg selv.',
    },
    'decision-deny': {
      what: 'PDP tillater det ikke.',
      next: 'Kunden må gi den rettigheten eller tilgangspakken som policyen krever.',
    },
  },
};
