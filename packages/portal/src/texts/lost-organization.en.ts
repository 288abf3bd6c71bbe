import type { lostOrganization as nb } from './lost-organization.nb.ts';

/** In English. */
export const lostOrganization: typeof nb = (number) =>
  `You cannot act for organisation ${number}, or can no longer. Ask somebody with access there to give it to you, or choose another organisation here. What you had written in forms is kept in this tab.`;
