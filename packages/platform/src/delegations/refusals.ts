import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('access management', {
  'client-role-invalid': {
    status: 400,
    form: 'text',
    what: 'A role is none by which somebody is a client of a system user’s owner',
    remedy: 'Leave roles out, or name those of the text.',
  },
  'delegation-unknown': {
    status: 400,
    form: 'text',
    what: 'Delegation not found',
    remedy: 'Send an id of the list of delegations.',
  },
  'assignment-unknown': {
    status: 400,
    form: 'text',
    what: 'Assignment not found',
    remedy: 'Send the id of an assignment of the party.',
  },
  'rules-broken': {
    status: 400,
    wire: 'STD-00000',
    what: 'One or more validation errors occurred.',
    remedy: 'Mend each of validationErrors: their codes are in the table of validation errors.',
  },
  'token-without-party': {
    status: 401,
    what: 'The token is about no person and no system user',
    remedy: 'Log in, or use the token of a system user.',
  },
  'request-hidden': {
    status: 403,
    what: 'There is no such request of the party, or none that may be answered so',
    remedy: 'Check party and id.',
  },
  'nothing-to-give': {
    status: 403,
    what: 'The person has nothing of what is asked for to give',
    remedy: 'Let somebody approve who may give it.',
  },
  'token-without-organization': {
    status: 403,
    what: 'The token names no organisation',
    remedy: 'Use the token of a service owner.',
  },
  'not-client-administrator': {
    status: 403,
    what: 'The person is not client administrator for the party',
    remedy: 'Give party, the UUID of somebody for whom the person is client administrator.',
  },
  'person-missing': {
    status: 403,
    what: 'The token is not about a person',
    remedy: 'Log in, or exchange an ID-porten token.',
  },
  'platform-token-missing': {
    status: 401,
    what: 'There is no access token of an app',
    remedy: 'Send it in the header PlatformAccessToken.',
  },
  'platform-token-invalid': {
    status: 401,
    what: 'The PlatformAccessToken proves nothing',
    remedy: 'Send one that the app has signed and that has not expired.',
  },
  'same-party': {
    status: 400,
    what: 'Giver and receiver are the same party',
    remedy: 'Name two parties.',
  },
  'instance-too-long': {
    status: 400,
    what: 'The id of the instance is too long',
    remedy: 'Send the id as the app has it.',
  },
  'resource-unknown': {
    status: 404,
    what: 'There is no such resource, or it has no policy',
    remedy: 'Check the id of the resource.',
  },
  'resource-gone': {
    status: 404,
    what: 'The resource has been deleted meanwhile',
    remedy: 'Leave it out.',
  },
  'party-unknown': {
    status: 404,
    what: 'The register has no such party',
    remedy: 'Check the UUID or number.',
  },
  'rights-malformed': {
    status: 400,
    what: 'The rights are not a list of what is to be given',
    remedy: 'Send what the text shows.',
  },
  'connection-missing': {
    status: 400,
    wire: 'AM-00022',
    what: 'Operation can not be completed, because it requires an existing connection between the parties.',
    remedy: 'Make the receiver rightholder first.',
  },
  'lookups-failed': {
    status: 429,
    wire: 'AM-00026',
    what: 'There has been too many failed lookups',
    remedy: 'Wait an hour, and give the number or user name and the last name as they are.',
  },
  'resource-not-there': {
    status: 400,
    wire: 'AM-00027',
    what: 'The resource is invalid',
    remedy: 'Check the id of the resource; it must have a policy.',
  },
  'not-delegable': {
    status: 400,
    wire: 'AM-00028',
    what: 'Not authorized for delegation',
    remedy: 'Give only keys whose result is true in the delegation check.',
  },
  'resource-closed': {
    status: 400,
    wire: 'AM-00042',
    what: 'The resource is not available for delegation',
    remedy: 'Its owner must make it delegable.',
  },
  'party-not-there': {
    status: 400,
    wire: 'AM-00023',
    what: 'The provided identifier cannot be found as a valid party for the operation.',
    remedy: 'Send the number of an organisation of the register.',
  },
  'parties-not-there': {
    status: 400,
    wire: 'AM-00021',
    what: 'From and to parties do not exists.',
    remedy: 'Check both numbers.',
  },
  'package-not-of-owner': {
    status: 403,
    wire: 'AM-00034',
    what: 'Service owner is not authorized to delegate this access package',
    remedy: 'Altinn sets which packages a service owner may give; here serviceOwnerPackages does.',
  },
  'package-name-unknown': {
    status: 400,
    wire: 'AM-00035',
    what: 'Unknown Access Package',
    remedy: 'Take one of /accessmanagement/api/v1/meta/info/accesspackages.',
  },
  'package-of-other-kind': {
    status: 400,
    wire: 'AM-00037',
    what: 'The from entity does not match the package entity requirement',
    remedy: 'Give packages for persons of persons, and those for organisations of organisations.',
  },
  'package-of-other-giver': {
    status: 400,
    wire: 'AM-00038',
    what: 'The package is not delegated by the entity trying to revoke so it is denied',
    remedy: 'Let whoever has given it take it back.',
  },
  'right-key-missing': {
    status: 400,
    wire: 'AM-00033',
    what: 'No right key provided',
    remedy: 'Name keys of the delegation check in directRightKeys.',
  },
  'role-code-unknown': {
    status: 400,
    wire: 'AM-00039',
    what: 'The provided rolecode was not found',
    remedy: 'Send the code of a role of Altinn 2, such as lede.',
  },
  'role-not-revocable': {
    status: 400,
    wire: 'AM-00040',
    what: 'Given the rules for revocation this role could not be revoked',
    remedy: 'Only roles of Altinn 2 that were given directly are taken here.',
  },
  'package-not-there': {
    status: 400,
    wire: 'AM-00041',
    what: 'One or more of the provided packages are either invalid or not eligible for delegation by the type of from-party of the delegation.',
    remedy: 'Take packages of the kind of the party: those for organisations, or those for persons.',
  },
  'package-unknown': {
    status: 404,
    what: 'There is no such access package',
    remedy: 'Take one of /accessmanagement/api/v1/meta/info/accesspackages.',
  },
  'not-access-manager': {
    status: 403,
    what: 'The person is not access manager for the party',
    remedy: 'Ask for a party that the person manages access for.',
  },
  'not-scope-manager': {
    status: 403,
    what: 'The person manages the scopes of no such organisation',
    remedy: 'Ask for an organisation whose Maskinporten administrator the person is.',
  },
  'lookup-of-all': {
    status: 403,
    what: 'Not authorized for lookup of delegations without specifying parameter: scope',
    remedy: 'Name a scope, or use a token with altinn:maskinporten/delegations.admin.',
  },
  'lookup-empty': {
    status: 400,
    what: 'Missing query parameters; provide at least one of: scope, supplierOrg, consumerOrg',
    remedy: 'Name one of the three.',
  },
  'lookup-organization': {
    status: 400,
    what: 'One or more validation errors occurred.',
    remedy: 'Send the number of an organisation of the register.',
  },
  'connection-unknown': {
    status: 404,
    what: 'The two have no connection',
    remedy: 'Make the connection first.',
  },
  'scope-missing': {
    status: 403,
    what: 'The token lacks the scope for this way of the connection',
    remedy: 'Get a token with the scope that the text names.',
  },
  'page-invalid': {
    status: 400,
    what: 'A member of the query about pages is out of bounds',
    remedy: 'Send a whole number within the bounds of the text.',
  },
  'right-keys-malformed': {
    status: 400,
    what: 'The body does not list rights',
    remedy: 'Send {"directRightKeys": [keys from the delegation check]}.',
  },
  'person-unknown': {
    status: 404,
    what: 'The register has no person with that number and name',
    remedy: 'Check both; they must fit each other.',
  },
  'consent-malformed': {
    status: 400,
    what: 'The body is no consent request',
    remedy: 'Send a JSON object as the OpenAPI document says.',
  },
  'asked-too-often': {
    status: 429,
    what: 'So many of these a minute are not answered',
    remedy: 'Wait as long as `Retry-After` says.',
  },
  'consent-unknown': {
    status: 404,
    what: 'There is no such consent request, or none that the caller may know of',
    remedy: 'Check the id.',
  },
  'consent-of-other': {
    status: 403,
    what: 'The consent is asked for by another than the token is of',
    remedy: 'Let `to` be the own organisation.',
  },
  'consent-exists': {
    status: 409,
    what: 'The id is taken by another consent request',
    remedy: 'Choose a new UUID.',
  },
  'consent-party-unknown': {
    status: 400,
    what: 'A party of the consent request is nobody that the register knows',
    remedy: 'Check the URN.',
  },
  'consent-resource': {
    status: 400,
    what: 'A right of the consent request is about no consent resource',
    remedy: 'Name a resource of type Consent.',
  },
  'consent-metadata': {
    status: 400,
    what: 'The metadata is not what the consent resource asks for',
    remedy: 'Send exactly the members that the text names.',
  },
  'consent-expired': {
    status: 409,
    what: 'The consent request has expired',
    remedy: 'Let the organisation ask again.',
  },
  'consent-answered': {
    status: 409,
    what: 'The consent request does not stand where that is possible',
    remedy: 'Read its status.',
  },
  'consent-lookup-malformed': {
    status: 400,
    what: 'The question about a consent is incomplete',
    remedy: 'Send {id, from, to}: a UUID and two URNs.',
  },
  'consent-not-accepted': {
    status: 400,
    what: 'The consent is not accepted, or has expired',
    remedy: 'Ask for consent anew.',
  },
  'owner-code-of-other': {
    status: 400,
    what: 'The service owner is another than the token is of',
    remedy: 'Name the own code, or use a token with altinn:accessmanagement/authorizedparties.admin.',
  },
  'owner-malformed': {
    status: 400,
    what: 'A party is not given by type and value',
    remedy: 'Send {"type": …, "value": …} with one of the types of the text.',
  },
  'member-repeated': {
    status: 400,
    what: 'A member of the query comes more than once',
    remedy: 'Give it once.',
  },
  'member-missing': {
    status: 400,
    what: 'A member of the query is missing',
    remedy: 'Give it.',
  },
  'member-invalid': {
    status: 400,
    what: 'A member of the query is not a number or UUID of a party',
    remedy: 'Check it.',
  },
  'party-of-others': {
    status: 404,
    what: 'The caller may not act for such a party, if there is one',
    remedy: 'Ask for one of the parties of the list.',
  },
  'prefix-of-other': {
    status: 403,
    what: 'The scope belongs to another organisation',
    remedy: 'Use a token whose consumer_prefix holds the prefix of the scope.',
  },
});

export const { refuse } = REFUSALS;
const { isRefusal } = REFUSALS;

/** What was checked cannot be written any more. */
export const isResourceGone = (error: unknown): error is ReturnType<typeof refuse<'resource-gone'>> =>
  isRefusal(error, 'resource-gone');

const CHECK = 'Check the member that paths names.';

/** Each validation error by name. */
export const FAULTS = refusals('access management, validation errors', {
  required: { status: 400, wire: 'STD.VLD-00001', what: 'The field is required.', remedy: 'Give what paths names.' },
  'party-urn-invalid': {
    status: 400,
    wire: 'AM.VLD-00001',
    what: 'Invalid party URN.',
    remedy: 'Name a person or an organisation by urn:altinn:party:uuid, or an organisation by its number.',
  },
  'resource-invalid': { status: 400, wire: 'AM.VLD-00002', what: 'Resource must be valid.', remedy: CHECK },
  'policy-missing': {
    status: 400,
    wire: 'AM.VLD-00003',
    what: 'Resource must have a policy.',
    remedy: 'Publish the policy of the resource.',
  },
  'rights-missing': {
    status: 400,
    wire: 'AM.VLD-00004',
    what: 'The Resource must have a policy giving the app rights to delegate at least one right.',
    remedy: 'Give the app a rule with the subject urn:altinn:resource:delegation.',
  },
  'too-many-policies': {
    status: 400,
    wire: 'AM.VLD-00005',
    what: 'There is to many policy files to update. Must delete individual delegations.',
    remedy: 'Take the rights back receiver by receiver.',
  },
  'instance-owners': {
    status: 400,
    wire: 'AM.VLD-00047',
    what: 'The instance ID is invalid as more than one owner was found.',
    remedy: 'Name the instance by its whole id.',
  },
  'instance-urn': {
    status: 400,
    wire: 'AM.VLD-00007',
    what: 'One or more query parameters are invalid.',
    remedy: 'Send an instance as urn:altinn:instance-id:…, urn:altinn:correspondence-id:… or urn:altinn:dialog-id:….',
  },
  'assignment-active': {
    status: 400,
    wire: 'AM.VLD-00010',
    what: 'Assignment is active in one or more connections.',
    remedy: 'Take what was given first, or send cascade=true.',
  },
  'agent-active': {
    status: 400,
    wire: 'AM.VLD-00010',
    what: 'Assignment is active in one or more delegations.',
    remedy: 'Take what was given first, or send cascade=true.',
  },
  'resource-type': {
    status: 400,
    wire: 'AM.VLD-00032',
    what: 'Invalid resource type.',
    remedy: 'Name a resource of type MaskinportenSchema.',
  },
  'supplier-has-scopes': {
    status: 400,
    wire: 'AM.VLD-00031',
    what: 'Assignment has resources delegated.',
    remedy: 'Take the resources back first, or send cascade=true.',
  },
  'resource-absent': { status: 400, wire: 'AM.VLD-00030', what: 'Resource does not exist.', remedy: CHECK },
  'resource-of-client': {
    status: 400,
    wire: 'AM.VLD-00035',
    what: 'Resource is delegated through a client delegation.',
    remedy: 'Take it back where clients are delegated.',
  },
  'entity-unknown': { status: 400, wire: 'AM.VLD-00006', what: 'Entity do not exists.', remedy: CHECK },
  'entity-type': {
    status: 400,
    wire: 'AM.VLD-00008',
    what: 'This entity type is not allowed here.',
    remedy: 'Name a person, or a system user for agents.',
  },
  'query-invalid': {
    status: 400,
    wire: 'AM.VLD-00009',
    what: 'One or more query parameters are invalid.',
    remedy: CHECK,
  },
  'resource-unknown': { status: 400, wire: 'AM.VLD-00012', what: 'Resource does not exist.', remedy: CHECK },
  'not-authorized': {
    status: 400,
    wire: 'AM.VLD-00026',
    what: 'User not authorized for operation.',
    remedy: 'Pass on only what the client has given to the facilitator by that role.',
  },
  'role-invalid': { status: 400, wire: 'AM.VLD-00029', what: 'Invalid Role.', remedy: CHECK },
  'package-invalid': { status: 400, wire: 'AM.VLD-00030', what: 'Invalid Package.', remedy: CHECK },
  'delegation-active': {
    status: 400,
    wire: 'AM.VLD-00031',
    what: 'The delegation has one or more active access packages associated with it. Set cascade to true to remove the delegation and its active access packages.',
    remedy: 'Take what was given first, or send cascade=true.',
  },
  'assignment-missing': {
    status: 400,
    wire: 'AM.VLD-00032',
    what: 'Assignment of role do not exist.',
    remedy: 'Register the agent, or name a role that the facilitator has for the client.',
  },
  'package-unknown': { status: 400, wire: 'AM.VLD-00011', what: 'Package do not exists.', remedy: CHECK },
  'package-not-assignable-to': {
    status: 400,
    wire: 'AM.VLD-00028',
    what: 'One or more packages is not assignable to receipient.',
    remedy: 'Ask for another package, or for a person.',
  },
  'request-unknown': { status: 400, wire: 'AM.VLD-00035', what: 'Request do not exists.', remedy: 'Check the id.' },
  'request-status': {
    status: 400,
    wire: 'AM.VLD-00036',
    what: 'Request does not support this status update.',
    remedy: 'Read the status of the request.',
  },
  'request-empty': {
    status: 400,
    wire: 'AM.VLD-00038',
    what: 'Either Resource or Package must be included in request.',
    remedy: 'Name one of the two.',
  },
  'request-unconnected': {
    status: 400,
    wire: 'AM.VLD-00041',
    what: 'Initial connection between parties not found.',
    remedy: 'Let the party make you rightholder first.',
  },
  'request-of-other': {
    status: 400,
    wire: 'AM.VLD-00044',
    what: 'Party cannot perform this status change.',
    remedy: 'Let the other party do it.',
  },
  'request-self': {
    status: 400,
    wire: 'AM.VLD-00045',
    what: 'Self-targeted requests are not allowed.',
    remedy: 'Let somebody else ask or approve.',
  },
  'request-both': {
    status: 400,
    wire: 'AM.VLD-00046',
    what: 'Either Resource or Package must be included in the request, but not both.',
    remedy: 'Name one of the two.',
  },
  'package-not-assignable': {
    status: 400,
    wire: 'AM.VLD-00048',
    what: 'One or more packages is not assignable.',
    remedy: 'Ask for a package that the kind of party can give.',
  },
  'resource-not-delegable': {
    status: 400,
    wire: 'AM.VLD-00049',
    what: 'One or more resources is not delegable.',
    remedy: 'Ask for another resource.',
  },
  'urn-invalid': {
    status: 400,
    wire: 'AMSO.VLD-00001',
    what: 'Invalid URN',
    remedy: 'Send urn:altinn:person:identifier-no:… or urn:altinn:organization:identifier-no:….',
  },
  'urn-unknown': { status: 400, wire: 'AMSO.VLD-00002', what: 'Object not found', remedy: 'Check the number.' },
  'requested-resource-unknown': {
    status: 400,
    wire: 'AMSO.VLD-00003',
    what: 'Requested resource was not found',
    remedy: 'Check the id of the resource.',
  },
  'requested-resource-of-other': {
    status: 400,
    wire: 'AMSO.VLD-00006',
    what: 'Requested resource is not owned by serviceowner',
    remedy: 'Ask for a resource of your own.',
  },
  'package-not-delegable': { status: 400, wire: 'AM.VLD-00033', what: 'Package is not delegable.', remedy: CHECK },
  'person-unknown': {
    status: 400,
    wire: 'AM.VLD-00034',
    what: 'Given external identifiers yielded empty result.',
    remedy: 'Check number and last name; they must fit each other.',
  },
});
