/** What is said of scopes given to suppliers, in bokmål: the words of Altinn's own page where it has them; the shape of the other two. */
export const suppliers = {
  title: 'Leverandører og kunder',
  lead: (name: string) => `Hvem som henter data på vegne av ${name}, og hvem ${name} henter data for.`,
  tabs: { given: 'Leverandører', received: 'Kunder' },
  supplier: 'Leverandør',
  consumer: 'Kunde',
  api: 'API',
  scopes: 'Scopes',
  since: 'Siden',
  given: {
    lead: 'En leverandør med fullmakt henter data for virksomheten med sin egen klient og nøkkel. Tokenet sier både hvem det gjelder og hvem som spør. Virksomheten må selv ha tilgang til scopet: eieren av API-et gir den til virksomheten, aldri til leverandøren.',
    caption: 'Fullmakter gitt til leverandører',
    empty: 'Virksomheten har ikke gitt noen leverandør fullmakt',
    emptyHelp:
      'Gi fullmakt under: først API-et, så leverandøren. Fullmakten virker med en gang, og kan trekkes når som helst.',
    end: 'Trekk fullmakten',
    endLabel: (supplier: string, api: string) => `Trekk fullmakten til ${api} fra ${supplier}`,
    endTitle: 'Trekke fullmakten?',
    endText: (supplier: string, api: string) =>
      `${supplier} kan da ikke lenger hente token for virksomheten til ${api}. Token som er gitt, gjelder til de går ut.`,
    ended: (supplier: string) => `Fullmakten er trukket fra ${supplier}.`,
  },
  give: {
    title: 'Gi fullmakt',
    api: 'Hvilket API gjelder fullmakten?',
    apiHelp: 'Skriv en del av navnet, eller et scope. Så kommer feltet for leverandøren.',
    noApis:
      'Ingen tjenesteeier har et API som det kan gis fullmakt til. Det må være en ressurs av typen «Maskinporten-API» (MaskinportenSchema).',
    gives: 'Fullmakten gir leverandøren:',
    mayNot:
      'Du kan ikke gi fullmakt til dette API-et for virksomheten. Det krever tilgangspakken som policyen for API-et navngir. Daglig leder har den, og kan gi den til deg.',
    number: 'Leverandør',
    help: 'Ni siffer. Du ser navnet før fullmakten gis.',
    invalid: 'Skriv et gyldig organisasjonsnummer med ni siffer.',
    notFound: (number: string) => `Ingen virksomhet har nummeret ${number}.`,
    own: 'Du kan ikke gi fullmakt til eget organisasjonsnummer. Har virksomheten ikke tilgang selv, må du be eieren av API-et.',
    look: 'Gi fullmakt',
    ask: 'Er dette leverandøren?',
    askText: (api: string) => `får hente data for virksomheten fra ${api}.`,
    done: (supplier: string) => `${supplier} har fått fullmakt.`,
  },
  received: {
    lead: 'Virksomheter som har gitt fullmakt til å hente data for seg. Klienten må ha scopet, og forespørselen om token må si hvem den gjelder: i tokenet er kunden «consumer».',
    caption: 'Fullmakter mottatt fra kunder',
    empty: 'Ingen har gitt virksomheten fullmakt',
    emptyHelp:
      'En virksomhet gir fullmakten når den selv er logget inn her, under Leverandører, eller bruker API-et. Da står den her, med scopene du kan bruke for den.',
    claim: 'Be om token',
    copyClaim: 'Kopier consumer_org',
    copySample: 'Kopier hele eksempelet',
    sampleTitle: 'Slik ber du om token for en kunde',
    sampleLead:
      'Sett kundens organisasjonsnummer i claimet «consumer_org», i JWT-en som klienten signerer. iat, exp og jti må være nye for hver forespørsel.',
    customer: '<kundens organisasjonsnummer>',
    clientId: '<klient-ID>',
    claimLabel: (number: string) => `Kopier consumer_org for ${number}`,
    end: 'Gi fra deg fullmakten',
    endLabel: (consumer: string, api: string) => `Gi fra deg fullmakten til ${api} fra ${consumer}`,
    endTitle: 'Gi fra deg fullmakten?',
    endText: (consumer: string, api: string) =>
      `Virksomheten kan da ikke lenger hente token for ${consumer} til ${api}. Bare ${consumer} kan gi fullmakten på nytt.`,
    ended: (consumer: string) => `Du har gitt fra deg fullmakten fra ${consumer}.`,
  },
  delegates: {
    tab: 'Fullmakter',
    lead: 'Virksomheter som har gitt en leverandør fullmakt til scopet. I tokenet er kunden «consumer» og leverandøren «supplier». Tilgang gir du til kunden; leverandøren trenger ingen egen.',
    carriers: 'Fullmakten gis med ressursen:',
    noCarrier: 'Det kan ikke gis fullmakt til scopet ennå',
    noCarrierHelp:
      'Lag en ressurs av typen «Maskinporten-API» (MaskinportenSchema), og skriv scopet i feltet «Scopes i Maskinporten». Da kan virksomheter gi fullmakt, etter policyen for ressursen.',
    newResource: 'Ny ressurs',
    notAltinn:
      'Scopet er ikke merket «Tilgang kan delegeres i Altinn». Slå det på under detaljene, så andre ser at det kan gis fullmakt til det.',
    empty: 'Ingen har gitt en leverandør fullmakt til scopet',
    emptyHelp: 'Når en virksomhet gjør det, står den her.',
    bounded: 'Bare de 200 eldste fullmaktene vises.',
    search: 'Søk etter kunde eller leverandør',
    noHits: 'Ingen fullmakter passer.',
    caption: 'Fullmakter til scopet',
  },
};
