import { areaWords, useTextsWith } from '../texts/area.ts';
import { webhooks as webhooksEn } from '../texts/webhooks.en.ts';
import { webhooks as webhooksNb } from '../texts/webhooks.nb.ts';
import { webhooks as webhooksNn } from '../texts/webhooks.nn.ts';

const withWords = areaWords({
  nb: { webhooks: webhooksNb },
  nn: { webhooks: webhooksNn },
  en: { webhooks: webhooksEn },
});

/** The words of all pages, with those that are for here alone. */
export const useTexts = () => useTextsWith(withWords);
