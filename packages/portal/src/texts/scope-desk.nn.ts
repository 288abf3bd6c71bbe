import type { scopeDesk as nb } from './scope-desk.nb.ts';

export const scopeDesk: typeof nb = {
  chosen: 'Valde',
  nothing: 'Ingen scopes er valde enno. Kryss av i lista.',
  what: 'Eit scope er namnet på det ein klient ber om lov til, til dømes altinn:instances.read.',
  isNew: 'Ny',
  goes: 'Blir fjerna',
  keep: 'Behald',
  keepLabel: (scope) => `Behald ${scope}`,
  change: (added, removed) => `${added} blir lagde til, ${removed} blir fjerna.`,
  changed: (added, removed) => `Scopa er lagra. ${added} lagde til, ${removed} fjerna.`,
  undo: 'Angre',
  undone: 'Endringa er angra.',
  more: (count) => `Vis ${count} til`,
  openToAll: 'Ope for alle',
  granted: 'Gitt til verksemda',
  unknown: 'Scopet finst ikkje lenger, eller er ikkje for Maskinporten. Det gir ikkje token.',
  owner: (name) => `Eigar: ${name}`,
  askOwner: (owner) => `Be ${owner} om tilgang.`,
  onOwnMachineAs: (person, owner) =>
    `I testmiljøet kan du gjere det sjølv: hald fram som ${person}, som handlar for ${owner}, og gi verksemda tilgang.`,
  onOwnMachine: (owner) =>
    `I testmiljøet kan du gjere det sjølv: logg inn som ein som handlar for ${owner}, og gi verksemda tilgang under Scopes → Tilgangar.`,
  why: (owner) => `${owner} eig scopet og har ikkje gitt verksemda tilgang.`,
  how: 'Be eigaren om tilgang. Når han er gitt, verkar scopet utan at du gjer noko meir.',
  howDelegated: 'Du kan òg få tilgangen delegert i Altinn av ei verksemd som har han.',
  ask: 'Kopier førespurnad til eigaren',
  asked: 'Førespurnaden er kopiert',
  request: (scope, number) =>
    `Hei! Vi ber om tilgang til scopet ${scope} i Maskinporten for verksemda med organisasjonsnummer ${number}.`,
  toGetAccess: 'Slik får du tilgang',
  whyOf: (scope) => `Slik får du tilgang til ${scope}`,
};
