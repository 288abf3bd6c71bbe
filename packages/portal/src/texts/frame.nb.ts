/** The words of what stands round every page: the portal's, and the reference's of the API. */
export const frame = {
  language: { label: 'Språk', nb: 'Norsk (bokmål)', nn: 'Norsk (nynorsk)', en: 'English' },
  theme: { label: 'Utseende', light: 'Lyst', dark: 'Mørkt', auto: 'Som systemet' },
  environment: {
    label: 'Miljø:',
    ahead: (span: string) => `Klokken i testmiljøet er stilt ${span} frem.`,
    behind: (span: string) => `Klokken i testmiljøet er stilt ${span} tilbake.`,
    sandbox: 'Testmiljø. Alle personer, virksomheter og data er oppdiktede.',
    footer: 'Portvakt er en etterligning av Altinn Autorisasjon og Maskinporten for utvikling og test.',
  },
};

export type FrameTexts = typeof frame;
