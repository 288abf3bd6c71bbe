/** Problem and validation codes (system-register-and-users.md 8). Clients match on the code; titles are for people. */

/** AUTH-000NN: HTTP status and title. */
export const PROBLEMS = {
  0: [400, 'The customer is not an organisation that the register knows'],
  1: [400, 'A right is not one of the system, or cannot be delegated'],
  2: [400, 'The delegation failed'],
  4: [400, 'A system user with this system, customer and external reference exists'],
  6: [400, 'The external reference belongs to an accepted request'],
  7: [400, 'The external reference belongs to a pending request'],
  8: [400, 'The external reference belongs to a denied request'],
  9: [400, 'The external reference belongs to a rejected request'],
  10: [404, 'There is no such request'],
  11: [404, 'There is no such system, or it belongs to another vendor'],
  13: [409, 'The request is not new: it has been answered'],
  14: [403, 'Delegation check: the right cannot be delegated'],
  15: [404, 'There is no such system user'],
  16: [403, 'Delegation check: a role is missing'],
  18: [403, 'Delegation check: a direct delegation is missing'],
  20: [403, 'Delegation check: the authentication level is too low'],
  21: [400, 'The redirect URL is not one that the system allows'],
  23: [401, 'The token names no vendor'],
  24: [403, 'The system user belongs to another party'],
  26: [400, 'The system has no redirect URLs'],
  28: [400, 'The client id is missing or invalid'],
  30: [404, 'There is no such agent request'],
  31: [400, 'The party is not the facilitator'],
  34: [400, 'The system user is not an agent'],
  35: [400, 'The agent still has clients: remove them first'],
  36: [400, 'The system user is not a standard one'],
  38: [400, 'There is no such delegation'],
  39: [400, 'The facilitator does not match'],
  41: [403, 'The request is for another party'],
  42: [403, 'The agent request is for another party'],
  44: [403, 'Forbidden'],
  50: [400, 'The access packages could not be checked'],
  51: [400, 'An access package cannot be delegated'],
  52: [400, 'An access package is not valid'],
  53: [400, 'The person may not pass on an access package'],
  58: [400, 'An agent needs at least one access package'],
  59: [400, 'A right or an access package is needed'],
  60: [404, 'The request could not be updated'],
  61: [409, 'The change request is not new: it has been answered'],
  63: [400, 'An access package is not one of the system'],
  64: [400, 'An access package cannot be given to a standard system user'],
  65: [400, 'An access package is not meant for client relations'],
  66: [403, 'The person is neither access manager nor related to the party'],
  68: [403, 'Delegation check: an access package is missing'],
  69: [403, 'Delegation check: the party is not on the access list'],
  70: [403, 'Delegation check: the resource cannot be delegated'],
  71: [403, 'Delegation check: the resource is a Maskinporten schema'],
  79: [400, 'There is no such client'],
  80: [400, 'The client relation lacks a needed access package'],
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
  0: [VENDOR_PATH, 'The vendor id is not 0192:{organisation number}'],
  1: [ID_PATH, "The system id does not begin with the vendor's organisation number and an underscore"],
  2: [ID_PATH, 'The system id is taken, perhaps by a deleted system'],
  3: [RESOURCE_PATH, 'A resource is not in the resource registry'],
  4: [CLIENT_PATH, 'A client id is in use by another system'],
  5: [URL_PATH, 'A redirect URL is not an absolute https URL'],
  6: [RESOURCE_PATH, 'The same right is given twice'],
  7: [PACKAGE_PATH, 'The same access package is given twice'],
  8: [PACKAGE_PATH, 'An access package does not exist or can be given to nobody'],
  9: [RESOURCE_PATH, 'The id of a resource is not urn:altinn:resource'],
  11: [CLIENT_PATH, 'The same client id is given twice'],
  12: [ID_PATH, 'The system id in the body differs from the one in the path'],
  13: [ID_PATH, 'The system id has a space'],
  14: ['?agent', 'The query parameter agent is missing or invalid, or names no system user'],
  15: ['?agent', 'The system user is not an agent'],
  16: ['?client', 'The query parameter client is missing or invalid'],
  17: [RESOURCE_PATH, 'A resource is of a type that cannot be delegated'],
  18: [PACKAGE_PATH, 'A visible system has an access package that only works for client relations'],
} as const satisfies Record<number, readonly [path: string, title: string]>;

export type ValidationNumber = keyof typeof VALIDATIONS;

const five = (number: number): string => String(number).padStart(5, '0');
export const problemCode = (number: ProblemNumber): string => `AUTH-${five(number)}`;
export const validationCode = (number: ValidationNumber): string => `AUTH.VLD-${five(number)}`;
