/** For whom a situation can be started. */
export const SCOPES = ['client', 'system', 'customer', 'externalRef'] as const;
