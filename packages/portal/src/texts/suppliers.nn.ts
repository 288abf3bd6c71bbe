import type { suppliers as nb } from './suppliers.nb.ts';

/** What is said of scopes given to suppliers, in nynorsk. */
export const suppliers: typeof nb = {
  title: 'Leverandørar og kundar',
  lead: (name) => `Kven som hentar data på vegner av ${name}, og kven ${name} hentar data for.`,
  tabs: { given: 'Leverandørar', received: 'Kundar' },
  supplier: 'Leverandør',
  consumer: 'Kunde',
  api: 'API',
  scopes: 'Scopes',
  since: 'Sidan',
  given: {
    lead: 'Ein leverandør med fullmakt hentar data for verksemda med sin eigen klient og nøkkel. Tokenet seier både kven det gjeld og kven som spør. Verksemda må sjølv ha tilgang til scopet: eigaren av API-et gir han til verksemda, aldri til leverandøren.',
    caption: 'Fullmakter gitt til leverandørar',
    empty: 'Verksemda har ikkje gitt nokon leverandør fullmakt',
    emptyHelp:
      'Gi fullmakt under: først API-et, så leverandøren. Fullmakta verkar med ein gong, og kan trekkjast når som helst.',
    end: 'Trekk fullmakta',
    endLabel: (supplier, api) => `Trekk fullmakta til ${api} frå ${supplier}`,
    endTitle: 'Trekkje fullmakta?',
    endText: (supplier, api) =>
      `${supplier} kan då ikkje lenger hente token for verksemda til ${api}. Token som er gitt, gjeld til dei går ut.`,
    ended: (supplier) => `Fullmakta er trekt frå ${supplier}.`,
  },
  give: {
    title: 'Gi fullmakt',
    api: 'Kva API gjeld fullmakta?',
    apiHelp: 'Skriv ein del av namnet, eller eit scope. Så kjem feltet for leverandøren.',
    noApis:
      'Ingen tenesteeigar har eit API som det kan givast fullmakt til. Det må vere ein ressurs av typen «Maskinporten-API» (MaskinportenSchema).',
    gives: 'Fullmakta gir leverandøren:',
    mayNot:
      'Du kan ikkje gi fullmakt til dette API-et for verksemda. Det krev tilgangspakken som policyen for API-et namngir. Dagleg leiar har han, og kan gi han til deg.',
    number: 'Leverandør',
    help: 'Ni siffer. Du ser namnet før fullmakta blir gitt.',
    invalid: 'Skriv eit gyldig organisasjonsnummer med ni siffer.',
    notFound: (number) => `Inga verksemd har nummeret ${number}.`,
    own: 'Du kan ikkje gi fullmakt til eige organisasjonsnummer. Har verksemda ikkje tilgang sjølv, må du be eigaren av API-et.',
    look: 'Gi fullmakt',
    ask: 'Er dette leverandøren?',
    askText: (api) => `får hente data for verksemda frå ${api}.`,
    done: (supplier) => `${supplier} har fått fullmakt.`,
  },
  received: {
    lead: 'Verksemder som har gitt fullmakt til å hente data for seg. Klienten må ha scopet, og førespurnaden om token må seie kven han gjeld: i tokenet er kunden «consumer».',
    caption: 'Fullmakter mottekne frå kundar',
    empty: 'Ingen har gitt verksemda fullmakt',
    emptyHelp:
      'Ei verksemd gir fullmakta når ho sjølv er logga inn her, under Leverandørar, eller brukar API-et. Då står ho her, med scopes du kan bruke for verksemda.',
    claim: 'Be om token',
    copyClaim: 'Kopier consumer_org',
    copySample: 'Kopier heile dømet',
    sampleTitle: 'Slik ber du om token for ein kunde',
    sampleLead:
      'Set organisasjonsnummeret til kunden i claimet «consumer_org», i JWT-en som klienten signerer. iat, exp og jti må vere nye for kvar førespurnad.',
    customer: '<organisasjonsnummeret til kunden>',
    clientId: '<klient-ID>',
    claimLabel: (number) => `Kopier consumer_org for ${number}`,
    end: 'Gi frå deg fullmakta',
    endLabel: (consumer, api) => `Gi frå deg fullmakta til ${api} frå ${consumer}`,
    endTitle: 'Gi frå deg fullmakta?',
    endText: (consumer, api) =>
      `Verksemda kan då ikkje lenger hente token for ${consumer} til ${api}. Berre ${consumer} kan gi fullmakta på nytt.`,
    ended: (consumer) => `Du har gitt frå deg fullmakta frå ${consumer}.`,
  },
  delegates: {
    tab: 'Fullmakter',
    lead: 'Verksemder som har gitt ein leverandør fullmakt til scopet. I tokenet er kunden «consumer» og leverandøren «supplier». Tilgang gir du til kunden; leverandøren treng ingen eigen.',
    carriers: 'Fullmakta blir gitt med ressursen:',
    noCarrier: 'Det kan ikkje givast fullmakt til scopet enno',
    noCarrierHelp:
      'Lag ein ressurs av typen «Maskinporten-API» (MaskinportenSchema), og skriv scopet i feltet «Scopes i Maskinporten». Då kan verksemder gi fullmakt, etter policyen for ressursen.',
    newResource: 'Ny ressurs',
    notAltinn:
      'Scopet er ikkje merkt «Tilgang kan delegerast i Altinn». Slå det på under detaljane, så andre ser at det kan givast fullmakt til det.',
    empty: 'Ingen har gitt ein leverandør fullmakt til scopet',
    emptyHelp: 'Når ei verksemd gjer det, står ho her.',
    bounded: 'Berre dei 200 eldste fullmaktene blir viste.',
    search: 'Søk etter kunde eller leverandør',
    noHits: 'Ingen fullmakter passar.',
    caption: 'Fullmakter til scopet',
  },
};
