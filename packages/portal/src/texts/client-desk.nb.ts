/** Words about the list of clients and the settings of one. */
export const clientDesk = {
  filters: {
    all: 'Alle',
    used: 'I bruk',
    unused: 'Ubrukte',
    needs: 'Må følges opp',
    inactive: 'Deaktiverte',
  },
  sortBy: 'Sorter etter',
  shown: (shown: string, of: string) => `Viser ${shown} av ${of}`,
  more: (count: number) => `Vis ${count} til`,
  unsaved: (name: string) =>
    `Endringene i «${name}» er ikke lagret. De ligger klare her i fanen når du kommer tilbake.`,
  unsavedNew: 'Den nye klienten er ikke opprettet. Det du har fylt ut, ligger klart her i fanen når du kommer tilbake.',
  notSaved: 'Endringene er ikke lagret ennå.',
  discard: 'Forkast endringene',
  settings: 'Innstillinger',
  integrationType: 'Tjeneste',
  integrationTypeHelp: 'Hvilken tjeneste klienten er for. Valget står fast når klienten er opprettet.',
  applicationTypeHelp: 'Klienten er et system på en tjener, som kan holde på en hemmelighet.',
  authMethodHelp: 'Klienten viser hvem den er med en signatur fra sin private nøkkel, aldri med et passord.',
  grantTypeHelp: 'Klienten bytter en signert JWT i et tilgangstoken. Ingen person er med.',
  supplier: 'Leverandør (org.nr.)',
  supplierHelp: 'Virksomheten som har laget klienten på vegne av eieren.',
  lifetimeHelp:
    'Hvor lenge et token virker etter at det er gitt, fra 1 til 86 400 sekunder. Standard er 120 sekunder. Korte token er tryggest; be om et nytt når det gamle går ut.',
  tryNow: 'Prøv klienten',
  diagnosis: 'Feilsøk',
};
