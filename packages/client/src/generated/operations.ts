/** What the platform takes and answers. Written by `npm run generate` from its table of operations: change the schemas there. */

export interface Operations {
  /**
   * Exchange a signed grant for an access token
   */
  'POST /maskinporten/token': {
    /**
     * The same members in the query are taken when there is no body
     */
    body?: {
      /**
       * That of JWT grants (RFC 7523)
       */
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer';
      /**
       * The grant: a compact JWS
       */
      assertion: string;
    };
    answer: Token;
  };
  /**
   * Metadata (RFC 8414)
   */
  'GET /maskinporten/.well-known/oauth-authorization-server': {
    answer: IssuerMetadata;
  };
  /**
   * Exchange a token from Maskinporten, ID-porten or Altinn Studio for an Altinn token
   */
  'GET /authentication/api/v1/exchange/{provider}': {
    params: {
      provider: string;
    };
    query?: {
      /**
       * Let Digdir stand for the test organisation
       */
      test?: boolean;
    };
    answer: string;
  };
  /**
   * Ask the PDP (XACML JSON)
   */
  'POST /authorization/api/v1/authorize': {
    query?: {
      /**
       * Say why each decision is as it is
       */
      explain?: boolean;
    };
    body: XacmlRequest;
    answer: XacmlResponse;
  };
  /**
   * Register a system
   */
  'POST /authentication/api/v1/systemregister/vendor': {
    body: NewSystem;
    answer: string;
  };
  /**
   * A system of the vendor
   */
  'GET /authentication/api/v1/systemregister/vendor/{systemId}': {
    params: {
      systemId: string;
    };
    answer: System;
  };
  /**
   * Replace a system
   */
  'PUT /authentication/api/v1/systemregister/vendor/{systemId}': {
    params: {
      systemId: string;
    };
    body: NewSystem;
    answer: {
      succeeded: true;
    };
  };
  /**
   * Delete a system
   */
  'DELETE /authentication/api/v1/systemregister/vendor/{systemId}': {
    params: {
      systemId: string;
    };
    answer: {
      succeeded: true;
    };
  };
  /**
   * The vendor's systems
   */
  'GET /authentication/api/v1/systemregister/vendor': {
    answer: SystemLine[];
  };
  /**
   * Replace the rights
   */
  'PUT /authentication/api/v1/systemregister/vendor/{systemId}/rights': {
    params: {
      systemId: string;
    };
    /**
     * Single rights that the system needs
     */
    body: Right[];
    answer: {
      succeeded: true;
    };
  };
  /**
   * Replace the access packages
   */
  'PUT /authentication/api/v1/systemregister/vendor/{systemId}/accesspackages': {
    params: {
      systemId: string;
    };
    /**
     * Access packages that the system needs
     */
    body: AccessPackageUrn[];
    answer: {
      succeeded: true;
    };
  };
  /**
   * Ask a customer for system user
   */
  'POST /authentication/api/v1/systemuser/request/vendor': {
    body: NewSystemUserRequest;
    answer: SystemUserRequest;
  };
  /**
   * A request for system user
   */
  'GET /authentication/api/v1/systemuser/request/vendor/{requestId}': {
    params: {
      requestId: string;
    };
    answer: SystemUserRequest;
  };
  /**
   * Delete a request of either type
   */
  'DELETE /authentication/api/v1/systemuser/request/vendor/{requestId}': {
    params: {
      requestId: string;
    };
    answer: undefined;
  };
  /**
   * Requests for system user of a system
   */
  'GET /authentication/api/v1/systemuser/request/vendor/bysystem/{systemId}': {
    params: {
      systemId: string;
    };
    query?: {
      /**
       * Opaque: follow links.next as it was given
       */
      token?: string;
    };
    answer: {
      links: {
        next?: string;
      };
      data: SystemUserRequestLine[];
    };
  };
  /**
   * Ask a customer for agent system user
   */
  'POST /authentication/api/v1/systemuser/request/vendor/agent': {
    body: NewAgentSystemUserRequest;
    answer: AgentSystemUserRequest;
  };
  /**
   * A request for agent system user
   */
  'GET /authentication/api/v1/systemuser/request/vendor/agent/{requestId}': {
    params: {
      requestId: string;
    };
    answer: AgentSystemUserRequest;
  };
  /**
   * Requests for agent system user of a system
   */
  'GET /authentication/api/v1/systemuser/request/vendor/agent/bysystem/{systemId}': {
    params: {
      systemId: string;
    };
    query?: {
      /**
       * Opaque: follow links.next as it was given
       */
      token?: string;
    };
    answer: {
      links: {
        next?: string;
      };
      data: AgentSystemUserRequestLine[];
    };
  };
  /**
   * Ask a customer to change what a system user may do
   */
  'POST /authentication/api/v1/systemuser/changerequest/vendor': {
    query: {
      /**
       * A UUID of your own choice, not all zeros: the id of the change request
       */
      'correlation-id': string;
      /**
       * The system user to change
       */
      'system-user-id': string;
    };
    body: NewChangeRequest;
    answer: (NoChangeNeeded | ChangeRequest) | ChangeRequest;
  };
  /**
   * A change request
   */
  'GET /authentication/api/v1/systemuser/changerequest/vendor/{requestId}': {
    params: {
      requestId: string;
    };
    answer: ChangeRequest;
  };
  /**
   * A system user by the vendor's reference
   */
  'GET /authentication/api/v1/systemuser/vendor/byquery': {
    query: {
      /**
       * Id of the system
       */
      'system-id': string;
      /**
       * Organisation number of the customer
       */
      orgno: string;
      /**
       * The reference; left out: the organisation number
       */
      'external-ref'?: string;
    };
    answer: ExternalSystemUser;
  };
  /**
   * The system users of a system
   */
  'GET /authentication/api/v1/systemuser/vendor/bysystem/{systemId}': {
    params: {
      systemId: string;
    };
    query?: {
      /**
       * Opaque: follow links.next as it was given
       */
      token?: string;
    };
    answer: {
      links: {
        next?: string;
      };
      data: ExternalSystemUser[];
    };
  };
}
export interface Token {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  scope: string;
}
export interface IssuerMetadata {
  issuer: string;
  token_endpoint: string;
  jwks_uri: string;
  grant_types_supported: string[];
  token_endpoint_auth_methods_supported: string[];
  token_endpoint_auth_signing_alg_values_supported: string[];
  authorization_details_types_supported: string[];
}
export interface XacmlRequest {
  /**
   * The names of all members in any case
   */
  Request: {
    /**
     * Whether the answer is to name the policies; taken and ignored
     */
    ReturnPolicyIdList?: boolean | null;
    /**
     * Whether several results are to become one; taken and ignored
     */
    CombinedDecision?: boolean | null;
    /**
     * Who wants access: a person, an organisation or a system user
     */
    AccessSubject?: RequestCategory[];
    /**
     * What it wants to do, by urn:oasis:names:tc:xacml:1.0:action:action-id
     */
    Action?: RequestCategory[];
    /**
     * What it wants to do it to, and of which party that is
     */
    Resource?: RequestCategory[];
    /**
     * Any category by its CategoryId, e.g. the environment; not where MultiRequests are decided
     */
    Category?: RequestCategory[];
    /**
     * Who is to get what comes of it; taken and ignored
     */
    RecipientSubject?: RequestCategory[];
    /**
     * Whom the request has gone through; taken and ignored
     */
    IntermediarySubject?: RequestCategory[];
    /**
     * The machine that the request comes from; taken and ignored
     */
    RequestingMachine?: RequestCategory[];
    /**
     * Several decisions in one request
     */
    MultiRequests?: {
      /**
       * A decision each, answered in this order
       */
      RequestReference: {
        /**
         * Id of each category that takes part in this decision
         */
        ReferenceId: string[];
      }[];
    };
  };
}
export interface RequestCategory {
  /**
   * URI of the category; needed in Category, and elsewhere in the place of the member’s own
   */
  CategoryId?: string | null;
  /**
   * What a ReferenceId of this request names it by
   */
  Id?: string | null;
  /**
   * What is known of it
   */
  Attribute?: RequestAttribute[];
}
export interface RequestAttribute {
  /**
   * Which attribute it is: a URI, e.g. urn:altinn:resource
   */
  AttributeId: string;
  /**
   * Always text, a number too; of several values each is an attribute of its own
   */
  Value: string;
  /**
   * string (also when left out), anyURI or integer, or its URI of XML Schema
   */
  DataType?: string | null;
  /**
   * Who vouches for the attribute; ignored
   */
  Issuer?: string | null;
  /**
   * Whether the answer repeats the attribute in its category; false when left out
   */
  IncludeInResult?: boolean | null;
}
export interface XacmlResponse {
  response: XacmlResult[];
}
export interface XacmlResult {
  decision: 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';
  status: {
    statusMessage: null;
    statusDetails: null;
    statusCode: {
      value: string;
      statusCode: null;
    };
  };
  obligations:
    | {
        id: string;
        attributeAssignment: {
          attributeId: string;
          value: string;
          category: string | null;
          dataType: string;
          issuer: null;
        }[];
      }[]
    | null;
  associateAdvice: null;
  category:
    | {
        categoryId: string;
        id: null;
        content: null;
        attribute: {
          attributeId: string;
          value: string;
          issuer: null;
          dataType: string;
          includeInResult: boolean;
        }[];
      }[]
    | null;
  policyIdentifierList: null;
  explanation?: Explanation;
}
export interface Explanation {
  reason: string;
  decidedBy: string;
  policy?: {
    resourceId: string;
    policyId: string;
    version: number;
  };
  rule?: {
    id: string;
    line?: number;
    effect: string;
  };
  added: {
    category: 'subject' | 'resource';
    attributeId: string;
    values: string[];
    from: string;
  }[];
  accepts?: string[];
  has?: string[];
  trace?: string;
}
export interface NewSystem {
  /**
   * Organisation number of the vendor, _ and a name; never changes
   */
  id: string;
  /**
   * Whose system it is
   */
  vendor: {
    /**
     * 0192: and the organisation number
     */
    ID: string;
  };
  name: SystemText;
  description: SystemText;
  /**
   * Single rights that the system needs
   */
  rights?: Right[];
  /**
   * Access packages that the system needs
   */
  accessPackages?: AccessPackageUrn[];
  /**
   * Clients of Maskinporten that may act as its system users
   */
  clientId?: string[];
  /**
   * Customers find it in the portal, and make a system user themselves
   */
  isVisible?: boolean;
  /**
   * Where a request may lead the customer when it is answered
   */
  allowedRedirectUrls?: string[];
}
/**
 * What customers read, in each of the three languages
 */
export interface SystemText {
  /**
   * In bokmål
   */
  nb: string;
  /**
   * In nynorsk
   */
  nn: string;
  /**
   * In English
   */
  en: string;
}
export interface Right {
  /**
   * Kept, and not used when requests are checked
   */
  action?: string;
  /**
   * The resource, by its names
   */
  resource: {
    /**
     * urn:altinn:resource
     */
    id: string;
    /**
     * ID of the resource; of an app app_{org}_{app}
     */
    value: string;
  }[];
}
export interface AccessPackageUrn {
  /**
   * Of the access package, e.g. urn:altinn:accesspackage:skatt-naering
   */
  urn: string;
}
export interface System {
  id: string;
  vendor: {
    ID: string;
  };
  name: SystemText;
  description: SystemText;
  rights: Right[];
  accessPackages: AccessPackageUrn[];
  isDeleted: boolean;
  clientId: string[];
  isVisible: boolean;
  allowedRedirectUrls: string[];
}
export interface SystemLine {
  systemId: string;
  systemVendorOrgNumber: string;
  systemVendorOrgName: '';
  name: SystemText;
  description: SystemText;
  rights: Right[];
  accessPackages: AccessPackageUrn[];
  isVisible: boolean;
}
export interface NewSystemUserRequest {
  /**
   * Which system it is for
   */
  systemId: string;
  /**
   * Organisation number of the customer
   */
  partyOrgNo: string;
  /**
   * The vendor’s own name of the customer; partyOrgNo when it is left out
   */
  externalRef?: string;
  /**
   * What the system user is called; the system’s name in bokmål when it is left out
   */
  integrationTitle?: string;
  /**
   * Where the customer is led when it is answered: one of allowedRedirectUrls
   */
  redirectUrl?: string;
  /**
   * Single rights that the system needs
   */
  rights?: Right[];
  /**
   * Access packages that the system needs
   */
  accessPackages?: AccessPackageUrn[];
}
export interface SystemUserRequest {
  id: string;
  integrationTitle: string;
  externalRef: string;
  systemId: string;
  partyOrgNo: string;
  accessPackages: AccessPackageUrn[];
  status: 'New' | 'Accepted' | 'Rejected' | 'Denied';
  redirectUrl?: string;
  escalated: boolean;
  created: string;
  timedOut: boolean;
  rights: Right[];
  confirmUrl: string;
}
export interface SystemUserRequestLine {
  id: string;
  integrationTitle: string;
  externalRef: string;
  systemId: string;
  partyOrgNo: string;
  accessPackages: AccessPackageUrn[];
  status: 'New' | 'Accepted' | 'Rejected' | 'Denied';
  redirectUrl?: string;
  escalated: boolean;
  created: string;
  timedOut: boolean;
  rights: Right[];
}
export interface NewAgentSystemUserRequest {
  /**
   * Which system it is for
   */
  systemId: string;
  /**
   * Organisation number of the customer
   */
  partyOrgNo: string;
  /**
   * The vendor’s own name of the customer; partyOrgNo when it is left out
   */
  externalRef?: string;
  /**
   * What the system user is called; the system’s name in bokmål when it is left out
   */
  integrationTitle?: string;
  /**
   * Where the customer is led when it is answered: one of allowedRedirectUrls
   */
  redirectUrl?: string;
  /**
   * Access packages that the system needs
   */
  accessPackages: AccessPackageUrn[];
}
export interface AgentSystemUserRequest {
  id: string;
  integrationTitle: string;
  externalRef: string;
  systemId: string;
  partyOrgNo: string;
  accessPackages: AccessPackageUrn[];
  status: 'New' | 'Accepted' | 'Rejected' | 'Denied';
  redirectUrl?: string;
  escalated: boolean;
  created: string;
  timedOut: boolean;
  confirmUrl: string;
}
export interface AgentSystemUserRequestLine {
  id: string;
  integrationTitle: string;
  externalRef: string;
  systemId: string;
  partyOrgNo: string;
  accessPackages: AccessPackageUrn[];
  status: 'New' | 'Accepted' | 'Rejected' | 'Denied';
  redirectUrl?: string;
  escalated: boolean;
  created: string;
  timedOut: boolean;
}
export interface NewChangeRequest {
  /**
   * Single rights that it is to have
   */
  requiredRights?: Right[];
  /**
   * Single rights that it is to have no more
   */
  unwantedRights?: Right[];
  /**
   * Access packages that it is to have
   */
  requiredAccessPackages?: AccessPackageUrn[];
  /**
   * Access packages that it is to have no more
   */
  unwantedAccessPackages?: AccessPackageUrn[];
  /**
   * Where the customer is led when it is answered: one of allowedRedirectUrls
   */
  redirectUrl?: string;
}
export interface NoChangeNeeded {
  id: string;
  externalRef: string;
  systemId: string;
  systemUserId: string;
  partyOrgNo: string;
  requiredRights: Right[];
  unwantedRights: Right[];
  requiredAccessPackages: AccessPackageUrn[];
  unwantedAccessPackages: AccessPackageUrn[];
  timedOut: boolean;
  status: 'NoChangeNeeded';
  confirmUrl: '';
}
export interface ChangeRequest {
  id: string;
  externalRef: string;
  systemId: string;
  systemUserId: string;
  partyOrgNo: string;
  requiredRights: Right[];
  unwantedRights: Right[];
  requiredAccessPackages: AccessPackageUrn[];
  unwantedAccessPackages: AccessPackageUrn[];
  timedOut: boolean;
  status: 'New' | 'Accepted' | 'Rejected';
  redirectUrl?: string;
  created: string;
  confirmUrl: string;
}
export interface ExternalSystemUser {
  id: string;
  integrationTitle: string;
  systemId: string;
  productName: string;
  reporteeOrgNo: string;
  created: string;
  isDeleted: boolean;
  supplierName: '';
  supplierOrgno: string;
  externalRef: string;
  userType: 'standard' | 'agent';
}
