import type { FrameTexts } from './frame.nb.ts';

export const frame: FrameTexts = {
  language: { label: 'Språk', nb: 'Norsk (bokmål)', nn: 'Norsk (nynorsk)', en: 'English' },
  theme: { label: 'Utsjånad', light: 'Lyst', dark: 'Mørkt', auto: 'Som systemet' },
  environment: {
    label: 'Miljø:',
    ahead: (span: string) => `Klokka i testmiljøet er stilt ${span} fram.`,
    behind: (span: string) => `Klokka i testmiljøet er stilt ${span} tilbake.`,
    sandbox: 'Testmiljø. Alle personar, verksemder og data er oppdikta.',
    footer: 'Portvakt er ei etterlikning av Altinn Autorisasjon og Maskinporten for utvikling og test.',
  },
};
