/** Words about the choice of scopes: what is chosen, what lacks access and how to get it, and what can be undone. */
export const scopeDesk = {
  chosen: 'Valgt',
  nothing: 'Ingen scopes er valgt ennå. Kryss av i listen.',
  what: 'Et scope er navnet på det en klient ber om lov til, for eksempel altinn:instances.read.',
  isNew: 'Ny',
  goes: 'Fjernes',
  keep: 'Behold',
  keepLabel: (scope: string) => `Behold ${scope}`,
  change: (added: number, removed: number) => `${added} legges til, ${removed} fjernes.`,
  changed: (added: number, removed: number) => `Scopene er lagret. ${added} lagt til, ${removed} fjernet.`,
  undo: 'Angre',
  undone: 'Endringen er angret.',
  more: (count: number) => `Vis ${count} til`,
  openToAll: 'Åpent for alle',
  granted: 'Gitt til virksomheten',
  unknown: 'Scopet finnes ikke lenger, eller er ikke for Maskinporten. Det gir ikke token.',
  owner: (name: string) => `Eier: ${name}`,
  askOwner: (owner: string) => `Be ${owner} om tilgang.`,
  onOwnMachineAs: (person: string, owner: string) =>
    `I testmiljøet kan du gjøre det selv: fortsett som ${person}, som handler for ${owner}, og gi virksomheten tilgang.`,
  onOwnMachine: (owner: string) =>
    `I testmiljøet kan du gjøre det selv: logg inn som en som handler for ${owner}, og gi virksomheten tilgang under Scopes → Tilganger.`,
  why: (owner: string) => `${owner} eier scopet og har ikke gitt virksomheten tilgang.`,
  how: 'Be eieren om tilgang. Når den er gitt, virker scopet uten at du gjør noe mer.',
  howDelegated: 'Du kan også få tilgangen delegert i Altinn av en virksomhet som har den.',
  ask: 'Kopier forespørsel til eieren',
  asked: 'Forespørselen er kopiert',
  request: (scope: string, number: string) =>
    `Hei! Vi ber om tilgang til scopet ${scope} i Maskinporten for virksomheten med organisasjonsnummer ${number}.`,
  toGetAccess: 'Slik får du tilgang',
  whyOf: (scope: string) => `Slik får du tilgang til ${scope}`,
};
