/**
 * Problem and validation codes with Altinn's own titles (system-register-and-users.md 8): clients match on the code, and some on the
 * title.
 */
import type { RefusalKind } from '../foundation/index.ts';

type Coded = RefusalKind & { readonly wire: string };

/** AUTH-000NN by name. */
export const PROBLEMS = {
  organizationUnknown: {
    status: 400,
    wire: 'AUTH-00000',
    what: "Can't resolve the Organisation Number from the logged in Reportee PartyId.",
    remedy: 'Log in for an organisation that the register knows.',
  },
  rightsNotInSystem: {
    status: 400,
    wire: 'AUTH-00001',
    what: 'One or more Right not found or not delegable.',
    remedy: 'Ask for rights that the system has registered.',
  },
  delegationFailed: {
    status: 400,
    wire: 'AUTH-00002',
    what: 'The Delegation failed.',
    remedy: 'Ask for what is still there, and try again.',
  },
  systemUserExists: {
    status: 400,
    wire: 'AUTH-00004',
    what: 'Failed to create new SystemUser, existing SystemUser tied to the given System-Id.',
    remedy: 'Use the system user that is there, or another externalRef.',
  },
  tripleAccepted: {
    status: 400,
    wire: 'AUTH-00006',
    what: 'The combination of External Ids refer to an already Accepted SystemUser.',
    remedy: 'Use the system user that is there, or another externalRef.',
  },
  triplePending: {
    status: 400,
    wire: 'AUTH-00007',
    what: 'The combination of External Ids refer to a Pending Request, please reuse or delete.',
    remedy: 'Wait for its answer, or delete it.',
  },
  tripleDenied: {
    status: 400,
    wire: 'AUTH-00008',
    what: 'The combination of External Ids refer to a Denied Request, please delete and renew the Request.',
    remedy: 'Delete it and ask anew.',
  },
  tripleRejected: {
    status: 400,
    wire: 'AUTH-00009',
    what: 'The combination of External Ids refer to a Rejected Request, please delete and renew the Request.',
    remedy: 'Delete it and ask anew.',
  },
  requestNotFound: {
    status: 404,
    wire: 'AUTH-00010',
    what: 'The Id does not refer to a Request in our system.',
    remedy: 'Check the id; a vendor sees its own only.',
  },
  systemNotFound: {
    status: 404,
    wire: 'AUTH-00011',
    what: 'The Id does not refer to a Registered System.',
    remedy: 'Register the system first; a vendor sees its own only.',
  },
  requestNotNew: {
    status: 409,
    wire: 'AUTH-00013',
    what: 'The Status of the Request is not New.',
    remedy: 'Read its status: it has been answered.',
  },
  checkFailed: {
    status: 403,
    wire: 'AUTH-00014',
    what: 'DelegationCheck failed with unknown error.',
    remedy: 'Try again; if it stays, look in the log.',
  },
  systemUserNotFound: {
    status: 404,
    wire: 'AUTH-00015',
    what: 'The SystemUser was not found.',
    remedy: 'Check the id, and whose system user it is.',
  },
  noRole: {
    status: 403,
    wire: 'AUTH-00016',
    what: 'DelegationCheck failed with error: Has not access by a delegation of role in ER or Altinn.',
    remedy: 'Let somebody with the role approve.',
  },
  noDirectDelegation: {
    status: 403,
    wire: 'AUTH-00018',
    what: 'DelegationCheck failed with error: Has not access by direct delegation.',
    remedy: 'Let somebody who has the right approve.',
  },
  levelTooLow: {
    status: 403,
    wire: 'AUTH-00020',
    what: 'DelegationCheck failed with error: The service requires explicit authentication level and the reportee is missing this.',
    remedy: 'Log in at the level that the service asks for.',
  },
  redirectNotAllowed: {
    status: 400,
    wire: 'AUTH-00021',
    what: 'The RedirectUri was not found or not valid.',
    remedy: 'Use one of the addresses that the system has registered.',
  },
  vendorUnknown: {
    status: 401,
    wire: 'AUTH-00023',
    what: "Can't resolve the Organisation Number for the Vendor from the Token.",
    remedy: 'Use a Maskinporten token of the vendor.',
  },
  systemUserOfOther: {
    status: 403,
    wire: 'AUTH-00024',
    what: "you don't have rights to delete this systemuser",
    remedy: 'Use a token of the vendor that owns the system.',
  },
  noRedirects: {
    status: 400,
    wire: 'AUTH-00026',
    what: 'No redirect uris are set for the system',
    remedy: 'Register one, or leave redirectUrl out.',
  },
  agentRequestNotFound: {
    status: 404,
    wire: 'AUTH-00030',
    what: 'The Id does not refer to an AgentRequest in our system.',
    remedy: 'Check the id; a vendor sees its own only.',
  },
  otherFacilitator: {
    status: 400,
    wire: 'AUTH-00031',
    what: 'Party does not match delegation facilitator.',
    remedy: 'Act for the party that facilitates.',
  },
  notAgent: {
    status: 400,
    wire: 'AUTH-00034',
    what: 'The system user type of the provided system user GUID is not an agent.',
    remedy: 'Name a system user of type agent.',
  },
  agentHasClients: {
    status: 400,
    wire: 'AUTH-00035',
    what: 'The system user has delegations from customer. Remove the delegations before deleting the system user',
    remedy: 'Remove its clients first.',
  },
  notStandard: {
    status: 400,
    wire: 'AUTH-00036',
    what: 'The system user type of the provided system user GUID is not standard.',
    remedy: 'Name a standard system user.',
  },
  clientNotServed: {
    status: 400,
    wire: 'AUTH-00038',
    what: 'Delegation not found',
    remedy: 'See the clients of the agent.',
  },
  clientOfOtherFacilitator: {
    status: 400,
    wire: 'AUTH-00039',
    what: 'Party does not match delegation facilitator',
    remedy: 'Act for the party that added the client.',
  },
  requestOfOtherParty: {
    status: 403,
    wire: 'AUTH-00041',
    what: "Party does not match request's orgno",
    remedy: 'Act for the party that the request is to.',
  },
  agentRequestOfOtherParty: {
    status: 403,
    wire: 'AUTH-00042',
    what: "Party does not match agent request's orgno",
    remedy: 'Act for the party that the request is to.',
  },
  facilitatorForbidden: {
    status: 403,
    wire: 'AUTH-00044',
    what: 'Forbidden',
    remedy: 'Act for a party that the person may act for.',
  },
  packageCheckFailed: {
    status: 400,
    wire: 'AUTH-00050',
    what: 'The delegation check failed for access packages',
    remedy: 'Try again; if it stays, look in the log.',
  },
  packageDelegationFailed: {
    status: 400,
    wire: 'AUTH-00051',
    what: 'The delegation of access package to the system user failed',
    remedy: 'Ask for what is still there, and try again.',
  },
  packageInvalid: {
    status: 400,
    wire: 'AUTH-00052',
    what: 'One or more access packages are invalid',
    remedy: 'Take packages of /accessmanagement/api/v1/meta/info/accesspackages.',
  },
  packageNotHeld: {
    status: 400,
    wire: 'AUTH-00053',
    what: 'The user does not have enough access to delegate the requested access packages',
    remedy: 'Let somebody who has the packages approve.',
  },
  agentNeedsPackages: {
    status: 400,
    wire: 'AUTH-00058',
    what: 'No AccessPackages found, an Agent SystemUser must have at least one',
    remedy: 'Ask for at least one package.',
  },
  nothingAskedFor: {
    status: 400,
    wire: 'AUTH-00059',
    what: 'No AccessPackages or Single Rights found, a SystemUser must have at least one',
    remedy: 'Ask for at least one right or package.',
  },
  requestNotStored: {
    status: 404,
    wire: 'AUTH-00060',
    what: 'An error occured when Updating the Request.',
    remedy: 'Try again.',
  },
  packagesNotInSystem: {
    status: 400,
    wire: 'AUTH-00063',
    what: 'One or more accesspackage is not found in the referenced system in the System Register.',
    remedy: 'Ask for packages that the system has registered.',
  },
  packagesNotForStandard: {
    status: 400,
    wire: 'AUTH-00064',
    what: 'One or more access packages cannot be delegated. Either they are intended for clients or they cannot be delegated further.',
    remedy: 'Leave them out, or ask for an agent.',
  },
  packagesNotForAgents: {
    status: 400,
    wire: 'AUTH-00065',
    what: 'One or more access packages cannot be delegated because they are not intended for client relationships',
    remedy: 'Leave them out, or ask for a standard system user.',
  },
  notAccessManager: {
    status: 403,
    wire: 'AUTH-00066',
    what: 'The request requires logged in user to have accessmanager write.',
    remedy: 'Let an access manager of the party do it.',
  },
  noPackage: {
    status: 403,
    wire: 'AUTH-00068',
    what: 'DelegationCheck failed with error: Has not access by a delegation of package in Altinn.',
    remedy: 'Let somebody who has the package approve.',
  },
  notOnAccessList: {
    status: 403,
    wire: 'AUTH-00069',
    what: 'DelegationCheck failed with error: The receiver does not have the right based on Access List delegation.',
    remedy: 'Ask the owner of the resource to put the receiver on its list.',
  },
  resourceNotDelegable: {
    status: 403,
    wire: 'AUTH-00070',
    what: 'DelegationCheck failed with error: The resource cannot be delegated to another user or entity.',
    remedy: 'Leave the resource out.',
  },
  maskinportenSchema: {
    status: 403,
    wire: 'AUTH-00071',
    what: 'DelegationCheck failed with error: The resource is not delegable because it is a Maskinporten schema resource.',
    remedy: 'Delegate the scope to the supplier instead.',
  },
  clientNotFound: {
    status: 400,
    wire: 'AUTH-00079',
    what: 'Client not found.',
    remedy: 'Take a client from the list.',
  },
  clientLacksPackages: {
    status: 400,
    wire: 'AUTH-00080',
    what: 'Client does not have the accesspackages the agent system user requires',
    remedy: 'Let the client give the packages to the party first.',
  },
} as const satisfies Readonly<Record<string, Coded>>;

export type ProblemName = keyof typeof PROBLEMS;

const VENDOR_PATH = '/registersystemrequest/vendor/id';
const ID_PATH = '/registersystemrequest/systemid';
const CLIENT_PATH = '/registersystemrequest/clientid';
const URL_PATH = '/registersystemrequest/allowedredirecturls';
const RESOURCE_PATH = '/registersystemrequest/rights/resource';
const PACKAGE_PATH = '/registersystemrequest/accesspackages';

const five = (number: number): string => String(number).padStart(5, '0');
const validation = (number: number, path: string) => ({ status: 400, wire: `AUTH.VLD-${five(number)}`, path });

/** AUTH.VLD-000NN by name. Paths are fixed texts, also for PUT. */
export const VALIDATIONS = {
  vendorInvalid: {
    ...validation(0, VENDOR_PATH),
    what: 'the org number identifier is not valid ISO6523 identifier',
    remedy: 'Send authority iso6523-actorid-upis and ID 0192:<nine digits>.',
  },
  systemIdFormat: {
    ...validation(1, ID_PATH),
    what: 'The system id does not match the format orgnumber_xxxx...',
    remedy: 'Name it <organisation number of the vendor>_<name>.',
  },
  systemIdTaken: { ...validation(2, ID_PATH), what: 'The system id already exists', remedy: 'Choose another id.' },
  resourceUnknown: {
    ...validation(3, RESOURCE_PATH),
    what: "One or more resources specified in rights were not found in Altinn's resource register.",
    remedy: 'Name resources of the resource registry.',
  },
  clientIdTaken: {
    ...validation(4, CLIENT_PATH),
    what: 'One of the client id is already tagged with an existing system',
    remedy: 'Use another client, or take it off the other system.',
  },
  redirectUrlInvalid: {
    ...validation(5, URL_PATH),
    what: 'One or more of the redirect urls format is not valid. The valid format is https://xxx.xx',
    remedy: 'Send https addresses.',
  },
  rightTwice: {
    ...validation(6, RESOURCE_PATH),
    what: 'One or more duplicate rights found',
    remedy: 'Name each right once.',
  },
  packageTwice: {
    ...validation(7, PACKAGE_PATH),
    what: 'One or more duplicate access package(s) found',
    remedy: 'Name each package once.',
  },
  packageInvalid: {
    ...validation(8, PACKAGE_PATH),
    what: "One or all the accesspackage(s) is not found in altinn's access packages or is not delegable",
    remedy: 'Take packages that can be delegated.',
  },
  resourceIdFormat: {
    ...validation(9, RESOURCE_PATH),
    what: 'One or more resource id is in wrong format. The valid format is urn:altinn:resource',
    remedy: 'Use urn:altinn:resource as the id.',
  },
  clientIdTwice: {
    ...validation(11, CLIENT_PATH),
    what: 'Request contains duplicate client ids',
    remedy: 'Name each client once.',
  },
  systemIdDiffers: {
    ...validation(12, ID_PATH),
    what: 'The system ID in the request body does not match the system ID in the URL',
    remedy: 'Send the id of the path.',
  },
  systemIdSpaces: {
    ...validation(13, ID_PATH),
    what: 'System ID cannot have spaces in id (leading, trailing or in between the id)',
    remedy: 'Leave the spaces out.',
  },
  agentInvalid: {
    ...validation(14, '?agent'),
    what: 'The agent query parameter is missing or invalid',
    remedy: 'Send ?agent=<UUID of an agent>.',
  },
  agentNotAgent: {
    ...validation(15, '?agent'),
    what: 'SystemUser is not a valid system user of type agent',
    remedy: 'Name a system user of type agent.',
  },
  clientInvalid: {
    ...validation(16, '?client'),
    what: 'The client query parameter is missing or invalid',
    remedy: 'Send ?client=<UUID of a client>.',
  },
  resourceNotDelegable: {
    ...validation(17, RESOURCE_PATH),
    what: 'One or more resources specified in rights is of resource type which is not delegable.',
    remedy: 'Leave the resource out.',
  },
  packageForClientsOnly: {
    ...validation(18, PACKAGE_PATH),
    what: "Access packages meant for system user for client relations can't be used in combination with the flag isVisible: true",
    remedy: 'Leave the package out, or set isVisible to false.',
  },
} as const satisfies Readonly<Record<string, Coded & { readonly path: string }>>;

/** The other title of VLD-00014: the parameter is a UUID, and no system user has it. */
export const AGENT_NOT_FOUND = 'System user not found';

export type ValidationName = keyof typeof VALIDATIONS;

export const problemCode = (name: ProblemName): string => PROBLEMS[name].wire;
export const validationCode = (name: ValidationName): string => VALIDATIONS[name].wire;

const namesOf = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] => Object.keys(table) as K[];
export const PROBLEM_NAMES = namesOf(PROBLEMS);
export const VALIDATION_NAMES = namesOf(VALIDATIONS);
