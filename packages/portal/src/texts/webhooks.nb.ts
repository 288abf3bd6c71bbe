/** Words of webhooks in bokmål; the shape of the other two. */
export const webhooks = {
  title: 'Webhooks',
  lead: 'Send hendelser i testmiljøet til programmet ditt. Her ser du hvem som mottar, og om leveringen går bra.',
  all: 'Videresending',
  target: 'Adresse',
  state: 'Status',
  taken: 'Siste leverte hendelse (nummer)',
  waiting: 'Hendelser i kø',
  delivering: 'Leverer',
  failing: 'Prøver igjen',
  problems: {
    answer: (status: string) => `Programmet svarte ${status}, og må svare 2xx. Se i programmets egen logg.`,
    redirect: (status: string) => `Svarer ${status}, som leder et annet sted. Oppgi adressen der det ender.`,
    silence: (_: string) => 'Svarer ikke i tide. Svar 2xx med en gang, og gjør arbeidet etterpå.',
    unreached: (_: string) => 'Ingen svarer på adressen. Kjører programmet, og er adressen riktig?',
  },
  nextTry: (length: string) => `Neste forsøk om ${length}`,
  tries: 'Prøver nå',
  heard: 'Sist hørt fra:',
  none: 'Ingen videresender hendelser nå',
  noneHelp:
    'Et program kan få vite hva som skjer, for eksempel at en kunde har godkjent en systembruker, uten å spørre. Begynn med denne kommandoen, med adressen til programmet ditt:',
  command: 'kommandoen',
  another: 'Videresende til enda et program',
  anotherHelp:
    'Kjør denne kommandoen i et terminalvindu, med adressen til programmet. Den videresender så lenge den kjører; avslutt den for å slutte.',
  nothing: 'ingen ennå',
  sent: 'Hva som sendes',
  sentHelp:
    'Hver hendelse sendes som et eget POST-kall med en CloudEvent i JSON. «type» er «no.portvakt.», hva det gjelder, og hva som skjedde. «subject» er ID-en til det. Ingen fødselsnumre er med.',
  about: 'Hendelser om',
  example: 'Eksempel på en hendelse',
  fetch: 'Hendelsene kan også hentes: se followEvents i API-referansen',
};
