/** Ways to log in and the levels that they give, as ID-porten names them. Pure. */
export interface Method {
  readonly amr: string;
  readonly acr: string;
}

/** From the lowest level to the highest. */
export const ACR_VALUES = ['idporten-loa-low', 'idporten-loa-substantial', 'idporten-loa-high'] as const;

const METHODS: readonly Method[] = [
  { amr: 'TestID', acr: 'idporten-loa-substantial' },
  { amr: 'Minid-PIN', acr: 'idporten-loa-substantial' },
  { amr: 'BankID', acr: 'idporten-loa-high' },
];

const rank = (acr: string | undefined): number => (ACR_VALUES as readonly string[]).indexOf(acr ?? '');

/** The lowest level among `acr_values` that we know (a space separated list); undefined when none was asked for. */
export function wantedAcr(acrValues: unknown): string | undefined {
  if (typeof acrValues !== 'string') return undefined;
  const known = acrValues.split(' ').filter((acr) => rank(acr) >= 0);
  return known.toSorted((one, other) => rank(one) - rank(other))[0];
}

/** True when a login at `acr` is enough for what is wanted. */
export const satisfies = (acr: string | undefined, wanted: string | undefined): boolean =>
  wanted === undefined || rank(acr) >= rank(wanted);

/** The methods that are good enough. */
export const methodsFor = (wanted: string | undefined): readonly Method[] =>
  METHODS.filter((method) => satisfies(method.acr, wanted));
