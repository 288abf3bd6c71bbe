import type { webhooks as shape } from './webhooks.nb.ts';

/** Words of webhooks in nynorsk. */
export const webhooks: typeof shape = {
  title: 'Webhooks',
  lead: 'Send hendingar i testmiljøet til programmet ditt. Her ser du kven som tek imot, og om leveringa går bra.',
  all: 'Vidaresending',
  target: 'Adresse',
  state: 'Status',
  taken: 'Siste leverte hending (nummer)',
  waiting: 'Hendingar i kø',
  delivering: 'Leverer',
  failing: 'Prøver igjen',
  problems: {
    answer: (status) => `Programmet svarte ${status}, og må svare 2xx. Sjå i loggen til programmet.`,
    redirect: (status) => `Svarer ${status}, som leier ein annan stad. Oppgi adressa der det endar.`,
    silence: () => 'Svarer ikkje i tide. Svar 2xx med ein gong, og gjer arbeidet etterpå.',
    unreached: () => 'Ingen svarer på adressa. Køyrer programmet, og er adressa rett?',
  },
  nextTry: (length) => `Neste forsøk om ${length}`,
  tries: 'Prøver no',
  heard: 'Sist høyrt frå:',
  none: 'Ingen sender hendingar vidare no',
  noneHelp:
    'Eit program kan få vite kva som skjer, til dømes at ein kunde har godkjent ein systembrukar, utan å spørje. Begynn med denne kommandoen, med adressa til programmet ditt:',
  command: 'kommandoen',
  another: 'Sende vidare til eit program til',
  anotherHelp:
    'Køyr denne kommandoen i eit terminalvindauge, med adressa til programmet. Han sender vidare så lenge han køyrer; avslutt han for å slutte.',
  nothing: 'ingen enno',
  sent: 'Kva som blir sendt',
  sentHelp:
    'Kvar hending blir send som eit eige POST-kall med ein CloudEvent i JSON. «type» er «no.portvakt.», kva det gjeld, og kva som skjedde. «subject» er ID-en til det. Ingen fødselsnummer er med.',
  about: 'Hendingar om',
  example: 'Døme på ei hending',
  fetch: 'Hendingane kan òg hentast: sjå followEvents i API-referansen',
};
