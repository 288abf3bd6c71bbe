import type { effect as nb } from './effect.nb.ts';

/** What is said of the effect of a changed policy, in nynorsk. */
export const effect: typeof nb = {
  title: 'Nye svar til dei som spør',
  text: 'Vis endringane i XML',
  none: (asked) => `Ingen svar blir endra: ${asked} førespurnader er prøvde mot begge policyane.`,
  some: (total, asked) =>
    `${asked} kombinasjonar av kven, handling og del av ressursen er prøvde. ${total === 1 ? 'Éin' : total} får nytt svar:`,
  more: (count) => `… og ${count} til.`,
  cut: (asked) =>
    `Policyen gir fleire førespurnader enn dei ${asked} som er prøvde. Det som ikkje er prøvd, kan òg bli endra.`,
  conditions: (count) => `Reglar med eit vilkår: ${count}. Svaret kan avhenge av meir enn det som er prøvd her.`,
  anybody: 'Kven som helst',
  before: 'Før',
  after: 'Etter',
  covered: (reached, all) => `Testane når ${reached} av ${all} reglar.`,
  missed: (id, line) => `Ingen test når regelen på linje ${line}: ${id}`,
  lists: 'Tilgangslister',
  matrix: 'Oversikt',
  matrixLead:
    'Kryss av for kven som får gjere kva med heile ressursen. Nye reglar, delar av ressursen og forbod lagar du under «Reglar». Når noko er endra, lagrar du øvst på sida; endringa gjeld frå då av.',
  matrixEmpty: 'Policyen har ingen reglar som kan visast her. Lag den første under «Reglar».',
  keptRules: (count) => `Reglar som matrisa ikkje kan vise: ${count}. Dei gjeld òg.`,
  part: 'Berre ein del',
  cell: (who, action) => `${who}: ${action}`,
  decisions: {
    Permit: 'Får',
    Deny: 'Blir nekta',
    NotApplicable: 'Får ikkje',
    Indeterminate: 'Kan ikkje avgjerast',
  },
};
