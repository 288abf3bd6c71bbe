/** What the platform answers and takes, by the names that the portal has for it. The forms are generated from the platform's own. */
import type * as platform from './generated/operations.ts';
import type { AnswerOf, Immutable } from './http.ts';

export type Profile = Immutable<platform.Profile>;
export type AuthorizedParty = Immutable<platform.AuthorizedParty>;

/** maskinporten.md 6.3 */
export type Client = Immutable<platform.Client>;
export type NewClient = Immutable<platform.NewClient>;
/** maskinporten.md 6.4; `exp` in seconds. */
export type ClientKey = Immutable<platform.ClientKey>;
export type NewKey = Immutable<platform.NewKey>;
export type Scope = Immutable<platform.Scope>;
export type NewScope = Immutable<platform.NewScope>;
/** An item of GET /scopes/access/all. */
export type UsableScope = Immutable<platform.UsableScope>;
export type ScopeAccess = Immutable<platform.ScopeAccess>;
export type TokenRequest = Immutable<platform.TokenRequest>;

export type Right = Immutable<platform.Right>;
export type PackageUrn = Immutable<platform.AccessPackageUrn>;
type RequestToAnswer = Immutable<platform.SystemUserRequestToAnswer>;
type ChangeRequestToAnswer = Immutable<platform.ChangeRequestToAnswer>;
/** A request of either kind (system-register-and-users.md 5.1 and 6), with what the portal's own reads add. */
export type SystemUserRequest = Either<RequestToAnswer, ChangeRequestToAnswer>;
/** A request in the list of those that wait. */
export type PendingRequest = AnswerOf<
  | 'GET /authentication/api/v1/systemuser/request/{party}/{orgno}/pending'
  | 'GET /authentication/api/v1/systemuser/request/agent/{party}/{orgno}/pending'
  | 'GET /portal/api/v1/change-requests/{party}/pending'
>[number];
/** A word in each language, as the registers give it. */
export type Translated = Partial<Immutable<platform.Translated>>;
/** The vendor and the system behind a request for approval. */
export type Asker = Immutable<platform.WhoAsks>;
export type SystemUser = Immutable<platform.SystemUser>;

/** One result of the PDP with `?explain=true`. */
export type Explained = Immutable<platform.XacmlResult & Required<Pick<platform.XacmlResult, 'explanation'>>>;
/** A person or an organisation of the sandbox. */
export type FoundParty = Immutable<platform.SyntheticParty>;

/** A test that is saved beside a policy. */
export type PolicyTest = Immutable<platform.PolicyTest>;
export type TestSubject = PolicyTest['subject']['type'];
export type StoredPolicy = Immutable<platform.AuthoredPolicy>;
/** Which requests a change of a policy answers otherwise. */
export type PolicyEffect = Immutable<platform.PolicyEffect>;
export type Tried = Immutable<platform.PolicyTrial>;

/** A resource as its owner writes it. */
export type OwnResource = Immutable<platform.OwnResource>;

/** What both have, and perhaps what one of them has. */
type Either<A, B> = Pick<A | B, keyof A & keyof B> & Partial<Omit<A, keyof B>> & Partial<Omit<B, keyof A>>;
