/** What is said of questions to the PDP, in bokmål. */
export const asking = {
  otherActions: 'Policyen har regler for:',
  newAction: 'Trenger du en annen handling, må eieren av ressursen legge den til.',
  noActions: 'Policyen har ingen regler ennå. Be eieren av ressursen om å legge til en.',
  levels: {
    level: (level: string) =>
      `Personen må være innlogget på nivå ${level} eller høyere. PDP kontrollerer det ikke: det må programmet ditt gjøre.`,
    levelOrg: (level: string) => `For tjenesteeiere: nivå ${level} eller høyere. Programmet ditt må kontrollere det.`,
  },
  whoGives: 'Se om du kan gi tilgangspakken',
  askHelp: (name: string) =>
    `Du kan be ${name} om tilgang til ressursen. Der ser de forespørselen, og gir eller avslår.`,
  askFor: 'Be om tilgang',
  sent: (name: string) => `Forespørselen er sendt til ${name}. Du har tilgang når den er godkjent.`,
  cannotAsk: 'Enkeltrettigheter til denne ressursen kan ikke gis. Be om en av tilgangspakkene over i stedet.',
  kind: 'Hvem spør?',
  asking: 'Virksomheten som spør',
  systemUser: 'Systembruker',
  systemUserHelp: 'ID-en til systembrukeren, en UUID.',
  systemUserGets: 'En systembruker får mer når virksomheten godkjenner det:',
  instance: 'Instans',
  instanceHelp: 'For en app: partens nummer, skråstrek og instansens ID. Uten dette gjelder spørsmålet hele ressursen.',
  instanceInvalid: 'Skriv instansen som 50001/ og ID-en, uten mellomrom.',
  before: 'Fyll ut og trykk «Spør». Svaret kommer her.',
  broken:
    'Noe i adressen er ikke en del av et spørsmål, og er utelatt. Fyll ut det som mangler. Fødselsnumre kan ikke stå i adressen: velg personen fra listen.',
  copyLink: 'Kopier lenke',
  link: 'Kopier lenke til spørsmålet',
  asCall: 'Som API-kall',
  asCallHelp:
    'Slik spør programmet ditt PDP om det samme, med et Altinn-token som har scopet altinn:authorization/authorize.',
  hasMany: (title: string, count: number) => `${title} (${count})`,
  why: 'Hvorfor?',
  changePolicy: 'Se og endre policyen',
  testName: 'Lagre som test: hva prøver den?',
  testHelp: 'Spørsmålet og svaret lagres ved policyen, og prøves hver gang noen vil endre den.',
  saveTest: 'Lagre som test',
  testSaved: 'Testen er lagret ved policyen.',
  kinds: {
    user: 'Person',
    'system-user': 'Systembruker',
    organization: 'Virksomhet',
  },
  subjectInvalid: {
    'system-user': 'Skriv ID-en til systembrukeren som en UUID.',
    organization: 'Velg virksomheten som spør fra listen, eller skriv et organisasjonsnummer med ni siffer.',
  },
  /** Somebody whose name is not known. */
  subject: {
    user: (id: string) => `bruker ${id}`,
    'system-user': (id: string) => `systembruker ${id}`,
    organization: (id: string) => `virksomheten ${id}`,
  },
};
