/** What is said of the effect of a changed policy, in bokmål. */
export const effect = {
  title: 'Nye svar til dem som spør',
  text: 'Vis endringene i XML',
  none: (asked: number) => `Ingen svar endres: ${asked} forespørsler er prøvd mot begge policyene.`,
  some: (total: number, asked: number) =>
    `${asked} kombinasjoner av hvem, handling og del av ressursen er prøvd. ${total === 1 ? 'Én' : total} får nytt svar:`,
  more: (count: number) => `… og ${count} til.`,
  cut: (asked: number) =>
    `Policyen gir flere forespørsler enn de ${asked} som er prøvd. Det som ikke er prøvd, kan også endres.`,
  conditions: (count: number) =>
    `Regler med en betingelse: ${count}. Svaret kan avhenge av mer enn det som er prøvd her.`,
  anybody: 'Hvem som helst',
  before: 'Før',
  after: 'Etter',
  covered: (reached: number, all: number) => `Testene når ${reached} av ${all} regler.`,
  missed: (id: string, line: number) => `Ingen test når regelen på linje ${line}: ${id}`,
  lists: 'Tilgangslister',
  matrix: 'Oversikt',
  matrixLead:
    'Kryss av for hvem som får gjøre hva med hele ressursen. Nye regler, deler av ressursen og forbud lager du under «Regler». Når noe er endret, lagrer du øverst på siden; endringen gjelder fra da av.',
  matrixEmpty: 'Policyen har ingen regler som kan vises her. Lag den første under «Regler».',
  keptRules: (count: number) => `Regler som matrisen ikke kan vise: ${count}. De gjelder også.`,
  part: 'Bare en del',
  cell: (who: string, action: string) => `${who}: ${action}`,
  decisions: {
    Permit: 'Får',
    Deny: 'Nektes',
    NotApplicable: 'Får ikke',
    Indeterminate: 'Kan ikke avgjøres',
  },
};
