import type { FrameTexts } from './frame.nb.ts';

export const frame: FrameTexts = {
  language: { label: 'Language', nb: 'Norsk (bokmål)', nn: 'Norsk (nynorsk)', en: 'English' },
  theme: { label: 'Theme', light: 'Light', dark: 'Dark', auto: 'Use system setting' },
  environment: {
    label: 'Environment:',
    ahead: (span) => `The clock of the test environment is set ${span} ahead.`,
    behind: (span) => `The clock of the test environment is set ${span} back.`,
    sandbox: 'Test environment. Every person, organisation and piece of data is invented.',
    footer: 'Portvakt imitates Altinn Authorization and Maskinporten for development and testing.',
  },
};
