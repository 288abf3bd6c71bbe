/** Attribute ids, their categories and data types, as policies and requests name them (altinn-pdp.md 6). */
export const SUBJECT_CATEGORY = 'urn:oasis:names:tc:xacml:1.0:subject-category:access-subject';
export const RESOURCE_CATEGORY = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
export const ACTION_CATEGORY = 'urn:oasis:names:tc:xacml:3.0:attribute-category:action';
export const ENVIRONMENT_CATEGORY = 'urn:oasis:names:tc:xacml:3.0:attribute-category:environment';

export const STRING_TYPE = 'http://www.w3.org/2001/XMLSchema#string';
export const INTEGER_TYPE = 'http://www.w3.org/2001/XMLSchema#integer';
export const ANY_URI_TYPE = 'http://www.w3.org/2001/XMLSchema#anyURI';

export const ACTION_ID = 'urn:oasis:names:tc:xacml:1.0:action:action-id';
export const RESOURCE_ID = 'urn:altinn:resource';
export const ORG = 'urn:altinn:org';
export const APP = 'urn:altinn:app';
export const INSTANCE_ID = 'urn:altinn:instance-id';
export const RESOURCE_INSTANCE_ID = 'urn:altinn:resource:instance-id';
export const TASK = 'urn:altinn:task';
export const END_EVENT = 'urn:altinn:end-event';
export const APP_RESOURCE = 'urn:altinn:appresource';
export const PARTY_ID = 'urn:altinn:partyid';
export const PARTY_UUID = 'urn:altinn:party:uuid';
export const ORGANIZATION_NUMBER = 'urn:altinn:organization:identifier-no';
export const LEGACY_ORGANIZATION_NUMBER = 'urn:altinn:organizationnumber';
export const PERSON_NUMBER = 'urn:altinn:person:identifier-no';
export const PERSON_UUID = 'urn:altinn:person:uuid';
export const ORGANIZATION_UUID = 'urn:altinn:organization:uuid';
export const USER_ID = 'urn:altinn:userid';
export const SYSTEM_USER = 'urn:altinn:systemuser:uuid';
export const ROLE_CODE = 'urn:altinn:rolecode';
export const ACCESS_PACKAGE = 'urn:altinn:accesspackage';
export const ACCESS_LIST = 'urn:altinn:access-list';
export const PARTY_TYPE = 'urn:altinn:partytype';
export const ESTATE_ROLE = 'urn:digitaltdodsbo:rolecode';
export const SESSION_ID = 'urn:altinn:sessionid';
export const SCOPE = 'urn:scope';

export const LEVEL_CATEGORY = 'urn:altinn:minimum-authenticationlevel';
export const LEVEL_ORG_CATEGORY = 'urn:altinn:minimum-authenticationlevel-org';
