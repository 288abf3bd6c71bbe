/** Which operations are administration, so that each change that they make is recorded. */
import type { Operation } from '../http/index.ts';

/** Why an operation that is no GET is not recorded. */
type Why = 'asks' | 'decides' | 'lets in' | 'own settings' | 'tells how it goes';

/** Every other operation that is no GET is administration: one that is new is recorded until it is named here. */
export const NOT_ADMINISTRATION: Readonly<Record<string, Why>> = {
  checkAccessList: 'asks',
  comparePolicy: 'asks',
  findDelegationChanges: 'asks',
  findDelegationRules: 'asks',
  findResourcesBySubjects: 'asks',
  introspectPlatformToken: 'asks',
  listAuthorizedPartiesOf: 'asks',
  listAuthorizedPartiesOfByAlias: 'asks',
  listShortPolicies: 'asks',
  lookUpConsent: 'asks',
  lookUpParty: 'asks',
  tryPolicy: 'asks',
  authorize: 'decides',
  decide: 'decides',
  evaluateAccess: 'decides',
  evaluateAccesses: 'decides',
  searchActions: 'decides',
  searchPermittedResources: 'decides',
  searchSubjects: 'decides',
  cancelLogin: 'lets in',
  issueToken: 'lets in',
  logInAsTestPerson: 'lets in',
  makeSandboxToken: 'lets in',
  redeemOidcGrant: 'lets in',
  switchOrganization: 'lets in',
  changeOwnSettings: 'own settings',
  forgetListener: 'tells how it goes',
  noteListener: 'tells how it goes',
};

/** What is in instances is their users' business, and they have a history of their own. */
const CONTENT_SURFACES: ReadonlySet<string> = new Set(['storage', 'apps']);

/** True when what the operation changes is recorded. */
export const isAdministration = ({
  method,
  operationId,
  surface,
}: Pick<Operation, 'method' | 'operationId' | 'surface'>): boolean =>
  method !== 'GET' && !CONTENT_SURFACES.has(surface) && !(operationId in NOT_ADMINISTRATION);
