/** The steps of the check in their order, with the labels that are shown. */
export const STEPS = {
  configuration: 'Configuration',
  contradictions: 'Contradictions',
  secrets: 'Secrets',
  maskinporten: 'Maskinporten',
  clock: 'Clock',
  key: 'Private key',
  age: 'Age of certificate and key',
  client: 'Client',
  registered: 'Public key on the client',
  scopes: 'Scopes',
  delegation: 'Delegation',
  grant: 'Grant',
  system: 'System',
  redirect: 'Redirect URL',
  approval: 'Customer’s approval',
  reference: 'External reference',
  exchange: 'Exchange',
  rights: 'Rights',
  decision: 'Decision',
} as const;
/** The name of a step. */
export type StepId = keyof typeof STEPS;
