/**
 * Problem and validation codes with Altinn's own titles (system-register-and-users.md 8): clients match on the code, and some on the
 * title.
 */

/** AUTH-000NN by name: its number, HTTP status and title. */
export const PROBLEMS = {
  organizationUnknown: [0, 400, "Can't resolve the Organisation Number from the logged in Reportee PartyId."],
  rightsNotInSystem: [1, 400, 'One or more Right not found or not delegable.'],
  delegationFailed: [2, 400, 'The Delegation failed.'],
  systemUserExists: [4, 400, 'Failed to create new SystemUser, existing SystemUser tied to the given System-Id.'],
  tripleAccepted: [6, 400, 'The combination of External Ids refer to an already Accepted SystemUser.'],
  triplePending: [7, 400, 'The combination of External Ids refer to a Pending Request, please reuse or delete.'],
  tripleDenied: [
    8,
    400,
    'The combination of External Ids refer to a Denied Request, please delete and renew the Request.',
  ],
  tripleRejected: [
    9,
    400,
    'The combination of External Ids refer to a Rejected Request, please delete and renew the Request.',
  ],
  requestNotFound: [10, 404, 'The Id does not refer to a Request in our system.'],
  systemNotFound: [11, 404, 'The Id does not refer to a Registered System.'],
  requestNotNew: [13, 409, 'The Status of the Request is not New.'],
  checkFailed: [14, 403, 'DelegationCheck failed with unknown error.'],
  systemUserNotFound: [15, 404, 'The SystemUser was not found.'],
  noRole: [16, 403, 'DelegationCheck failed with error: Has not access by a delegation of role in ER or Altinn.'],
  noDirectDelegation: [18, 403, 'DelegationCheck failed with error: Has not access by direct delegation.'],
  levelTooLow: [
    20,
    403,
    'DelegationCheck failed with error: The service requires explicit authentication level and the reportee is missing this.',
  ],
  redirectNotAllowed: [21, 400, 'The RedirectUri was not found or not valid.'],
  vendorUnknown: [23, 401, "Can't resolve the Organisation Number for the Vendor from the Token."],
  systemUserOfOther: [24, 403, "you don't have rights to delete this systemuser"],
  noRedirects: [26, 400, 'No redirect uris are set for the system'],
  customerInvalid: [28, 400, 'The customer id was not provided or did not validate.'],
  agentRequestNotFound: [30, 404, 'The Id does not refer to an AgentRequest in our system.'],
  otherFacilitator: [31, 400, 'Party does not match delegation facilitator.'],
  notAgent: [34, 400, 'The system user type of the provided system user GUID is not an agent.'],
  agentHasClients: [
    35,
    400,
    'The system user has delegations from customer. Remove the delegations before deleting the system user',
  ],
  notStandard: [36, 400, 'The system user type of the provided system user GUID is not standard.'],
  clientNotServed: [38, 400, 'Delegation not found'],
  clientOfOtherFacilitator: [39, 400, 'Party does not match delegation facilitator'],
  requestOfOtherParty: [41, 403, "Party does not match request's orgno"],
  agentRequestOfOtherParty: [42, 403, "Party does not match agent request's orgno"],
  facilitatorForbidden: [44, 403, 'Forbidden'],
  packageCheckFailed: [50, 400, 'The delegation check failed for access packages'],
  packageDelegationFailed: [51, 400, 'The delegation of access package to the system user failed'],
  packageInvalid: [52, 400, 'One or more access packages are invalid'],
  packageNotHeld: [53, 400, 'The user does not have enough access to delegate the requested access packages'],
  agentNeedsPackages: [58, 400, 'No AccessPackages found, an Agent SystemUser must have at least one'],
  nothingAskedFor: [59, 400, 'No AccessPackages or Single Rights found, a SystemUser must have at least one'],
  requestNotStored: [60, 404, 'An error occured when Updating the Request.'],
  changeRequestNotNew: [
    61,
    409,
    'The Status of the Request is not New. Please generate a new CorrellationId for a new Change Request',
  ],
  packagesNotInSystem: [
    63,
    400,
    'One or more accesspackage is not found in the referenced system in the System Register.',
  ],
  packagesNotForStandard: [
    64,
    400,
    'One or more access packages cannot be delegated. Either they are intended for clients or they cannot be delegated further.',
  ],
  packagesNotForAgents: [
    65,
    400,
    'One or more access packages cannot be delegated because they are not intended for client relationships',
  ],
  notAccessManager: [66, 403, 'The request requires logged in user to have accessmanager write.'],
  noPackage: [68, 403, 'DelegationCheck failed with error: Has not access by a delegation of package in Altinn.'],
  notOnAccessList: [
    69,
    403,
    'DelegationCheck failed with error: The receiver does not have the right based on Access List delegation.',
  ],
  resourceNotDelegable: [
    70,
    403,
    'DelegationCheck failed with error: The resource cannot be delegated to another user or entity.',
  ],
  maskinportenSchema: [
    71,
    403,
    'DelegationCheck failed with error: The resource is not delegable because it is a Maskinporten schema resource.',
  ],
  clientNotFound: [79, 400, 'Client not found.'],
  clientLacksPackages: [80, 400, 'Client does not have the accesspackages the agent system user requires'],
} as const satisfies Record<string, readonly [number: number, status: number, title: string]>;

export type ProblemName = keyof typeof PROBLEMS;

const VENDOR_PATH = '/registersystemrequest/vendor/id';
const ID_PATH = '/registersystemrequest/systemid';
const CLIENT_PATH = '/registersystemrequest/clientid';
const URL_PATH = '/registersystemrequest/allowedredirecturls';
const RESOURCE_PATH = '/registersystemrequest/rights/resource';
const PACKAGE_PATH = '/registersystemrequest/accesspackages';

/** AUTH.VLD-000NN by name: its number, path and title. Paths are fixed texts, also for PUT. */
export const VALIDATIONS = {
  vendorInvalid: [0, VENDOR_PATH, 'the org number identifier is not valid ISO6523 identifier'],
  systemIdFormat: [1, ID_PATH, 'The system id does not match the format orgnumber_xxxx...'],
  systemIdTaken: [2, ID_PATH, 'The system id already exists'],
  resourceUnknown: [
    3,
    RESOURCE_PATH,
    "One or more resources specified in rights were not found in Altinn's resource register.",
  ],
  clientIdTaken: [4, CLIENT_PATH, 'One of the client id is already tagged with an existing system'],
  redirectUrlInvalid: [
    5,
    URL_PATH,
    'One or more of the redirect urls format is not valid. The valid format is https://xxx.xx',
  ],
  rightTwice: [6, RESOURCE_PATH, 'One or more duplicate rights found'],
  packageTwice: [7, PACKAGE_PATH, 'One or more duplicate access package(s) found'],
  packageInvalid: [
    8,
    PACKAGE_PATH,
    "One or all the accesspackage(s) is not found in altinn's access packages or is not delegable",
  ],
  resourceIdFormat: [
    9,
    RESOURCE_PATH,
    'One or more resource id is in wrong format. The valid format is urn:altinn:resource',
  ],
  clientIdTwice: [11, CLIENT_PATH, 'Request contains duplicate client ids'],
  systemIdDiffers: [12, ID_PATH, 'The system ID in the request body does not match the system ID in the URL'],
  systemIdSpaces: [13, ID_PATH, 'System ID cannot have spaces in id (leading, trailing or in between the id)'],
  agentInvalid: [14, '?agent', 'The agent query parameter is missing or invalid'],
  agentNotAgent: [15, '?agent', 'SystemUser is not a valid system user of type agent'],
  clientInvalid: [16, '?client', 'The client query parameter is missing or invalid'],
  resourceNotDelegable: [
    17,
    RESOURCE_PATH,
    'One or more resources specified in rights is of resource type which is not delegable.',
  ],
  packageForClientsOnly: [
    18,
    PACKAGE_PATH,
    "Access packages meant for system user for client relations can't be used in combination with the flag isVisible: true",
  ],
} as const satisfies Record<string, readonly [number: number, path: string, title: string]>;

/** The other title of VLD-00014: the parameter is a UUID, and no system user has it. */
export const AGENT_NOT_FOUND = 'System user not found';

export type ValidationName = keyof typeof VALIDATIONS;

const five = (number: number): string => String(number).padStart(5, '0');
export const problemCode = (name: ProblemName): string => `AUTH-${five(PROBLEMS[name][0])}`;
export const validationCode = (name: ValidationName): string => `AUTH.VLD-${five(VALIDATIONS[name][0])}`;

const namesOf = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(table) as K[];
export const PROBLEM_NAMES = namesOf(PROBLEMS);
export const VALIDATION_NAMES = namesOf(VALIDATIONS);
