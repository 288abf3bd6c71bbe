import type { Texts } from './nb.ts';

export const clientDesk: Texts['clientDesk'] = {
  filters: {
    all: 'Alle',
    used: 'I bruk',
    unused: 'Ubrukte',
    needs: 'Må følgjast opp',
    inactive: 'Deaktiverte',
  },
  sortBy: 'Sorter etter',
  shown: (shown, of) => `Viser ${shown} av ${of}`,
  more: (count) => `Vis ${count} til`,
  unsaved: (name) => `Endringane i «${name}» er ikkje lagra. Dei ligg klare her i fana når du kjem tilbake.`,
  unsavedNew: 'Den nye klienten er ikkje oppretta. Det du har fylt ut, ligg klart her i fana når du kjem tilbake.',
  notSaved: 'Endringane er ikkje lagra enno.',
  discard: 'Forkast endringane',
  settings: 'Innstillingar',
  integrationType: 'Teneste',
  integrationTypeHelp: 'Kva teneste klienten er for. Valet står fast når klienten er oppretta.',
  applicationTypeHelp: 'Klienten er eit system på ein tenar, som kan halde på ein løyndom.',
  authMethodHelp: 'Klienten viser kven han er med ein signatur frå den private nøkkelen sin, aldri med eit passord.',
  grantTypeHelp: 'Klienten byter ein signert JWT i eit tilgangstoken. Ingen person er med.',
  supplier: 'Leverandør (org.nr.)',
  supplierHelp: 'Verksemda som har laga klienten på vegner av eigaren.',
  lifetimeHelp:
    'Kor lenge eit token verkar etter at det er gitt, frå 1 til 86 400 sekund. Standard er 120 sekund. Korte token er tryggast; be om eit nytt når det gamle går ut.',
  tryNow: 'Prøv klienten',
  diagnosis: 'Feilsøk',
};
