/**
 * Problem and validation codes with Altinn's own titles (system-register-and-users.md 8): clients match on the code, and some on the
 * title.
 */

/** AUTH-000NN: HTTP status and title. */
export const PROBLEMS = {
  0: [400, "Can't resolve the Organisation Number from the logged in Reportee PartyId."],
  1: [400, 'One or more Right not found or not delegable.'],
  2: [400, 'The Delegation failed.'],
  4: [400, 'Failed to create new SystemUser, existing SystemUser tied to the given System-Id.'],
  6: [400, 'The combination of External Ids refer to an already Accepted SystemUser.'],
  7: [400, 'The combination of External Ids refer to a Pending Request, please reuse or delete.'],
  8: [400, 'The combination of External Ids refer to a Denied Request, please delete and renew the Request.'],
  9: [400, 'The combination of External Ids refer to a Rejected Request, please delete and renew the Request.'],
  10: [404, 'The Id does not refer to a Request in our system.'],
  11: [404, 'The Id does not refer to a Registered System.'],
  13: [409, 'The Status of the Request is not New.'],
  14: [403, 'DelegationCheck failed with unknown error.'],
  15: [404, 'The SystemUser was not found.'],
  16: [403, 'DelegationCheck failed with error: Has not access by a delegation of role in ER or Altinn.'],
  18: [403, 'DelegationCheck failed with error: Has not access by direct delegation.'],
  20: [
    403,
    'DelegationCheck failed with error: The service requires explicit authentication level and the reportee is missing this.',
  ],
  21: [400, 'The RedirectUri was not found or not valid.'],
  23: [401, "Can't resolve the Organisation Number for the Vendor from the Token."],
  24: [403, "you don't have rights to delete this systemuser"],
  26: [400, 'No redirect uris are set for the system'],
  28: [400, 'The customer id was not provided or did not validate.'],
  30: [404, 'The Id does not refer to an AgentRequest in our system.'],
  31: [400, 'Party does not match delegation facilitator.'],
  34: [400, 'The system user type of the provided system user GUID is not an agent.'],
  35: [400, 'The system user has delegations from customer. Remove the delegations before deleting the system user'],
  36: [400, 'The system user type of the provided system user GUID is not standard.'],
  38: [400, 'Delegation not found'],
  39: [400, 'Party does not match delegation facilitator'],
  41: [403, "Party does not match request's orgno"],
  42: [403, "Party does not match agent request's orgno"],
  44: [403, 'Forbidden'],
  50: [400, 'The delegation check failed for access packages'],
  51: [400, 'The delegation of access package to the system user failed'],
  52: [400, 'One or more access packages are invalid'],
  53: [400, 'The user does not have enough access to delegate the requested access packages'],
  58: [400, 'No AccessPackages found, an Agent SystemUser must have at least one'],
  59: [400, 'No AccessPackages or Single Rights found, a SystemUser must have at least one'],
  60: [404, 'An error occured when Updating the Request.'],
  61: [409, 'The Status of the Request is not New. Please generate a new CorrellationId for a new Change Request'],
  63: [400, 'One or more accesspackage is not found in the referenced system in the System Register.'],
  64: [
    400,
    'One or more access packages cannot be delegated. Either they are intended for clients or they cannot be delegated further.',
  ],
  65: [400, 'One or more access packages cannot be delegated because they are not intended for client relationships'],
  66: [403, 'The request requires logged in user to have accessmanager write.'],
  68: [403, 'DelegationCheck failed with error: Has not access by a delegation of package in Altinn.'],
  69: [403, 'DelegationCheck failed with error: The receiver does not have the right based on Access List delegation.'],
  70: [403, 'DelegationCheck failed with error: The resource cannot be delegated to another user or entity.'],
  71: [
    403,
    'DelegationCheck failed with error: The resource is not delegable because it is a Maskinporten schema resource.',
  ],
  79: [400, 'Client not found.'],
  80: [400, 'Client does not have the accesspackages the agent system user requires'],
} as const satisfies Record<number, readonly [status: number, title: string]>;

export type ProblemNumber = keyof typeof PROBLEMS;

const VENDOR_PATH = '/registersystemrequest/vendor/id';
const ID_PATH = '/registersystemrequest/systemid';
const CLIENT_PATH = '/registersystemrequest/clientid';
const URL_PATH = '/registersystemrequest/allowedredirecturls';
const RESOURCE_PATH = '/registersystemrequest/rights/resource';
const PACKAGE_PATH = '/registersystemrequest/accesspackages';

/** AUTH.VLD-000NN: path and title. Paths are fixed texts, also for PUT. */
export const VALIDATIONS = {
  0: [VENDOR_PATH, 'the org number identifier is not valid ISO6523 identifier'],
  1: [ID_PATH, 'The system id does not match the format orgnumber_xxxx...'],
  2: [ID_PATH, 'The system id already exists'],
  3: [RESOURCE_PATH, "One or more resources specified in rights were not found in Altinn's resource register."],
  4: [CLIENT_PATH, 'One of the client id is already tagged with an existing system'],
  5: [URL_PATH, 'One or more of the redirect urls format is not valid. The valid format is https://xxx.xx'],
  6: [RESOURCE_PATH, 'One or more duplicate rights found'],
  7: [PACKAGE_PATH, 'One or more duplicate access package(s) found'],
  8: [PACKAGE_PATH, "One or all the accesspackage(s) is not found in altinn's access packages or is not delegable"],
  9: [RESOURCE_PATH, 'One or more resource id is in wrong format. The valid format is urn:altinn:resource'],
  11: [CLIENT_PATH, 'Request contains duplicate client ids'],
  12: [ID_PATH, 'The system ID in the request body does not match the system ID in the URL'],
  13: [ID_PATH, 'System ID cannot have spaces in id (leading, trailing or in between the id)'],
  14: ['?agent', 'The agent query parameter is missing or invalid'],
  15: ['?agent', 'SystemUser is not a valid system user of type agent'],
  16: ['?client', 'The client query parameter is missing or invalid'],
  17: [RESOURCE_PATH, 'One or more resources specified in rights is of resource type which is not delegable.'],
  18: [
    PACKAGE_PATH,
    "Access packages meant for system user for client relations can't be used in combination with the flag isVisible: true",
  ],
} as const satisfies Record<number, readonly [path: string, title: string]>;

/** The other title of VLD-00014: the parameter is a UUID, and no system user has it. */
export const AGENT_NOT_FOUND = 'System user not found';

export type ValidationNumber = keyof typeof VALIDATIONS;

const five = (number: number): string => String(number).padStart(5, '0');
export const problemCode = (number: ProblemNumber): string => `AUTH-${five(number)}`;
export const validationCode = (number: ValidationNumber): string => `AUTH.VLD-${five(number)}`;
