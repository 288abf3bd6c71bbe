import type { Texts } from './nb.ts';

/** What is said of questions to the PDP, in nynorsk. */
export const asking: Texts['asking'] = {
  otherActions: 'Policyen har reglar for:',
  newAction: 'Treng du ei anna handling, må eigaren av ressursen leggje ho til.',
  noActions: 'Policyen har ingen reglar enno. Be eigaren av ressursen om å leggje til ein.',
  levels: {
    level: (level) =>
      `Personen må vere innlogga på nivå ${level} eller høgare. PDP kontrollerer det ikkje: det må programmet ditt gjere.`,
    levelOrg: (level) => `For tenesteeigarar: nivå ${level} eller høgare. Programmet ditt må kontrollere det.`,
  },
  whoGives: 'Sjå om du kan gi tilgangspakken',
  askHelp: (name) => `Du kan be ${name} om tilgang til ressursen. Der ser dei førespurnaden, og gir eller avslår.`,
  askFor: 'Be om tilgang',
  sent: (name) => `Førespurnaden er send til ${name}. Du har tilgang når han er godkjend.`,
  cannotAsk: 'Enkeltrettar til denne ressursen kan ikkje givast. Be om ein av tilgangspakkane over i staden.',
  kind: 'Kven spør?',
  asking: 'Verksemda som spør',
  systemUser: 'Systembrukar',
  systemUserHelp: 'ID-en til systembrukaren, ein UUID.',
  systemUserGets: 'Ein systembrukar får meir når verksemda godkjenner det:',
  instance: 'Instans',
  instanceHelp:
    'For ein app: nummeret til parten, skråstrek og ID-en til instansen. Utan dette gjeld spørsmålet heile ressursen.',
  instanceInvalid: 'Skriv instansen som 50001/ og ID-en, utan mellomrom.',
  before: 'Fyll ut og trykk «Spør». Svaret kjem her.',
  broken:
    'Noko i adressa er ikkje ein del av eit spørsmål, og er utelate. Fyll ut det som manglar. Fødselsnummer kan ikkje stå i adressa: vel personen frå lista.',
  copyLink: 'Kopier lenkje',
  link: 'Kopier lenkje til spørsmålet',
  asCall: 'Som API-kall',
  asCallHelp:
    'Slik spør programmet ditt PDP om det same, med eit Altinn-token som har scopet altinn:authorization/authorize.',
  hasMany: (title, count) => `${title} (${count})`,
  why: 'Kvifor?',
  changePolicy: 'Sjå og endre policyen',
  testName: 'Lagre som test: kva prøver han?',
  testHelp: 'Spørsmålet og svaret blir lagra ved policyen, og prøvde kvar gong nokon vil endre han.',
  saveTest: 'Lagre som test',
  testSaved: 'Testen er lagra ved policyen.',
  kinds: {
    user: 'Person',
    'system-user': 'Systembrukar',
    organization: 'Verksemd',
  },
  subjectInvalid: {
    'system-user': 'Skriv ID-en til systembrukaren som ein UUID.',
    organization: 'Vel verksemda som spør frå lista, eller skriv eit organisasjonsnummer med ni siffer.',
  },
  /** Somebody whose name is not known. */
  subject: {
    user: (id) => `brukar ${id}`,
    'system-user': (id) => `systembrukar ${id}`,
    organization: (id) => `verksemda ${id}`,
  },
};
