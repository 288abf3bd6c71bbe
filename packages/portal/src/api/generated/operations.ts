/** What the platform takes and answers. Written by `npm run generate` from its table of operations: change the schemas there. */

export interface Operations {
  /**
   * The caller's own profile
   */
  'GET /profile/api/v1/users/current': {
    answer: Profile;
  };
  /**
   * Everyone the caller may act for
   */
  'GET /accessmanagement/api/v1/authorizedparties': {
    query?: {
      /**
       * Tell roles
       */
      includeRoles?: 'true' | 'false';
      /**
       * Tell access packages
       */
      includeAccessPackages?: 'true' | 'false';
      /**
       * Tell resources
       */
      includeResources?: 'true' | 'false';
      /**
       * Tell instances
       */
      includeInstances?: 'true' | 'false';
      /**
       * Parties of organisations with a key role too
       */
      includePartiesViaKeyRoles?: 'true' | 'false' | 'auto';
      /**
       * Only these parties
       */
      partyFilter?: string[];
      /**
       * Only what opens one of these resources
       */
      anyOfResourceIds?: string[];
    };
    answer: AuthorizedParty[];
  };
  /**
   * Own clients
   */
  'GET /selvbetjening/api/v1/clients': {
    query?: {
      /**
       * true: what is deactivated too
       */
      inactive?: boolean;
    };
    answer: Client[];
  };
  /**
   * Create a client
   */
  'POST /selvbetjening/api/v1/clients': {
    body: NewClient;
    answer: ClientWithSecret;
  };
  /**
   * One client
   */
  'GET /selvbetjening/api/v1/clients/{id}': {
    params: {
      id: string;
    };
    answer: WholeClient;
  };
  /**
   * Replace a client
   */
  'PUT /selvbetjening/api/v1/clients/{id}': {
    params: {
      id: string;
    };
    body: NewClient;
    answer: Client;
  };
  /**
   * Deactivate a client
   */
  'DELETE /selvbetjening/api/v1/clients/{id}': {
    params: {
      id: string;
    };
    answer: Client;
  };
  /**
   * Keys of a client
   */
  'GET /selvbetjening/api/v1/clients/{id}/jwks': {
    params: {
      id: string;
    };
    answer: ClientKeySet;
  };
  /**
   * Replace the keys of a client
   */
  'POST /selvbetjening/api/v1/clients/{id}/jwks': {
    params: {
      id: string;
    };
    body: NewKeySet;
    answer: ClientKeySet;
  };
  /**
   * Add one key: JWK, PEM public key or PEM certificate
   */
  'POST /selvbetjening/api/v2/clients/{id}/key': {
    params: {
      id: string;
    };
    body: string | NewKey;
    answer: ClientKey;
  };
  /**
   * Remove one key
   */
  'DELETE /selvbetjening/api/v1/clients/{id}/jwks/{kid}': {
    params: {
      id: string;
      kid: string;
    };
    answer: undefined;
  };
  /**
   * Scopes that the caller may use
   */
  'GET /selvbetjening/api/v1/scopes/access/all': {
    query?: {
      /**
       * true: what is deactivated too
       */
      inactive?: boolean;
      /**
       * Scopes for clients of one type only
       */
      integration_type?: string;
    };
    answer: UsableScope[];
  };
  /**
   * Every public scope
   */
  'GET /selvbetjening/api/v1/scopes/all': {
    query?: {
      /**
       * true: what is deactivated too
       */
      inactive?: boolean;
      /**
       * Scopes of one prefix only
       */
      prefix?: string;
      /**
       * Scopes for clients of one type only
       */
      integration_type?: string;
      /**
       * Scopes that are open to all, or that are not
       */
      accessible_for_all?: boolean;
      /**
       * Scopes to which access may be delegated, or may not
       */
      delegated_sources?: boolean;
    };
    answer: Scope[];
  };
  /**
   * Own prefixes
   */
  'GET /selvbetjening/api/v1/prefix': {
    answer: ScopePrefix[];
  };
  /**
   * Own scopes
   */
  'GET /selvbetjening/api/v1/scopes': {
    query?: {
      /**
       * true: what is deactivated too
       */
      inactive?: boolean;
    };
    answer: Scope[];
  };
  /**
   * One own scope
   */
  'GET /selvbetjening/api/v1/scopes/scope': {
    query: {
      /**
       * Full name of the scope
       */
      scope: string;
    };
    answer: Scope;
  };
  /**
   * Create a scope
   */
  'POST /selvbetjening/api/v1/scopes': {
    body: NewScope;
    answer: Scope;
  };
  /**
   * Replace a scope
   */
  'PUT /selvbetjening/api/v1/scopes': {
    query: {
      /**
       * Full name of the scope
       */
      scope: string;
    };
    body: NewScope;
    answer: Scope;
  };
  /**
   * Deactivate a scope
   */
  'DELETE /selvbetjening/api/v1/scopes': {
    query: {
      /**
       * Full name of the scope
       */
      scope: string;
    };
    answer: Scope;
  };
  /**
   * Who may use own scopes
   */
  'GET /selvbetjening/api/v1/scopes/access': {
    query?: {
      /**
       * One scope only
       */
      scope?: string;
      /**
       * One organisation only
       */
      consumer_orgno?: string;
      /**
       * true: what is deactivated too
       */
      inactive?: boolean;
    };
    answer: ScopeAccess[];
  };
  /**
   * Give an organisation access
   */
  'PUT /selvbetjening/api/v1/scopes/access/{consumer}': {
    params: {
      consumer: string;
    };
    query: {
      /**
       * Full name of the scope
       */
      scope: string;
    };
    answer: ScopeAccess;
  };
  /**
   * Take access away
   */
  'DELETE /selvbetjening/api/v1/scopes/access/{consumer}': {
    params: {
      consumer: string;
    };
    query: {
      /**
       * Full name of the scope
       */
      scope: string;
    };
    answer: ScopeAccess;
  };
  /**
   * Name of an organisation
   */
  'GET /selvbetjening/api/v1/organizations/{orgnr}': {
    params: {
      orgnr: string;
    };
    answer: OrganizationName;
  };
  /**
   * Authorities through which access is delegated
   */
  'GET /selvbetjening/api/v1/delegationsources': {
    answer: DelegationSource[];
  };
  /**
   * Make an organisation a supplier, which can then be given scopes
   */
  'POST /accessmanagement/api/v1/enduser/maskinportensuppliers': {
    query: {
      /**
       * The organisation whose scopes the caller manages: UUID or organisation number
       */
      party: string;
      /**
       * The supplier: organisation number or UUID
       */
      supplier: string;
    };
    answer: {
      id: string;
      roleId: string;
      fromId: string;
      toId: string;
    };
  };
  /**
   * Give the scopes of a resource to a supplier
   */
  'POST /accessmanagement/api/v1/enduser/maskinportensuppliers/resources': {
    query: {
      /**
       * The organisation whose scopes the caller manages: UUID or organisation number
       */
      party: string;
      /**
       * The supplier: organisation number or UUID
       */
      supplier: string;
      /**
       * The id of a resource of type MaskinportenSchema
       */
      resource: string;
    };
    /**
     * true
     */
    answer: boolean;
  };
  /**
   * Take the scopes of a resource back from a supplier
   */
  'DELETE /accessmanagement/api/v1/enduser/maskinportensuppliers/resources': {
    query: {
      /**
       * The organisation whose scopes the caller manages: UUID or organisation number
       */
      party: string;
      /**
       * The supplier: organisation number or UUID
       */
      supplier: string;
      /**
       * The id of a resource of type MaskinportenSchema
       */
      resource: string;
    };
    answer: undefined;
  };
  /**
   * Resources whose scopes an organisation has given to suppliers
   */
  'GET /accessmanagement/api/v1/enduser/maskinportensuppliers/resources': {
    query: {
      /**
       * The organisation whose scopes the caller manages: UUID or organisation number
       */
      party: string;
      /**
       * The supplier: organisation number or UUID
       */
      supplier?: string;
      /**
       * The id of a resource of type MaskinportenSchema
       */
      resource?: string;
    };
    answer: ScopeResource[];
  };
  /**
   * Whether the caller may give the scopes of a resource to a supplier
   */
  'GET /accessmanagement/api/v1/enduser/maskinportensuppliers/resources/delegationcheck': {
    query: {
      /**
       * The organisation whose scopes the caller manages: UUID or organisation number
       */
      party: string;
      /**
       * The id of a resource of type MaskinportenSchema
       */
      resource: string;
    };
    answer: {
      resource: ConnectedResource;
      rights: {
        right: {
          key: string;
          name: string;
          resource: {
            type: string;
            value: string;
          }[];
          action: {
            type: string;
            value: string;
          };
        };
        result: boolean;
        reasonCodes: string[];
      }[];
    };
  };
  /**
   * Resources whose scopes consumers have given to an organisation
   */
  'GET /accessmanagement/api/v1/enduser/maskinportenconsumers/resources': {
    query: {
      /**
       * The organisation whose scopes the caller manages: UUID or organisation number
       */
      party: string;
      /**
       * The consumer: organisation number or UUID
       */
      consumer?: string;
      /**
       * The id of a resource of type MaskinportenSchema
       */
      resource?: string;
    };
    answer: ScopeResource[];
  };
  /**
   * Give up the scopes of a resource that a consumer has given
   */
  'DELETE /accessmanagement/api/v1/enduser/maskinportenconsumers/resources': {
    query: {
      /**
       * The organisation whose scopes the caller manages: UUID or organisation number
       */
      party: string;
      /**
       * The consumer: organisation number or UUID
       */
      consumer: string;
      /**
       * The id of a resource of type MaskinportenSchema
       */
      resource: string;
    };
    answer: undefined;
  };
  /**
   * Who has given a scope to a supplier, and by which resource: for its owner
   */
  'GET /portal/api/v1/scopes/delegates': {
    query: {
      /**
       * Full name of the scope
       */
      scope: string;
    };
    answer: ScopeDelegates;
  };
  /**
   * A consent request, for who must answer it
   */
  'GET /accessmanagement/api/v1/bff/consentrequests/{id}': {
    params: {
      id: string;
    };
    answer: ConsentToAnswer;
  };
  /**
   * What a person or organisation has been asked to consent to
   */
  'GET /accessmanagement/api/v1/bff/consentrequests/list/{party}': {
    params: {
      party: string;
    };
    answer: ConsentToAnswer[];
  };
  /**
   * accept a consent
   */
  'POST /accessmanagement/api/v1/bff/consentrequests/{id}/accept': {
    params: {
      id: string;
    };
    answer: true;
  };
  /**
   * reject a consent
   */
  'POST /accessmanagement/api/v1/bff/consentrequests/{id}/reject': {
    params: {
      id: string;
    };
    answer: true;
  };
  /**
   * revoke a consent
   */
  'POST /accessmanagement/api/v1/bff/consentrequests/{id}/revoke': {
    params: {
      id: string;
    };
    answer: true;
  };
  /**
   * Token requests of your clients, accepted and refused
   */
  'GET /sandbox/token-requests': {
    query?: {
      /**
       * One client only
       */
      client_id?: string;
      /**
       * At most so many
       */
      limit?: number;
    };
    answer: TokenRequest[];
  };
  /**
   * Synthetic persons or organisations by part of a name or number, at most 50
   */
  'GET /sandbox/parties': {
    query: {
      /**
       * What is looked for
       */
      type: 'person' | 'organization';
      /**
       * Part of a name or number
       */
      query?: string;
      /**
       * Only organisations that may use at least one of these scopes; the lines say which
       */
      scope?: string[];
    };
    answer: SyntheticParty[];
  };
  /**
   * Active Maskinporten clients by part of a name, an id or an organisation number; the newest first, at most 50
   */
  'GET /sandbox/clients': {
    query?: {
      /**
       * Part of a name, an id or an organisation number
       */
      query?: string;
    };
    answer: SandboxClient[];
  };
  /**
   * A token of a synthetic person, of an organisation with scopes that it may use, or of a client
   */
  'POST /sandbox/tokens': {
    body: {
      /**
       * National identity number: whose token it is
       */
      person?: string;
      /**
       * Organisation number: whose token it is, with scopes
       */
      organization?: string;
      /**
       * client_id: whose token it is
       */
      client?: string;
      /**
       * Of the token; of a client all that it has when left out
       */
      scopes?: string[];
      /**
       * Whose token it is to be: Altinn’s when left out
       */
      issuer?: 'altinn' | 'maskinporten';
    };
    answer: SandboxToken;
  };
  /**
   * Who asks for approval, and of what: open to all who have the id
   */
  'GET /portal/api/v1/asked/{kind}/{id}': {
    params: {
      kind: string;
      id: string;
    };
    answer: WhoAsks;
  };
  /**
   * New change requests to a party
   */
  'GET /portal/api/v1/change-requests/{party}/pending': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
    };
    answer: PendingChangeRequest[];
  };
  /**
   * Who asks for consent, and about what: open to all who have the id
   */
  'GET /portal/api/v1/asked-consent/{id}': {
    params: {
      id: string;
    };
    answer: WhoAsksConsent;
  };
  /**
   * Which environment this is, for whoever looks at the portal
   */
  'GET /portal/api/v1/environment': {
    answer: Environment;
  };
  /**
   * How things stand for an organisation: clients, keys, last tokens, refusals, steps done
   */
  'GET /portal/api/v1/overview': {
    answer: Overview;
  };
  /**
   * When each key of a client last got it a token
   */
  'GET /portal/api/v1/clients/{id}/key-use': {
    params: {
      id: string;
    };
    answer: KeyUse;
  };
  /**
   * Who uses a scope, and when last: for its owner
   */
  'GET /portal/api/v1/scopes/users': {
    query: {
      /**
       * Full name of the scope
       */
      scope: string;
    };
    answer: ScopeUse;
  };
  /**
   * A request, for who may answer it
   */
  'GET /authentication/api/v1/systemuser/request/{requestId}': {
    params: {
      requestId: string;
    };
    answer: SystemUserRequestToAnswer;
  };
  /**
   * New requests to a party
   */
  'GET /authentication/api/v1/systemuser/request/{party}/{orgno}/pending': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      orgno: string;
    };
    answer: SystemUserRequest[];
  };
  /**
   * Approve: creates the system user with its rights
   */
  'POST /authentication/api/v1/systemuser/request/{party}/{requestId}/approve': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      requestId: string;
    };
    answer: true;
  };
  /**
   * Reject
   */
  'POST /authentication/api/v1/systemuser/request/{party}/{requestId}/reject': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      requestId: string;
    };
    answer: true;
  };
  /**
   * Leave the request to an access manager
   */
  'POST /authentication/api/v1/systemuser/request/{party}/{requestId}/escalate': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      requestId: string;
    };
    answer: boolean;
  };
  /**
   * A request, for who may answer it
   */
  'GET /authentication/api/v1/systemuser/request/agent/{requestId}': {
    params: {
      requestId: string;
    };
    answer: SystemUserRequestToAnswer;
  };
  /**
   * New requests to a party
   */
  'GET /authentication/api/v1/systemuser/request/agent/{party}/{orgno}/pending': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      orgno: string;
    };
    answer: AgentSystemUserRequest[];
  };
  /**
   * Approve: creates the system user with its rights
   */
  'POST /authentication/api/v1/systemuser/request/agent/{party}/{requestId}/approve': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      requestId: string;
    };
    answer: true;
  };
  /**
   * Reject
   */
  'POST /authentication/api/v1/systemuser/request/agent/{party}/{requestId}/reject': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      requestId: string;
    };
    answer: true;
  };
  /**
   * Leave the request to an access manager
   */
  'POST /authentication/api/v1/systemuser/request/agent/{party}/{requestId}/escalate': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      requestId: string;
    };
    answer: boolean;
  };
  /**
   * A change request, for who may answer it
   */
  'GET /authentication/api/v1/systemuser/changerequest/{requestId}': {
    params: {
      requestId: string;
    };
    answer: ChangeRequestToAnswer;
  };
  /**
   * Approve a change request
   */
  'POST /authentication/api/v1/systemuser/changerequest/{party}/{requestId}/approve': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      requestId: string;
    };
    answer: true;
  };
  /**
   * Reject a change request
   */
  'POST /authentication/api/v1/systemuser/changerequest/{party}/{requestId}/reject': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      requestId: string;
    };
    answer: true;
  };
  /**
   * A system
   */
  'GET /authentication/api/v1/systemregister/{systemId}': {
    params: {
      systemId: string;
    };
    answer: SystemLine;
  };
  /**
   * The vendor's systems, for the portal
   */
  'GET /portal/api/v1/vendor/systems': {
    answer: System[];
  };
  /**
   * A system of the vendor, for the portal
   */
  'GET /portal/api/v1/vendor/systems/{systemId}': {
    params: {
      systemId: string;
    };
    answer: System;
  };
  /**
   * Register a system in the portal
   */
  'POST /portal/api/v1/vendor/systems': {
    body: NewSystem;
    answer: System;
  };
  /**
   * Change a system in the portal
   */
  'PUT /portal/api/v1/vendor/systems/{systemId}': {
    params: {
      systemId: string;
    };
    body: NewSystem;
    answer: {
      succeeded: true;
    };
  };
  /**
   * Delete a system in the portal
   */
  'DELETE /portal/api/v1/vendor/systems/{systemId}': {
    params: {
      systemId: string;
    };
    answer: {
      succeeded: true;
    };
  };
  /**
   * Requests for a system user, for the portal
   */
  'GET /portal/api/v1/vendor/systems/{systemId}/requests': {
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
      data: SystemUserRequest[];
    };
  };
  /**
   * Requests for an agent system user, for the portal
   */
  'GET /portal/api/v1/vendor/systems/{systemId}/agentrequests': {
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
      data: AgentSystemUserRequest[];
    };
  };
  /**
   * Change requests of a system, for the portal
   */
  'GET /portal/api/v1/vendor/systems/{systemId}/changerequests': {
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
      data: ChangeRequest[];
    };
  };
  /**
   * System users of a system, for the portal
   */
  'GET /portal/api/v1/vendor/systems/{systemId}/users': {
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
  /**
   * Ask a customer for a system user in the portal
   */
  'POST /portal/api/v1/vendor/requests': {
    body: NewSystemUserRequest;
    answer: SystemUserRequest;
  };
  /**
   * Ask a customer for an agent system user in the portal
   */
  'POST /portal/api/v1/vendor/agentrequests': {
    body: NewAgentSystemUserRequest;
    answer: AgentSystemUserRequest;
  };
  /**
   * Ask a customer to change what a system user may do, in the portal
   */
  'POST /portal/api/v1/vendor/changerequests': {
    query: {
      /**
       * The system user to change
       */
      'system-user-id': string;
    };
    body: NewChangeRequest;
    answer:
      | {
          status: 'NoChangeNeeded';
        }
      | ChangeRequest;
  };
  /**
   * Take back what is asked for
   */
  'DELETE /portal/api/v1/vendor/requests/{requestId}': {
    params: {
      requestId: string;
    };
    answer: undefined;
  };
  /**
   * Take back what is asked for
   */
  'DELETE /portal/api/v1/vendor/changerequests/{requestId}': {
    params: {
      requestId: string;
    };
    answer: undefined;
  };
  /**
   * A party's system users
   */
  'GET /authentication/api/v1/systemuser/{party}': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
    };
    answer: SystemUser[];
  };
  /**
   * A party's agent system users
   */
  'GET /authentication/api/v1/systemuser/agent/{party}': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
    };
    answer: SystemUser[];
  };
  /**
   * What a system user may do
   */
  'GET /authentication/api/v1/systemuser/{party}/{systemUserId}/delegations': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      systemUserId: string;
    };
    answer: SystemUserAccess;
  };
  /**
   * Delete a system user
   */
  'DELETE /authentication/api/v1/systemuser/{party}/{systemUserId}': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      systemUserId: string;
    };
    answer: 1;
  };
  /**
   * Create a system user
   */
  'POST /authentication/api/v1/systemuser/{party}/create': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
    };
    body: NewSystemUser;
    answer: SystemUser;
  };
  /**
   * Give a system user another name
   */
  'PUT /portal/api/v1/systemusers/{party}/{systemUserId}': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      systemUserId: string;
    };
    body: SystemUserTitle;
    answer: SystemUser;
  };
  /**
   * Give a system user all that its system asks for now
   */
  'POST /portal/api/v1/systemusers/{party}/{systemUserId}/all': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      systemUserId: string;
    };
    answer: SystemUser;
  };
  /**
   * Visible systems
   */
  'GET /authentication/api/v1/systemregister': {
    answer: SystemLine[];
  };
  /**
   * Delete an agent
   */
  'DELETE /authentication/api/v1/systemuser/agent/{party}/{systemUserId}': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      systemUserId: string;
    };
    query: {
      /**
       * The party's own UUID
       */
      facilitatorId: string;
    };
    answer: undefined;
  };
  /**
   * A facilitator's clients
   */
  'GET /authentication/api/v1/systemuser/agent/{party}/clients': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
    };
    query: {
      /**
       * The party's own UUID
       */
      facilitator: string;
      /**
       * Access packages that the clients must have given: several members, or one with commas
       */
      packages?: string[];
    };
    answer: FacilitatorClient[];
  };
  /**
   * The clients that an agent serves
   */
  'GET /authentication/api/v1/systemuser/agent/{party}/{facilitator}/{systemUserId}/delegations': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      facilitator: string;
      systemUserId: string;
    };
    answer: AgentDelegation[];
  };
  /**
   * Let an agent serve a client
   */
  'POST /authentication/api/v1/systemuser/agent/{party}/{systemUserId}': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      systemUserId: string;
    };
    query: {
      /**
       * The party's own UUID
       */
      provider: string;
      /**
       * UUID of the client
       */
      client: string;
    };
    answer: AgentDelegation[];
  };
  /**
   * Let an agent no longer serve a client
   */
  'DELETE /authentication/api/v1/systemuser/agent/{party}/{systemUserId}/client': {
    params: {
      /**
       * Party id of the customer
       */
      party: number;
      systemUserId: string;
    };
    query: {
      /**
       * The party's own UUID
       */
      provider: string;
      /**
       * UUID of the client
       */
      client: string;
    };
    answer: undefined;
  };
  /**
   * A resource
   */
  'GET /resourceregistry/api/v1/resource/{id}': {
    params: {
      id: string;
    };
    query?: {
      /**
       * An earlier version
       */
      versionId?: number;
    };
    answer: Resource;
  };
  /**
   * Every resource
   */
  'GET /resourceregistry/api/v1/resource/resourcelist': {
    query?: {
      /**
       * With apps
       */
      includeApps?: boolean;
      /**
       * With apps from Altinn 2
       */
      includeMigratedApps?: boolean;
    };
    answer: Resource[];
  };
  /**
   * The policy of a resource, as XACML XML
   */
  'GET /resourceregistry/api/v1/resource/{id}/policy': {
    params: {
      id: string;
    };
    answer: string;
  };
  /**
   * The rules of a policy
   */
  'GET /resourceregistry/api/v1/resource/{id}/policy/rules': {
    params: {
      id: string;
    };
    answer: PolicyRule[];
  };
  /**
   * Ask the PDP from inside (XACML JSON or XML)
   */
  'POST /authorization/api/v1/decision': {
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
   * The service owner that one acts for
   */
  'GET /policy-authoring/api/v1/owner': {
    answer: {
      organization: string;
      orgcode: string;
    };
  };
  /**
   * Add a resource of the organisation
   */
  'POST /policy-authoring/api/v1/resources': {
    body: OwnResource;
    answer: {
      identifier: string;
      version: number;
    };
  };
  /**
   * Change a resource, unless it has been changed meanwhile
   */
  'PUT /policy-authoring/api/v1/resources/{id}': {
    params: {
      id: string;
    };
    body: OwnResource;
    answer: {
      identifier: string;
      version: number;
    };
  };
  /**
   * Delete a resource and its policy, unless it has been changed meanwhile
   */
  'DELETE /policy-authoring/api/v1/resources/{id}': {
    params: {
      id: string;
    };
    answer: undefined;
  };
  /**
   * A policy, its version and its tests
   */
  'GET /policy-authoring/api/v1/resources/{id}/policy': {
    params: {
      id: string;
    };
    answer: AuthoredPolicy;
  };
  /**
   * Store a policy, unless another has been stored meanwhile
   */
  'PUT /policy-authoring/api/v1/resources/{id}/policy': {
    params: {
      id: string;
    };
    body: {
      /**
       * A policy in XACML 3.0
       */
      xml: string;
    };
    answer: {
      version: number;
    };
  };
  /**
   * Store the tests of a policy
   */
  'PUT /policy-authoring/api/v1/resources/{id}/policy/tests': {
    params: {
      id: string;
    };
    body: {
      /**
       * Tests of the policy, in their order
       */
      tests: PolicyTest[];
    };
    answer: undefined;
  };
  /**
   * Check a policy that is not stored, and run tests on it
   */
  'POST /policy-authoring/api/v1/resources/{id}/policy/try': {
    params: {
      id: string;
    };
    body: {
      /**
       * A policy in XACML 3.0
       */
      xml: string;
      /**
       * Tests of the policy, in their order
       */
      tests?: PolicyTest[];
    };
    answer: PolicyTrial;
  };
  /**
   * Which requests a policy that is not stored answers otherwise than the stored one
   */
  'POST /policy-authoring/api/v1/resources/{id}/policy/effect': {
    params: {
      id: string;
    };
    body: {
      /**
       * A policy in XACML 3.0
       */
      xml: string;
    };
    answer: PolicyEffect;
  };
  /**
   * Who is connected to a party
   */
  'GET /accessmanagement/api/v1/enduser/connections': {
    query: {
      /**
       * For whom is asked: the same as from or to
       */
      party: string;
      /**
       * Who gives
       */
      from?: string;
      /**
       * Who gets
       */
      to?: string;
      /**
       * At most so many of the others; left out, all
       */
      pageSize?: number;
      /**
       * From 0
       */
      pageNumber?: number;
      /**
       * `false`: not what agents have through facilitators
       */
      includeClientDelegations?: string;
      /**
       * `false`: not who is agent
       */
      includeAgentConnections?: string;
      /**
       * `true`: with access packages
       */
      includeAccessPackages?: string;
      /**
       * `true`: with resources given one by one
       */
      includeResources?: string;
      /**
       * `true`: with instances
       */
      includeInstances?: string;
    };
    answer: {
      links: {
        next: string | null;
      };
      data: {
        party: CompactParty;
        roles: CompactRole[];
        packages: CompactPackage[];
        resources: ConnectedResource[];
        instances: {
          resourceRefId: string;
          instanceId: string;
        }[];
        connections: {
          party: CompactParty;
          roles: CompactRole[];
          packages: CompactPackage[];
          resources: ConnectedResource[];
          instances: {
            resourceRefId: string;
            instanceId: string;
          }[];
          connections: {}[];
        }[];
      }[];
    };
  };
  /**
   * Which access packages the caller may give
   */
  'GET /accessmanagement/api/v1/enduser/connections/accesspackages/delegationcheck': {
    query: {
      /**
       * For whom is asked: the same as from or to
       */
      party: string;
      /**
       * Who gives
       */
      from?: string;
      /**
       * Who gets
       */
      to?: string;
      /**
       * These packages only, by id
       */
      packageIds?: string[];
      /**
       * These packages only, by URN or the last part of it
       */
      packages?: string[];
    };
    answer: {
      links: {
        next: string | null;
      };
      data: {
        package: CompactPackage;
        result: boolean;
        reasons: {
          description: string;
          roleId: string | null;
          roleUrn: string | null;
          fromId: string | null;
          fromName: string | null;
          toId: string | null;
          toName: string | null;
          viaId: string | null;
          viaName: string | null;
          viaRoleId: string | null;
          viaRoleUrn: string | null;
        }[];
      }[];
    };
  };
  /**
   * Every role
   */
  'GET /accessmanagement/api/v1/meta/info/roles': {
    answer: Role[];
  };
  /**
   * An access package by URN
   */
  'GET /accessmanagement/api/v1/meta/info/accesspackages/package/urn/{urn}': {
    params: {
      urn: string;
    };
    answer: AccessPackage;
  };
  /**
   * Every group with its areas and packages
   */
  'GET /accessmanagement/api/v1/meta/info/accesspackages/export': {
    answer: AreaGroup[] | undefined;
  };
  /**
   * What the organisation’s clients have asked, newest first; with Accept: text/event-stream as it happens
   */
  'GET /portal/api/v1/log': {
    query?: {
      /**
       * Of this client alone
       */
      client?: string;
      /**
       * Of this kind alone
       */
      kind?: 'token' | 'exchange' | 'decision' | 'systemUser' | 'registry';
      /**
       * With this outcome alone
       */
      outcome?: 'ok' | 'refused' | 'failed';
      /**
       * With this text in them, in any case
       */
      text?: string;
      /**
       * Only rows that are older than the one with this id
       */
      before?: string;
      /**
       * At most so many
       */
      limit?: number;
    };
    answer: LogList | string;
  };
  /**
   * A row of the log with request and answer, without their secrets
   */
  'GET /portal/api/v1/log/{id}': {
    params: {
      id: string;
    };
    answer: LogDetails;
  };
  /**
   * Metadata (RFC 8414)
   */
  'GET /maskinporten/.well-known/oauth-authorization-server': {
    answer: IssuerMetadata;
  };
  /**
   * The access lists of the organisation, with what they open
   */
  'GET /policy-authoring/api/v1/access-lists': {
    answer: {
      lists: OwnAccessList[];
      /**
       * There are no more than these
       */
      whole: boolean;
    };
  };
  /**
   * An access list of the organisation
   */
  'GET /policy-authoring/api/v1/access-lists/{list}': {
    params: {
      list: string;
    };
    answer: OwnAccessList;
  };
  /**
   * Add an access list, or change its texts unless it has been changed meanwhile
   */
  'PUT /policy-authoring/api/v1/access-lists/{list}': {
    params: {
      list: string;
    };
    body: {
      /**
       * Without control characters
       */
      name: string;
      /**
       * Without control characters but line breaks
       */
      description: string;
    };
    answer: {
      identifier: string;
      version: number;
    };
  };
  /**
   * Delete an access list, unless it has been changed meanwhile
   */
  'DELETE /policy-authoring/api/v1/access-lists/{list}': {
    params: {
      list: string;
    };
    answer: undefined;
  };
  /**
   * Who is on an access list, with names
   */
  'GET /policy-authoring/api/v1/access-lists/{list}/members': {
    params: {
      list: string;
    };
    query?: {
      /**
       * Where the page before ended
       */
      after?: string;
      /**
       * Only numbers that begin so
       */
      number?: string;
    };
    answer: {
      members: {
        organization: string;
        /**
         * Left out where the register has no such organisation
         */
        name?: string;
        since: string;
      }[];
      /**
       * Given as `after` it brings the next page
       */
      next?: string;
    };
  };
  /**
   * Put an organisation on a list
   */
  'PUT /policy-authoring/api/v1/access-lists/{list}/members/{organization}': {
    params: {
      list: string;
      organization: string;
    };
    answer: undefined;
  };
  /**
   * Take an organisation off a list
   */
  'DELETE /policy-authoring/api/v1/access-lists/{list}/members/{organization}': {
    params: {
      list: string;
      organization: string;
    };
    answer: undefined;
  };
  /**
   * Let an access list open a resource of the organisation
   */
  'PUT /policy-authoring/api/v1/access-lists/{list}/resources/{resource}': {
    params: {
      list: string;
      resource: string;
    };
    body: {
      /**
       * The actions that members get; none = all
       */
      actions: string[];
    };
    answer: undefined;
  };
  /**
   * Let an access list open a resource no longer
   */
  'DELETE /policy-authoring/api/v1/access-lists/{list}/resources/{resource}': {
    params: {
      list: string;
      resource: string;
    };
    answer: undefined;
  };
  /**
   * Whether the person who has logged in operates the platform
   */
  'GET /operator/api/v1/me': {
    answer: OperatorState;
  };
  /**
   * Become an operator with a one-time code
   */
  'POST /operator/api/v1/claim': {
    body: OperatorClaim;
    answer: undefined;
  };
  /**
   * Who has become an operator by a code, the first first
   */
  'GET /operator/api/v1/operators': {
    answer: Operator[];
  };
  /**
   * A one-time code for another operator, good for an hour
   */
  'POST /operator/api/v1/operators/codes': {
    answer: OperatorCode;
  };
  /**
   * Let somebody be no operator any more
   */
  'DELETE /operator/api/v1/operators/{id}': {
    params: {
      id: string;
    };
    answer: undefined;
  };
  /**
   * How far the set-up of the platform has come
   */
  'GET /operator/api/v1/setup': {
    answer: PlatformSetup;
  };
  /**
   * Make the scopes that the platform’s own operations ask for; what is there stays
   */
  'PUT /operator/api/v1/platform-scopes': {
    body: PlatformScopesWish;
    answer: undefined;
  };
  /**
   * Organisations by part of a name or number, at most 50
   */
  'GET /operator/api/v1/organizations': {
    query?: {
      /**
       * Part of a name or number
       */
      query?: string;
    };
    answer: OperatedOrganization[];
  };
  /**
   * An organisation: its prefixes, its code as a service owner, its administrators
   */
  'GET /operator/api/v1/organizations/{number}': {
    params: {
      /**
       * Nine digits
       */
      number: string;
    };
    answer: OperatedOrganization;
  };
  /**
   * Put an organisation into the register, or change it: what is left out stays, a list that is given is the whole list
   */
  'PUT /operator/api/v1/organizations/{number}': {
    params: {
      /**
       * Nine digits
       */
      number: string;
    };
    body: OrganizationWish;
    answer: OperatedOrganization;
  };
  /**
   * Situations that there are, and which are in force
   */
  'GET /sandbox/situations': {
    answer: Situation[];
  };
  /**
   * Put a situation in force, for all or for some
   */
  'POST /sandbox/situations': {
    body: {
      /**
       * Which situation
       */
      name:
        | 'request-approved'
        | 'client-request-approved'
        | 'request-declined'
        | 'request-expired'
        | 'repeated-request'
        | 'uncertain-answer'
        | 'wrong-customer'
        | 'missing-package'
        | 'access-revoked'
        | 'token-expired'
        | 'token-invalid'
        | 'maskinporten-unavailable'
        | 'altinn-unavailable'
        | 'service-unavailable';
      /**
       * Only for this client_id
       */
      client?: string;
      /**
       * Only for this system’s id
       */
      system?: string;
      /**
       * Only for this organisation number
       */
      customer?: string;
      /**
       * Only for this reference
       */
      externalRef?: string;
    };
    answer: SituationInForce;
  };
  /**
   * End every situation; what was done by them stays done
   */
  'DELETE /sandbox/situations': {
    answer: undefined;
  };
  /**
   * End one situation; what was done by it stays done
   */
  'DELETE /sandbox/situations/{id}': {
    params: {
      id: string;
    };
    answer: undefined;
  };
  /**
   * Which situations have been met by whoever called, asked for or not
   */
  'GET /sandbox/situation-report': {
    answer: MetSituation[];
  };
  /**
   * Begin the report anew
   */
  'DELETE /sandbox/situation-report': {
    answer: undefined;
  };
  /**
   * Who forwards the feed, how far they have come, and what is in the way
   */
  'GET /sandbox/listeners': {
    answer: FeedListener[];
  };
  /**
   * The audit log, newest first: who has changed what, what was refused, and decisions where they are recorded
   */
  'GET /operator/api/v1/audit': {
    query?: {
      /**
       * Only these
       */
      kind?: 'all' | 'changes' | 'refusals' | 'decisions';
      /**
       * Only what was done on behalf of this organisation
       */
      organization?: string;
      /**
       * Only entries with this text in them: an operation, a client, a path …
       */
      contains?: string;
      /**
       * Only entries before this position
       */
      before?: number;
      /**
       * At most so many
       */
      limit?: number;
    };
    answer: FoundAudit;
  };
  /**
   * Is the audit log whole? Reads all of it
   */
  'GET /operator/api/v1/audit/verification': {
    query?: {
      /**
       * position:hash of an earlier export or verification, kept elsewhere
       */
      checkpoint?: string;
    };
    answer: AuditVerdict;
  };
  /**
   * The apps that there are, with what TT02 would make of those that were brought in
   */
  'GET /sandbox/apps': {
    answer: SandboxApp[];
  };
  /**
   * Bring an app in from its folder’s files, in the place of one of the same name
   */
  'POST /sandbox/apps': {
    body: {
      /**
       * Texts by their path in the app's folder; those of config/ count. At most 60, of 1000000 characters
       */
      files: {
        [k: string]: string;
      };
    };
    answer: SandboxApp;
  };
  /**
   * What TT02 would make of an app, without bringing it in
   */
  'POST /sandbox/apps/check': {
    body: {
      /**
       * Texts by their path in the app's folder; those of config/ count. At most 60, of 1000000 characters
       */
      files: {
        [k: string]: string;
      };
    };
    answer: CheckedApp;
  };
  /**
   * Take an app away, with its policy and texts; its instances stay
   */
  'DELETE /sandbox/apps/{org}/{app}': {
    params: {
      org: string;
      app: string;
    };
    answer: undefined;
  };
  /**
   * Where the person is logged in; at most 100, those used last first
   */
  'GET /portal/api/v1/sessions': {
    answer: OpenSession[];
  };
  /**
   * End every session of the person but the one that asks; their tokens are refused from now on
   */
  'DELETE /portal/api/v1/sessions': {
    answer: EndedSessions;
  };
  /**
   * End one of the person’s sessions; its tokens are refused from now on
   */
  'DELETE /portal/api/v1/sessions/{id}': {
    params: {
      /**
       * As the list of sessions names it: no credential
       */
      id: string;
    };
    answer: undefined;
  };
  /**
   * Who is logged in, by part of a name: at most 50, those seen last first
   */
  'GET /operator/api/v1/sessions': {
    query?: {
      /**
       * Part of a name
       */
      query?: string;
    };
    answer: LoggedInPerson[];
  };
  /**
   * Where a person is logged in; at most 100, those used last first
   */
  'GET /operator/api/v1/sessions/{person}': {
    params: {
      /**
       * UUID of the person
       */
      person: string;
    };
    answer: SessionsOfPerson;
  };
  /**
   * End all of a person’s sessions; their tokens are refused from now on
   */
  'DELETE /operator/api/v1/sessions/{person}': {
    params: {
      /**
       * UUID of the person
       */
      person: string;
    };
    answer: EndedSessions;
  };
  /**
   * End one of a person’s sessions; its tokens are refused from now on
   */
  'DELETE /operator/api/v1/sessions/{person}/{id}': {
    params: {
      /**
       * UUID of the person
       */
      person: string;
      /**
       * As the list of sessions names it: no credential
       */
      id: string;
    };
    answer: undefined;
  };
  /**
   * Requests that a party has received
   */
  'GET /accessmanagement/api/v1/enduser/request/received': {
    query: {
      /**
       * For whom the person asks or answers
       */
      party: string;
      /**
       * Only with this party
       */
      from?: string;
      status?: ('Draft' | 'Pending' | 'Approved' | 'Rejected' | 'Withdrawn')[];
      /**
       * Only `package`, or only `resource`
       */
      type?: string;
    };
    answer: {
      links: {
        next: null;
      };
      data: AccessRequest[];
    };
  };
  /**
   * Requests that a party has sent
   */
  'GET /accessmanagement/api/v1/enduser/request/sent': {
    query: {
      /**
       * For whom the person asks or answers
       */
      party: string;
      /**
       * Only with this party
       */
      to?: string;
      status?: ('Draft' | 'Pending' | 'Approved' | 'Rejected' | 'Withdrawn')[];
      /**
       * Only `package`, or only `resource`
       */
      type?: string;
    };
    answer: {
      links: {
        next: null;
      };
      data: AccessRequest[];
    };
  };
  /**
   * A request that a service owner has drafted, to be confirmed
   */
  'GET /accessmanagement/api/v1/enduser/request/draft': {
    query: {
      /**
       * The id of the request
       */
      id: string;
    };
    answer: AccessRequest;
  };
  /**
   * Ask for an access package
   */
  'POST /accessmanagement/api/v1/enduser/request/package': {
    query: {
      /**
       * For whom the person asks or answers
       */
      party: string;
      /**
       * Whose access is asked for
       */
      to: string;
      package: string;
    };
    answer: AccessRequest;
  };
  /**
   * Ask for what can be given on a resource
   */
  'POST /accessmanagement/api/v1/enduser/request/resource': {
    query: {
      /**
       * For whom the person asks or answers
       */
      party: string;
      /**
       * Whose access is asked for
       */
      to: string;
      resource: string;
    };
    answer: AccessRequest;
  };
  /**
   * Give what is asked for
   */
  'PUT /accessmanagement/api/v1/enduser/request/received/approve': {
    query: {
      /**
       * For whom the person asks or answers
       */
      party: string;
      /**
       * The id of the request
       */
      id: string;
    };
    answer: AccessRequest;
  };
  /**
   * Decline a request
   */
  'PUT /accessmanagement/api/v1/enduser/request/received/reject': {
    query: {
      /**
       * For whom the person asks or answers
       */
      party: string;
      /**
       * The id of the request
       */
      id: string;
    };
    answer: AccessRequest;
  };
  /**
   * Take a request back
   */
  'PUT /accessmanagement/api/v1/enduser/request/sent/withdraw': {
    query: {
      /**
       * For whom the person asks or answers
       */
      party: string;
      /**
       * The id of the request
       */
      id: string;
    };
    answer: AccessRequest;
  };
  /**
   * Let a drafted request go to who can give it
   */
  'PUT /accessmanagement/api/v1/enduser/request/draft/confirm': {
    query: {
      /**
       * For whom the person asks or answers
       */
      party: string;
      /**
       * The id of the request
       */
      id: string;
    };
    answer: AccessRequest;
  };
}
export interface Profile {
  userId: number;
  userUuid: string;
  userName: string;
  /**
   * 1 = a person, 3 = an enterprise user
   */
  userType: number;
  partyId: number;
  party: {
    partyId: number;
    partyUuid: string;
    partyTypeName: number;
    name: string;
    ssn?: string;
    isDeleted: boolean;
  };
  profileSettingPreference: {
    language: 'nb' | 'nn' | 'en';
  };
}
export interface AuthorizedParty {
  partyUuid: string;
  name: string;
  organizationNumber: string | null;
  parentId: string | null;
  personId: string | null;
  dateOfBirth: string | null;
  partyId: number;
  emailId: string | null;
  type: 'Person' | 'Organization' | 'SelfIdentified';
  unitType: string | null;
  isDeleted: boolean;
  onlyHierarchyElementWithNoAccess: boolean;
  authorizedResources: string[];
  authorizedAccessPackages: string[];
  authorizedRoles: string[];
  authorizedInstances: {
    resourceId: string;
    instanceId: string;
    instanceRef: string;
  }[];
  subunits: AuthorizedSubunit[];
}
export interface AuthorizedSubunit {
  partyUuid: string;
  name: string;
  organizationNumber: string | null;
  parentId: string | null;
  personId: string | null;
  dateOfBirth: string | null;
  partyId: number;
  emailId: string | null;
  type: 'Person' | 'Organization' | 'SelfIdentified';
  unitType: string | null;
  isDeleted: boolean;
  onlyHierarchyElementWithNoAccess: boolean;
  authorizedResources: string[];
  authorizedAccessPackages: string[];
  authorizedRoles: string[];
  authorizedInstances: {
    resourceId: string;
    instanceId: string;
    instanceRef: string;
  }[];
  subunits: unknown[];
}
export interface Client {
  /**
   * The iss of its grants; never changes
   */
  client_id: string;
  /**
   * What the portal calls the client
   */
  client_name: string;
  /**
   * What the client is for
   */
  description: string;
  /**
   * Whose client it is
   */
  client_orgno: string;
  /**
   * Who made the client for that organisation
   */
  supplier_orgno?: string;
  /**
   * False: it gets no tokens, and stays with all that it has
   */
  active: boolean;
  /**
   * What the client is for: maskinporten gets tokens from Maskinporten; never changes
   */
  integration_type:
    'ansattporten' | 'api_klient' | 'eformidling' | 'idporten' | 'idporten_saml2' | 'krr' | 'maskinporten';
  /**
   * Of a client of Maskinporten always web
   */
  application_type: 'web' | 'browser' | 'native';
  /**
   * Of a client of Maskinporten always private_key_jwt
   */
  token_endpoint_auth_method: 'client_secret_post' | 'client_secret_basic' | 'private_key_jwt' | 'none';
  /**
   * Of a client of Maskinporten exactly that of JWT grants
   */
  grant_types: ('authorization_code' | 'implicit' | 'refresh_token' | 'urn:ietf:params:oauth:grant-type:jwt-bearer')[];
  /**
   * What it may ask for; one without access is kept, and refused with MP-250 when it is asked for
   */
  scopes: string[];
  /**
   * Seconds: how long an access token lasts; at_max_age of a scope may make it shorter
   */
  access_token_lifetime: number;
  /**
   * Seconds: how long a log-in lasts; kept and given back, and ignored by Maskinporten
   */
  authorization_lifetime?: number;
  /**
   * Seconds: how long a refresh token lasts; kept and given back, and ignored by Maskinporten
   */
  refresh_token_lifetime?: number;
  /**
   * How often a refresh token can be used; kept and given back, and ignored by Maskinporten
   */
  refresh_token_usage?: 'REUSE' | 'ONETIME';
  /**
   * Where a log-in may lead back to; kept and given back, and ignored by Maskinporten
   */
  redirect_uris?: string[];
  /**
   * Where a log-out may lead back to; kept and given back, and ignored by Maskinporten
   */
  post_logout_redirect_uris?: string[];
  /**
   * What is called when a person logs out elsewhere; kept and given back, and ignored by Maskinporten
   */
  frontchannel_logout_uri?: string;
  /**
   * Whether that call names the session; kept and given back, and ignored by Maskinporten
   */
  frontchannel_logout_session_required?: boolean;
  /**
   * PKCE of a log-in; kept and given back, and ignored by Maskinporten
   */
  code_challenge_method?: 'none' | 'S256';
  /**
   * No single sign-on: each log-in asks anew; kept and given back, and ignored by Maskinporten
   */
  sso_disabled?: boolean;
  /**
   * A picture for the page that logs in; kept and given back, and ignored by Maskinporten
   */
  logo_uri?: string;
  /**
   * The page of the client; kept and given back, and ignored by Maskinporten
   */
  client_uri?: string;
  /**
   * With offset
   */
  created: string;
  /**
   * With offset
   */
  last_updated: string;
}
export interface NewClient {
  /**
   * What the portal calls the client
   */
  client_name: string;
  /**
   * What the client is for
   */
  description?: string;
  /**
   * What the client is for: maskinporten gets tokens from Maskinporten; never changes
   */
  integration_type:
    'ansattporten' | 'api_klient' | 'eformidling' | 'idporten' | 'idporten_saml2' | 'krr' | 'maskinporten';
  /**
   * A proposal, which must be free; without it a UUID is made
   */
  client_id?: string;
  /**
   * Whose client it is; another than the caller with idporten:dcr.supplier alone
   */
  client_orgno?: string;
  /**
   * Who makes the client for that organisation, with idporten:dcr.supplier alone
   */
  supplier_orgno?: string;
  /**
   * False: it gets no tokens, and stays with all that it has
   */
  active?: boolean;
  /**
   * Of a client of Maskinporten always web
   */
  application_type?: 'web' | 'browser' | 'native';
  /**
   * Of a client of Maskinporten always private_key_jwt
   */
  token_endpoint_auth_method?: 'client_secret_post' | 'client_secret_basic' | 'private_key_jwt' | 'none';
  /**
   * Of a client of Maskinporten exactly that of JWT grants
   */
  grant_types?: ('authorization_code' | 'implicit' | 'refresh_token' | 'urn:ietf:params:oauth:grant-type:jwt-bearer')[];
  /**
   * What it may ask for; one without access is kept, and refused with MP-250 when it is asked for
   */
  scopes?: string[];
  /**
   * Seconds: how long an access token lasts; at_max_age of a scope may make it shorter
   */
  access_token_lifetime?: number;
  /**
   * Seconds: how long a log-in lasts; kept and given back, and ignored by Maskinporten
   */
  authorization_lifetime?: number;
  /**
   * Seconds: how long a refresh token lasts; kept and given back, and ignored by Maskinporten
   */
  refresh_token_lifetime?: number;
  /**
   * How often a refresh token can be used; kept and given back, and ignored by Maskinporten
   */
  refresh_token_usage?: 'REUSE' | 'ONETIME';
  /**
   * Where a log-in may lead back to; kept and given back, and ignored by Maskinporten
   */
  redirect_uris?: string[];
  /**
   * Where a log-out may lead back to; kept and given back, and ignored by Maskinporten
   */
  post_logout_redirect_uris?: string[];
  /**
   * What is called when a person logs out elsewhere; kept and given back, and ignored by Maskinporten
   */
  frontchannel_logout_uri?: string;
  /**
   * Whether that call names the session; kept and given back, and ignored by Maskinporten
   */
  frontchannel_logout_session_required?: boolean;
  /**
   * PKCE of a log-in; kept and given back, and ignored by Maskinporten
   */
  code_challenge_method?: 'none' | 'S256';
  /**
   * No single sign-on: each log-in asks anew; kept and given back, and ignored by Maskinporten
   */
  sso_disabled?: boolean;
  /**
   * A picture for the page that logs in; kept and given back, and ignored by Maskinporten
   */
  logo_uri?: string;
  /**
   * The page of the client; kept and given back, and ignored by Maskinporten
   */
  client_uri?: string;
}
export interface ClientWithSecret {
  /**
   * The iss of its grants; never changes
   */
  client_id: string;
  /**
   * What the portal calls the client
   */
  client_name: string;
  /**
   * What the client is for
   */
  description: string;
  /**
   * Whose client it is
   */
  client_orgno: string;
  /**
   * Who made the client for that organisation
   */
  supplier_orgno?: string;
  /**
   * False: it gets no tokens, and stays with all that it has
   */
  active: boolean;
  /**
   * What the client is for: maskinporten gets tokens from Maskinporten; never changes
   */
  integration_type:
    'ansattporten' | 'api_klient' | 'eformidling' | 'idporten' | 'idporten_saml2' | 'krr' | 'maskinporten';
  /**
   * Of a client of Maskinporten always web
   */
  application_type: 'web' | 'browser' | 'native';
  /**
   * Of a client of Maskinporten always private_key_jwt
   */
  token_endpoint_auth_method: 'client_secret_post' | 'client_secret_basic' | 'private_key_jwt' | 'none';
  /**
   * Of a client of Maskinporten exactly that of JWT grants
   */
  grant_types: ('authorization_code' | 'implicit' | 'refresh_token' | 'urn:ietf:params:oauth:grant-type:jwt-bearer')[];
  /**
   * What it may ask for; one without access is kept, and refused with MP-250 when it is asked for
   */
  scopes: string[];
  /**
   * Seconds: how long an access token lasts; at_max_age of a scope may make it shorter
   */
  access_token_lifetime: number;
  /**
   * Seconds: how long a log-in lasts; kept and given back, and ignored by Maskinporten
   */
  authorization_lifetime?: number;
  /**
   * Seconds: how long a refresh token lasts; kept and given back, and ignored by Maskinporten
   */
  refresh_token_lifetime?: number;
  /**
   * How often a refresh token can be used; kept and given back, and ignored by Maskinporten
   */
  refresh_token_usage?: 'REUSE' | 'ONETIME';
  /**
   * Where a log-in may lead back to; kept and given back, and ignored by Maskinporten
   */
  redirect_uris?: string[];
  /**
   * Where a log-out may lead back to; kept and given back, and ignored by Maskinporten
   */
  post_logout_redirect_uris?: string[];
  /**
   * What is called when a person logs out elsewhere; kept and given back, and ignored by Maskinporten
   */
  frontchannel_logout_uri?: string;
  /**
   * Whether that call names the session; kept and given back, and ignored by Maskinporten
   */
  frontchannel_logout_session_required?: boolean;
  /**
   * PKCE of a log-in; kept and given back, and ignored by Maskinporten
   */
  code_challenge_method?: 'none' | 'S256';
  /**
   * No single sign-on: each log-in asks anew; kept and given back, and ignored by Maskinporten
   */
  sso_disabled?: boolean;
  /**
   * A picture for the page that logs in; kept and given back, and ignored by Maskinporten
   */
  logo_uri?: string;
  /**
   * The page of the client; kept and given back, and ignored by Maskinporten
   */
  client_uri?: string;
  /**
   * With offset
   */
  created: string;
  /**
   * With offset
   */
  last_updated: string;
  /**
   * Of a client that logs in with one; told this once
   */
  client_secret?: string;
}
export interface WholeClient {
  /**
   * The iss of its grants; never changes
   */
  client_id: string;
  /**
   * What the portal calls the client
   */
  client_name: string;
  /**
   * What the client is for
   */
  description: string;
  /**
   * Whose client it is
   */
  client_orgno: string;
  /**
   * Who made the client for that organisation
   */
  supplier_orgno?: string;
  /**
   * False: it gets no tokens, and stays with all that it has
   */
  active: boolean;
  /**
   * What the client is for: maskinporten gets tokens from Maskinporten; never changes
   */
  integration_type:
    'ansattporten' | 'api_klient' | 'eformidling' | 'idporten' | 'idporten_saml2' | 'krr' | 'maskinporten';
  /**
   * Of a client of Maskinporten always web
   */
  application_type: 'web' | 'browser' | 'native';
  /**
   * Of a client of Maskinporten always private_key_jwt
   */
  token_endpoint_auth_method: 'client_secret_post' | 'client_secret_basic' | 'private_key_jwt' | 'none';
  /**
   * Of a client of Maskinporten exactly that of JWT grants
   */
  grant_types: ('authorization_code' | 'implicit' | 'refresh_token' | 'urn:ietf:params:oauth:grant-type:jwt-bearer')[];
  /**
   * What it may ask for; one without access is kept, and refused with MP-250 when it is asked for
   */
  scopes: string[];
  /**
   * Seconds: how long an access token lasts; at_max_age of a scope may make it shorter
   */
  access_token_lifetime: number;
  /**
   * Seconds: how long a log-in lasts; kept and given back, and ignored by Maskinporten
   */
  authorization_lifetime?: number;
  /**
   * Seconds: how long a refresh token lasts; kept and given back, and ignored by Maskinporten
   */
  refresh_token_lifetime?: number;
  /**
   * How often a refresh token can be used; kept and given back, and ignored by Maskinporten
   */
  refresh_token_usage?: 'REUSE' | 'ONETIME';
  /**
   * Where a log-in may lead back to; kept and given back, and ignored by Maskinporten
   */
  redirect_uris?: string[];
  /**
   * Where a log-out may lead back to; kept and given back, and ignored by Maskinporten
   */
  post_logout_redirect_uris?: string[];
  /**
   * What is called when a person logs out elsewhere; kept and given back, and ignored by Maskinporten
   */
  frontchannel_logout_uri?: string;
  /**
   * Whether that call names the session; kept and given back, and ignored by Maskinporten
   */
  frontchannel_logout_session_required?: boolean;
  /**
   * PKCE of a log-in; kept and given back, and ignored by Maskinporten
   */
  code_challenge_method?: 'none' | 'S256';
  /**
   * No single sign-on: each log-in asks anew; kept and given back, and ignored by Maskinporten
   */
  sso_disabled?: boolean;
  /**
   * A picture for the page that logs in; kept and given back, and ignored by Maskinporten
   */
  logo_uri?: string;
  /**
   * The page of the client; kept and given back, and ignored by Maskinporten
   */
  client_uri?: string;
  /**
   * With offset
   */
  created: string;
  /**
   * With offset
   */
  last_updated: string;
  jwks?: {
    keys: ClientKey[];
  };
  onbehalfof?: OnBehalfOf[];
}
export interface ClientKey {
  /**
   * Kind of key
   */
  kty: 'RSA';
  /**
   * The key signs
   */
  use: 'sig';
  /**
   * What it signs with
   */
  alg: 'RS256' | 'RS384' | 'RS512';
  /**
   * Name of the key, one of its own on the client; stands in the header of each grant
   */
  kid: string;
  /**
   * Modulus of the public key, base64url; 2048 to 8192 bits
   */
  n: string;
  /**
   * Exponent of the public key, base64url
   */
  e: string;
  /**
   * Certificate of the key and what issued it, base64 of DER: ties the client to a business certificate
   */
  x5c?: string[];
  /**
   * Seconds since 1970: when the key ends; a year from now at the latest, and when it is left out
   */
  exp: number;
  /**
   * With offset
   */
  created: string;
}
export interface OnBehalfOf {
  /**
   * Short ID of the entry; the whole is client_id::onbehalfof
   */
  onbehalfof: string;
  /**
   * What a person who logs in is shown
   */
  name: string;
  /**
   * On whose behalf
   */
  orgno: string;
  /**
   * As the register has it
   */
  organization_name?: string;
  /**
   * What the entry is for
   */
  description?: string;
  /**
   * The page of that organisation
   */
  uri?: string;
  /**
   * Its logo
   */
  logo_uri?: string;
  /**
   * With offset
   */
  created: string;
  /**
   * With offset
   */
  last_updated: string;
}
export interface ClientKeySet {
  keys: ClientKey[];
  /**
   * With offset
   */
  created?: string;
  /**
   * With offset
   */
  last_updated?: string;
}
export interface NewKeySet {
  /**
   * All keys of the client from now on
   */
  keys: NewKey[];
}
export interface NewKey {
  /**
   * Kind of key
   */
  kty: 'RSA';
  /**
   * The key signs
   */
  use: 'sig';
  /**
   * What it signs with
   */
  alg: 'RS256' | 'RS384' | 'RS512';
  /**
   * Name of the key, one of its own on the client; stands in the header of each grant
   */
  kid: string;
  /**
   * Modulus of the public key, base64url; 2048 to 8192 bits
   */
  n: string;
  /**
   * Exponent of the public key, base64url
   */
  e: string;
  /**
   * Certificate of the key and what issued it, base64 of DER: ties the client to a business certificate
   */
  x5c?: string[];
  /**
   * Seconds since 1970: when the key ends; a year from now at the latest, and when it is left out
   */
  exp?: number;
}
export interface UsableScope {
  /**
   * prefix:subscope
   */
  name: string;
  /**
   * What the name begins with: one that the owner has; never changes
   */
  prefix: string;
  /**
   * The rest of the name: letters, digits and / . : _ -; never changes
   */
  subscope: string;
  /**
   * What it opens, in short
   */
  description: string;
  /**
   * What it opens, at more length
   */
  long_description?: string;
  /**
   * The same in nynorsk
   */
  'description#nn'?: string;
  /**
   * The same in English
   */
  'description#en'?: string;
  /**
   * The same in Northern Sami
   */
  'description#se'?: string;
  /**
   * The longer text in nynorsk
   */
  'long_description#nn'?: string;
  /**
   * The longer text in English
   */
  'long_description#en'?: string;
  /**
   * The longer text in Northern Sami
   */
  'long_description#se'?: string;
  /**
   * The short text by language
   */
  descriptions: {
    [k: string]: string;
  };
  /**
   * False: nobody gets tokens with it, and all access to it stays
   */
  active: boolean;
  /**
   * PUBLIC: in the open list; PRIVATE: seen by the owner and by who has access; INTERNAL: for Digdir’s own use
   */
  visibility: 'PUBLIC' | 'PRIVATE' | 'INTERNAL';
  /**
   * Any organisation may use it without being given access
   */
  accessible_for_all: boolean;
  /**
   * Clients of these types may use it; without maskinporten a grant is refused with MP-201
   */
  allowed_integration_types: (
    'ansattporten' | 'api_klient' | 'eformidling' | 'idporten' | 'idporten_saml2' | 'krr' | 'maskinporten'
  )[];
  /**
   * Maskinporten’s tokens are JWTs whatever it says
   */
  token_type: 'SELF_CONTAINED' | 'OPAQUE';
  /**
   * Of log-ins: the person must consent; says nothing to Maskinporten
   */
  requires_user_consent: boolean;
  /**
   * Of log-ins: a person must have logged in; says nothing to Maskinporten
   */
  requires_user_authentication: boolean;
  /**
   * Of log-ins: tokens do not name the person; says nothing to Maskinporten
   */
  requires_pseudonymous_tokens: boolean;
  /**
   * Meant for organisations of other European countries too; kept and given back
   */
  supports_european_businesses: boolean;
  /**
   * Kept and given back
   */
  protected: boolean;
  /**
   * Issuer of the authority by which access to it is delegated to suppliers
   */
  delegation_source?: string;
  /**
   * Seconds: the longest that a token with it lasts; 0 or nothing: as the client has it
   */
  at_max_age?: number;
  /**
   * Seconds: the longest that a log-in with it lasts; says nothing to Maskinporten
   */
  authorization_max_lifetime?: number;
  /**
   * The aud of tokens with it; kept and given back
   */
  enforced_aud_for_access_token?: string;
  /**
   * Whose scope it is
   */
  owner_orgno: string;
  /**
   * With offset
   */
  created: string;
  /**
   * With offset
   */
  last_updated: string;
  /**
   * prefix:subscope
   */
  scope: string;
  state: 'APPROVED';
  /**
   * Who may use it
   */
  consumer_orgno: string;
}
export interface Scope {
  /**
   * prefix:subscope
   */
  name: string;
  /**
   * What the name begins with: one that the owner has; never changes
   */
  prefix: string;
  /**
   * The rest of the name: letters, digits and / . : _ -; never changes
   */
  subscope: string;
  /**
   * What it opens, in short
   */
  description: string;
  /**
   * What it opens, at more length
   */
  long_description?: string;
  /**
   * The same in nynorsk
   */
  'description#nn'?: string;
  /**
   * The same in English
   */
  'description#en'?: string;
  /**
   * The same in Northern Sami
   */
  'description#se'?: string;
  /**
   * The longer text in nynorsk
   */
  'long_description#nn'?: string;
  /**
   * The longer text in English
   */
  'long_description#en'?: string;
  /**
   * The longer text in Northern Sami
   */
  'long_description#se'?: string;
  /**
   * The short text by language
   */
  descriptions: {
    [k: string]: string;
  };
  /**
   * False: nobody gets tokens with it, and all access to it stays
   */
  active: boolean;
  /**
   * PUBLIC: in the open list; PRIVATE: seen by the owner and by who has access; INTERNAL: for Digdir’s own use
   */
  visibility: 'PUBLIC' | 'PRIVATE' | 'INTERNAL';
  /**
   * Any organisation may use it without being given access
   */
  accessible_for_all: boolean;
  /**
   * Clients of these types may use it; without maskinporten a grant is refused with MP-201
   */
  allowed_integration_types: (
    'ansattporten' | 'api_klient' | 'eformidling' | 'idporten' | 'idporten_saml2' | 'krr' | 'maskinporten'
  )[];
  /**
   * Maskinporten’s tokens are JWTs whatever it says
   */
  token_type: 'SELF_CONTAINED' | 'OPAQUE';
  /**
   * Of log-ins: the person must consent; says nothing to Maskinporten
   */
  requires_user_consent: boolean;
  /**
   * Of log-ins: a person must have logged in; says nothing to Maskinporten
   */
  requires_user_authentication: boolean;
  /**
   * Of log-ins: tokens do not name the person; says nothing to Maskinporten
   */
  requires_pseudonymous_tokens: boolean;
  /**
   * Meant for organisations of other European countries too; kept and given back
   */
  supports_european_businesses: boolean;
  /**
   * Kept and given back
   */
  protected: boolean;
  /**
   * Issuer of the authority by which access to it is delegated to suppliers
   */
  delegation_source?: string;
  /**
   * Seconds: the longest that a token with it lasts; 0 or nothing: as the client has it
   */
  at_max_age?: number;
  /**
   * Seconds: the longest that a log-in with it lasts; says nothing to Maskinporten
   */
  authorization_max_lifetime?: number;
  /**
   * The aud of tokens with it; kept and given back
   */
  enforced_aud_for_access_token?: string;
  /**
   * Whose scope it is
   */
  owner_orgno: string;
  /**
   * With offset
   */
  created: string;
  /**
   * With offset
   */
  last_updated: string;
}
export interface ScopePrefix {
  prefix: string;
  orgno: string;
  owner_orgno: string;
}
export interface NewScope {
  /**
   * What the name begins with: one that the owner has; never changes
   */
  prefix: string;
  /**
   * The rest of the name: letters, digits and / . : _ -; never changes
   */
  subscope: string;
  /**
   * What it opens, in short
   */
  description: string;
  /**
   * What it opens, at more length
   */
  long_description?: string;
  /**
   * The same in nynorsk
   */
  'description#nn'?: string;
  /**
   * The same in English
   */
  'description#en'?: string;
  /**
   * The same in Northern Sami
   */
  'description#se'?: string;
  /**
   * The longer text in nynorsk
   */
  'long_description#nn'?: string;
  /**
   * The longer text in English
   */
  'long_description#en'?: string;
  /**
   * The longer text in Northern Sami
   */
  'long_description#se'?: string;
  /**
   * False: nobody gets tokens with it, and all access to it stays
   */
  active?: boolean;
  /**
   * PUBLIC: in the open list; PRIVATE: seen by the owner and by who has access; INTERNAL: for Digdir’s own use
   */
  visibility?: 'PUBLIC' | 'PRIVATE' | 'INTERNAL';
  /**
   * Any organisation may use it without being given access
   */
  accessible_for_all?: boolean;
  /**
   * Clients of these types may use it; without maskinporten a grant is refused with MP-201
   */
  allowed_integration_types?: (
    'ansattporten' | 'api_klient' | 'eformidling' | 'idporten' | 'idporten_saml2' | 'krr' | 'maskinporten'
  )[];
  /**
   * Maskinporten’s tokens are JWTs whatever it says
   */
  token_type?: 'SELF_CONTAINED' | 'OPAQUE';
  /**
   * Of log-ins: the person must consent; says nothing to Maskinporten
   */
  requires_user_consent?: boolean;
  /**
   * Of log-ins: a person must have logged in; says nothing to Maskinporten
   */
  requires_user_authentication?: boolean;
  /**
   * Of log-ins: tokens do not name the person; says nothing to Maskinporten
   */
  requires_pseudonymous_tokens?: boolean;
  /**
   * Meant for organisations of other European countries too; kept and given back
   */
  supports_european_businesses?: boolean;
  /**
   * Kept and given back
   */
  protected?: boolean;
  /**
   * Issuer of the authority by which access to it is delegated to suppliers
   */
  delegation_source?: string | null;
  /**
   * Seconds: the longest that a token with it lasts; 0 or nothing: as the client has it
   */
  at_max_age?: number | null;
  /**
   * Seconds: the longest that a log-in with it lasts; says nothing to Maskinporten
   */
  authorization_max_lifetime?: number | null;
  /**
   * The aud of tokens with it; kept and given back
   */
  enforced_aud_for_access_token?: string | null;
}
export interface ScopeAccess {
  scope: string;
  state: 'REQUESTED' | 'APPROVED' | 'DENIED';
  owner_orgno: string;
  consumer_orgno: string;
  /**
   * With offset
   */
  created: string;
  /**
   * With offset
   */
  last_updated: string;
}
export interface OrganizationName {
  orgnr: string;
  orgno: string;
  name: string;
}
export interface DelegationSource {
  issuer: string;
  name: string;
  created: string;
  last_updated: string;
  lastUpdated: string;
}
export interface ScopeResource {
  resource: ConnectedResource;
  scopes: string[];
  permissions: {
    from: CompactParty | null;
    to: CompactParty | null;
    via: CompactParty | null;
    role: CompactRole | null;
    viaRole: CompactRole | null;
    reason: null;
    created: string;
  }[];
}
export interface ConnectedResource {
  id: string;
  providerId: string;
  typeId: string;
  name: string | null;
  description: string | null;
  refId: string;
  provider: {
    id: string;
    name: string;
    refId: string | null;
    logoUrl: null;
    code: string;
    typeId: string;
    type: {
      id: string;
      name: string;
    };
  } | null;
  type: {
    id: string;
    name: string;
  } | null;
}
export interface CompactParty {
  id: string;
  name: string;
  type: 'Organisasjon' | 'Person' | 'Systembruker';
  variant: string;
  children: null;
  partyid: number | null;
  userId: number | null;
  username: string | null;
  organizationIdentifier: string | null;
  personIdentifier: string | null;
  dateOfBirth: null;
  dateOfDeath: null;
  isDeleted: boolean;
  deletedAt: string | null;
  parent: CompactMainUnit | null;
}
export interface CompactMainUnit {
  id: string;
  name: string;
  type: 'Organisasjon' | 'Person' | 'Systembruker';
  variant: string;
  children: null;
  partyid: number | null;
  userId: number | null;
  username: string | null;
  organizationIdentifier: string | null;
  personIdentifier: string | null;
  dateOfBirth: null;
  dateOfDeath: null;
  isDeleted: boolean;
  deletedAt: string | null;
  parent: null;
}
export interface CompactRole {
  id: string | null;
  code: string | null;
  urn: string;
  'legacyurn ': string | null;
  children: null;
}
export interface ScopeDelegates {
  /**
   * Those by which the scope can be given
   */
  resources: string[];
  delegations: {
    consumer: {
      number: string;
      name: string;
    };
    supplier: {
      number: string;
      name: string;
    };
    resource: string;
    created: string;
  }[];
  /**
   * False when there are more
   */
  whole: boolean;
}
export interface ConsentToAnswer {
  id: string;
  from: string;
  to: string;
  /**
   * Date and time
   */
  validTo: string;
  consentRights: {
    action: string[];
    resource: {
      type: string;
      value: string;
    }[];
    metaData?: {
      [k: string]: string;
    };
  }[];
  requestMessage?: {
    [k: string]: string;
  };
  redirectUrl?: string;
  status: 'Created' | 'Accepted' | 'Rejected' | 'Revoked';
  consented: string | null;
  consentRequestEvents: {
    eventType: 'Created' | 'Accepted' | 'Rejected' | 'Revoked' | 'Used';
    performedBy: string;
    created: string;
    consentRequestID: string;
  }[];
  /**
   * Where the person answers
   */
  viewUri: string;
  fromParty: {
    name: string;
    organizationNumber?: string;
  };
  toParty: {
    name: string;
    organizationNumber?: string;
  };
}
export interface TokenRequest {
  time: string;
  clientId: string;
  outcome: 'issued' | 'refused';
  kid?: string;
  scopes: string[];
  check?: string;
  code?: string;
  description?: string;
  remedy?: string;
  /**
   * The values in the two
   */
  parameters?: {
    [k: string]: string | number;
  };
}
export interface SyntheticParty {
  name: string;
  form?: string;
  organizationNumber?: string;
  personNumber?: string;
  partyId: number;
  userId?: number;
  scopes?: string[];
}
export interface SandboxClient {
  clientId: string;
  name: string;
  organization: string;
  scopes: string[];
}
export interface SandboxToken {
  token: string;
  expires: string;
}
export interface WhoAsks {
  vendor: {
    number: string;
    name: string;
  };
  system: {
    id: string;
    name: SystemText;
  };
  rights?: Right[];
  accessPackages?: AccessPackageUrn[];
  requiredRights?: Right[];
  unwantedRights?: Right[];
  requiredAccessPackages?: AccessPackageUrn[];
  unwantedAccessPackages?: AccessPackageUrn[];
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
export interface PendingChangeRequest {
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
  integrationTitle: string;
}
export interface WhoAsksConsent {
  asker: {
    number: string;
    name: string;
  };
  resources: string[];
}
export interface Environment {
  mode: 'sandbox' | 'production';
  name: string;
  /**
   * How far a sandbox’s clock is moved
   */
  clockOffsetMs: number;
}
export interface Overview {
  /**
   * Of the getting-started page, in its order
   */
  steps: {
    step: 'client' | 'scopes' | 'key' | 'token' | 'exchange' | 'decision' | 'system' | 'systemUser';
    done: boolean;
  }[];
  clients: ClientState[];
  /**
   * Of the last hour, newest first
   */
  refused: RefusedRequest[];
}
export interface ClientState {
  clientId: string;
  name: string;
  active: boolean;
  /**
   * The kind of integration
   */
  service: string;
  lastChanged: string;
  /**
   * How many
   */
  scopes: number;
  keys: {
    kid: string;
    expires: string;
  }[];
  lastToken?: string;
}
export interface RefusedRequest {
  time: string;
  clientId: string;
  outcome: 'refused';
  kid?: string;
  scopes: string[];
  check?: string;
  code?: string;
  description?: string;
  remedy?: string;
  /**
   * The values in the two
   */
  parameters?: {
    [k: string]: string | number;
  };
}
export interface KeyUse {
  /**
   * Since when every use is known
   */
  from: string;
  /**
   * Those that have been used since
   */
  keys: {
    kid: string;
    lastUsed: string;
  }[];
}
export interface ScopeUse {
  /**
   * The newest first
   */
  clients: {
    clientId: string;
    organization: string;
    supplier?: string;
    active: boolean;
    /**
     * Its organisation may use the scope; it may also act by delegation
     */
    hasAccess: boolean;
    /**
     * With the scope, in 30 days
     */
    lastToken?: string;
  }[];
  /**
   * False when there are more than are told
   */
  whole: boolean;
}
export interface SystemUserRequestToAnswer {
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
  rights?: Right[];
  confirmUrl: string;
  partyId: number;
  partyUuid: string;
  userMayEscalateButNotApprove: boolean;
  systemUserType: 'standard' | 'agent';
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
export interface ChangeRequestToAnswer {
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
  confirmUrl: string;
  partyId: number;
  partyUuid: string;
  userMayEscalateButNotApprove: boolean;
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
export interface SystemUser {
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
  systemInternalId: string;
  partyId: string;
  partyUuId: string;
  accessPackages: AccessPackageUrn[];
}
export interface SystemUserAccess {
  systemUserId: string;
  rights: {
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
    actions: string[];
  }[];
  accessPackages: AccessPackageUrn[];
}
export interface NewSystemUser {
  /**
   * Which system it is for
   */
  systemId: string;
  /**
   * What the system user is called
   */
  integrationTitle: string;
}
export interface SystemUserTitle {
  /**
   * What it is called from now on
   */
  integrationTitle: string;
}
export interface FacilitatorClient {
  partyUuid: string;
  displayName: string;
  organizationIdentifier?: string;
  access: {
    role: string;
    packages: string[];
  }[];
}
export interface AgentDelegation {
  agentSystemUserId: string;
  delegationId: string;
  customerId: string;
  assignmentId: string;
  customerName: string;
  customerOrganizationNumber?: string;
}
export interface Resource {
  identifier: string;
  title: Translated;
  description: Translated;
  /**
   * What kind of resource it is
   */
  resourceType:
    | 'Systemresource'
    | 'MaskinportenSchema'
    | 'Altinn2Service'
    | 'AltinnApp'
    | 'GenericAccessResource'
    | 'BrokerService'
    | 'CorrespondenceService'
    | 'Consent'
    | 'MigratedApp';
  hasCompetentAuthority: {
    /**
     * Organisation number of the service owner
     */
    organization: string;
    /**
     * The code of a service owner
     */
    orgcode: string;
    /**
     * Its name, by language
     */
    name?: {
      [k: string]: string | null;
    } | null;
  };
  rightDescription?: Translated | null;
  delegable: boolean;
  visible: boolean;
  /**
   * Enabled: it opens only to organisations on an access list that is connected with it
   */
  accessListMode: 'Disabled' | 'Enabled';
  versionId: number;
  /**
   * What it is elsewhere; a MaskinportenSchema has its scopes here, with the type MaskinportenScope
   */
  resourceReferences?: {
    /**
     * Where it leads: one of Default, Altinn1, Altinn2, Altinn3, ExternalPlatform; Default when left out
     */
    referenceSource?: string;
    /**
     * What it is: one of Default, Uri, DelegationSchemeId, MaskinportenScope, ServiceCode, ServiceEditionCode, ApplicationId, ServiceEditionVersion; Default when left out
     */
    referenceType?: string;
    /**
     * The scope, code, ID or address itself
     */
    reference: string;
  }[];
  consentTemplate?: string;
  consentText?: Translated;
}
export interface Translated {
  nb: string;
  nn: string;
  en: string;
}
export interface PolicyRule {
  subject: PolicyAttribute[];
  action: PolicyAttribute;
  resource: PolicyAttribute[];
}
export interface PolicyAttribute {
  type: string;
  value: string;
  urn: string;
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
export interface OwnResource {
  /**
   * ID of the resource; never changes. Only apps begin with app_
   */
  identifier: string;
  /**
   * What people call it
   */
  title: {
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
  };
  /**
   * What people read of what it is
   */
  description: {
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
  };
  /**
   * What kind of resource it is
   */
  resourceType:
    | 'Systemresource'
    | 'MaskinportenSchema'
    | 'Altinn2Service'
    | 'AltinnApp'
    | 'GenericAccessResource'
    | 'BrokerService'
    | 'CorrespondenceService'
    | 'Consent'
    | 'MigratedApp';
  /**
   * What people read of what it gives whoever gets it; needed while it is delegable
   */
  rightDescription?: {
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
  } | null;
  /**
   * Whether whoever has it can give it to others; true when left out
   */
  delegable?: boolean;
  /**
   * Whether people see it in lists; true when left out
   */
  visible?: boolean;
  /**
   * Enabled: it opens only to organisations on an access list that is connected with it
   */
  accessListMode?: 'Disabled' | 'Enabled';
  /**
   * What it is elsewhere; a MaskinportenSchema has its scopes here, with the type MaskinportenScope
   */
  resourceReferences?: {
    /**
     * Where it leads: one of Default, Altinn1, Altinn2, Altinn3, ExternalPlatform; Default when left out
     */
    referenceSource?: string;
    /**
     * What it is: one of Default, Uri, DelegationSchemeId, MaskinportenScope, ServiceCode, ServiceEditionCode, ApplicationId, ServiceEditionVersion; Default when left out
     */
    referenceType?: string;
    /**
     * The scope, code, ID or address itself
     */
    reference: string;
  }[];
  /**
   * Whom it is for: any of PrivatePerson, LegalEntityEnterprise, Company, BankruptcyEstate, SelfRegisteredUser
   */
  availableForType?: string[];
  /**
   * The owner’s own version of it
   */
  version?: string;
  /**
   * UnderDevelopment, Completed, Deprecated or Withdrawn
   */
  status?: string;
  /**
   * Address of a page about it
   */
  homepage?: string;
  /**
   * What it belongs to, e.g. Altinn
   */
  isPartOf?: string;
  /**
   * By what it is to be found
   */
  keywords?: {
    /**
     * What somebody may search for
     */
    word: string;
    /**
     * Language of the word: nb, nn or en
     */
    language: string;
  }[];
  /**
   * What it is about
   */
  thematicAreas?: string[];
  /**
   * Who is to be asked about it
   */
  contactPoints?: {
    /**
     * What one is there for, e.g. support
     */
    category?: string;
    /**
     * E-mail address
     */
    email?: string;
    /**
     * Telephone number
     */
    telephone?: string;
    /**
     * Address of a page with a form
     */
    contactPage?: string;
  }[];
  /**
   * Whether it is for users who have registered themselves
   */
  selfIdentifiedUserEnabled?: boolean;
  /**
   * Whether it is for enterprise users
   */
  enterpriseUserEnabled?: boolean;
}
export interface AuthoredPolicy {
  xml: string | null;
  /**
   * 0 = there is none
   */
  version: number;
  /**
   * Tests of the policy, in their order
   */
  tests: PolicyTest[];
}
export interface PolicyTest {
  /**
   * What it is about, for people
   */
  name: string;
  /**
   * Who asks
   */
  subject: {
    /**
     * What the subject is
     */
    type: 'person' | 'organization' | 'systemUser';
    /**
     * Number of a synthetic person or of an organisation, or UUID of a system user
     */
    id: string;
  };
  /**
   * Whom the resource is about: number of an organisation or of a synthetic person
   */
  party: string;
  /**
   * What the subject wants to do, e.g. read
   */
  action: string;
  /**
   * A part of the resource, e.g. urn:altinn:task:Task_1
   */
  within?: string;
  /**
   * What the answer must be
   */
  expected: 'Permit' | 'Deny' | 'NotApplicable';
}
export interface PolicyTrial {
  warnings: {
    code: string;
    message: string;
    line: number;
    column: number;
  }[];
  results: {
    decision: 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';
    reason: string;
    rule?: {
      id: string;
      line?: number;
    };
  }[];
  /**
   * Every rule of the policy, in its order
   */
  rules: {
    id: string;
    line: number;
    /**
     * How many of the tests it decided
     */
    tests: number;
  }[];
}
export interface PolicyEffect {
  /**
   * How many requests were tried
   */
  asked: number;
  /**
   * There were more to try
   */
  isCut: boolean;
  /**
   * How many of them are answered otherwise
   */
  total: number;
  /**
   * How many rules have a condition, which may depend on more
   */
  conditions: number;
  changes: {
    subject: {
      id: string;
      value: string;
    }[];
    action: string;
    within: {
      id: string;
      value: string;
    }[];
    before: 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';
    after: 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';
  }[];
}
export interface CompactPackage {
  id: string | null;
  urn: string;
  areaId: string | null;
}
export interface Role {
  id: string;
  name: string;
  description: string;
  code: string;
  isKeyRole: boolean;
  urn: string;
  legacyRoleCode: string | null;
  legacyUrn: string | null;
  isResourcePolicyAvailable: boolean;
  provider: {
    id: string;
    name: string;
    refId: string | null;
    logoUrl: null;
    code: string;
    typeId: null;
    type: null;
  } | null;
  isRevocable: boolean;
}
export interface AccessPackage {
  id: string;
  name: string;
  description: string;
  urn: string;
  isDelegable: boolean;
  isAssignable: boolean;
  isResourcePolicyAvailable: boolean;
  type: {
    id: string;
    name: string;
  };
  area: {
    id: string;
    name: string;
    description: string;
    urn: string;
    iconUrl: string;
    group: AreaGroupHead | null;
  } | null;
  resources: ResourceHead[];
}
export interface AreaGroupHead {
  id: string;
  name: string;
  description: string;
  urn: string | null;
  type: string;
}
export interface ResourceHead {
  id: string;
  name: string;
  description: string;
  providerId: string;
  typeId: string;
  refId: string;
  provider: {
    id: string;
    name: string;
    refId: string;
    logoUrl: null;
    code: string;
    typeId: string;
    type: {
      id: string;
      name: string;
    };
  };
  type: {
    id: string;
    name: string;
  };
}
export interface AreaGroup {
  id: string;
  name: string;
  description: string;
  urn: string | null;
  type: string;
  areas: {
    id: string;
    name: string;
    description: string;
    urn: string;
    iconUrl: string;
    packages?: AccessPackageHead[];
  }[];
}
export interface AccessPackageHead {
  id: string;
  name: string;
  description: string;
  urn: string;
  isDelegable: boolean;
  isAssignable: boolean;
  isResourcePolicyAvailable: boolean;
  type: {
    id: string;
    name: string;
  };
}
export interface LogList {
  /**
   * The newest first
   */
  rows: LogRow[];
  /**
   * Last-Event-ID of a stream that goes on from here
   */
  last: string;
  /**
   * Before this not everything is kept
   */
  since: string;
}
export interface LogRow {
  /**
   * Names the row, and where a stream goes on from
   */
  id: string;
  time: string;
  kind: 'token' | 'exchange' | 'decision' | 'systemUser' | 'registry';
  /**
   * The operationId
   */
  operation: string;
  clientId?: string;
  /**
   * Scopes, or action and resource, or method and path
   */
  what: string;
  outcome: 'ok' | 'refused' | 'failed';
  /**
   * Of HTTP
   */
  status: number;
  durationMs: number;
  /**
   * Names the request in the platform’s log
   */
  trace: string;
  /**
   * Of the refusal
   */
  code?: string;
  /**
   * The check of a grant that failed
   */
  check?: string;
  parameters?: {
    [k: string]: string | number;
  };
  /**
   * What the PDP was asked and answered
   */
  asked?: {
    subject?: string;
    action?: string;
    resource?: string;
    party?: string;
    decision?: string;
  };
}
export interface LogDetails {
  /**
   * Names the row, and where a stream goes on from
   */
  id: string;
  time: string;
  kind: 'token' | 'exchange' | 'decision' | 'systemUser' | 'registry';
  /**
   * The operationId
   */
  operation: string;
  clientId?: string;
  /**
   * Scopes, or action and resource, or method and path
   */
  what: string;
  outcome: 'ok' | 'refused' | 'failed';
  /**
   * Of HTTP
   */
  status: number;
  durationMs: number;
  /**
   * Names the request in the platform’s log
   */
  trace: string;
  /**
   * Of the refusal
   */
  code?: string;
  /**
   * The check of a grant that failed
   */
  check?: string;
  parameters?: {
    [k: string]: string | number;
  };
  /**
   * What the PDP was asked and answered
   */
  asked?: {
    subject?: string;
    action?: string;
    resource?: string;
    party?: string;
    decision?: string;
  };
  /**
   * What the caller was told
   */
  message?: string;
  remedy?: string;
  /**
   * The checks of a grant that were made, in their order
   */
  checks: {
    check: string;
    passed: boolean;
  }[];
  /**
   * What was sent, without its secrets
   */
  request?: unknown;
  /**
   * What was answered, without its secrets
   */
  answer?: unknown;
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
export interface OwnAccessList {
  identifier: string;
  name: string;
  description: string;
  version: number;
  createdAt: string;
  updatedAt: string;
  /**
   * How many
   */
  members: number;
  resources: {
    identifier: string;
    /**
     * The actions that members get; none = all
     */
    actions: string[];
  }[];
}
export interface OperatorState {
  operator: boolean;
}
export interface OperatorClaim {
  /**
   * As `portvakt operator code` has told it
   */
  code: string;
}
export interface Operator {
  id: string;
  name: string;
  since: string;
}
export interface OperatorCode {
  /**
   * Told here and never again
   */
  code: string;
  expires: string;
}
export interface PlatformSetup {
  operators: number;
  organizations: number;
  /**
   * Scopes besides the platform’s own
   */
  ownScopes: number;
  clients: number;
  keys: number;
  resources: number;
  /**
   * Whether a token has been given to a client
   */
  issued: boolean;
  /**
   * The organisation that operates the platform, where one is configured
   */
  organization: string | null;
  prefixes: OwnedPrefix[];
  /**
   * Scopes of the platform’s own operations that are not there
   */
  missingScopes: string[];
}
export interface OwnedPrefix {
  prefix: string;
  owner: string;
}
export interface PlatformScopesWish {
  /**
   * Nine digits
   */
  organization: string;
}
export interface OperatedOrganization {
  /**
   * Nine digits
   */
  number: string;
  name: string;
  form: string;
  serviceOwner: string | null;
  prefixes: string[];
  administrators: HeldAdministrator[];
}
export interface HeldAdministrator {
  personNumber: string;
  name: string;
}
export interface OrganizationWish {
  /**
   * As the register has it
   */
  name?: string;
  /**
   * Code of the organisation’s form, such as AS or ORGL
   */
  form?: string;
  /**
   * The code by which it owns resources and apps; null = it is no service owner
   */
  serviceOwner?: string | null;
  /**
   * What the names of its scopes begin with
   *
   * Items: What the names of its scopes begin with
   */
  prefixes?: string[];
  /**
   * Persons who administer the organisation
   */
  administrators?: OrganizationAdministrator[];
}
export interface OrganizationAdministrator {
  /**
   * Eleven digits
   */
  personNumber: string;
  /**
   * As the register has it
   */
  name: string;
}
export interface Situation {
  /**
   * Which situation
   */
  name:
    | 'request-approved'
    | 'client-request-approved'
    | 'request-declined'
    | 'request-expired'
    | 'repeated-request'
    | 'uncertain-answer'
    | 'wrong-customer'
    | 'missing-package'
    | 'access-revoked'
    | 'token-expired'
    | 'token-invalid'
    | 'maskinporten-unavailable'
    | 'altinn-unavailable'
    | 'service-unavailable';
  what: string;
  /**
   * What a program that meets it should do
   */
  remedy: string;
  /**
   * Where its wire is written down: contract and line
   */
  contract: string[];
  /**
   * What it may be narrowed to
   */
  scopes: string[];
  inForce: SituationInForce[];
}
export interface SituationInForce {
  /**
   * Which situation
   */
  name:
    | 'request-approved'
    | 'client-request-approved'
    | 'request-declined'
    | 'request-expired'
    | 'repeated-request'
    | 'uncertain-answer'
    | 'wrong-customer'
    | 'missing-package'
    | 'access-revoked'
    | 'token-expired'
    | 'token-invalid'
    | 'maskinporten-unavailable'
    | 'altinn-unavailable'
    | 'service-unavailable';
  /**
   * Only for this client_id
   */
  client?: string;
  /**
   * Only for this system’s id
   */
  system?: string;
  /**
   * Only for this organisation number
   */
  customer?: string;
  /**
   * Only for this reference
   */
  externalRef?: string;
  id: string;
  started: string;
  /**
   * Why it could not be brought about, the last time it could not
   */
  trouble?: string;
}
export interface MetSituation {
  /**
   * Which situation
   */
  name:
    | 'request-approved'
    | 'client-request-approved'
    | 'request-declined'
    | 'request-expired'
    | 'repeated-request'
    | 'uncertain-answer'
    | 'wrong-customer'
    | 'missing-package'
    | 'access-revoked'
    | 'token-expired'
    | 'token-invalid'
    | 'maskinporten-unavailable'
    | 'altinn-unavailable'
    | 'service-unavailable';
  met: boolean;
  times: number;
  last?: string;
  /**
   * Of the last that met it, where it is known
   */
  client?: string;
}
export interface FeedListener {
  id: string;
  /**
   * Where events are sent, without credentials and query
   */
  target: string;
  /**
   * The last event that was taken
   */
  at: string;
  /**
   * Events that have come since
   */
  waiting: number;
  /**
   * What is in the way, while something is
   */
  trouble?: string;
  /**
   * Which kind of trouble
   */
  problem?: 'answer' | 'redirect' | 'silence' | 'unreached';
  /**
   * Of the answer, where there was one
   */
  status?: number;
  nextTry?: string;
  /**
   * When it was heard of last
   */
  seen: string;
}
export interface FoundAudit {
  head: AuditPlace;
  rows: AuditRow[];
  /**
   * `before` of what has not been looked at; left out at the end
   */
  next?: number;
}
export interface AuditPlace {
  position: number;
  hash: string;
}
export interface AuditRow {
  position: number;
  /**
   * By the platform’s clock
   */
  time: string;
  /**
   * The operationId
   */
  operation: string;
  /**
   * done, refused, or the decision
   */
  outcome: string;
  by: AuditActor;
  /**
   * On whose behalf
   */
  organization?: string;
  /**
   * Of the refusal
   */
  code?: string;
  method?: string;
  path?: string;
  /**
   * Names the request in the platform’s log
   */
  request?: string;
  /**
   * The trace that the caller named
   */
  trace?: string;
  changes?: AuditChange[];
  /**
   * Of a decision: subject, action and resource, by attribute
   */
  decision?: unknown;
  hash: string;
  personName?: string;
  /**
   * What those are called whom the entry names: by organisation number, UUID of a party, client_id or id of a system user, as far as the reader may see it
   */
  names?: {
    [k: string]: string;
  };
}
export interface AuditActor {
  /**
   * What the token is of; sandbox = nobody was asked for one, program = the program itself
   */
  kind: string;
  organization?: string;
  supplier?: string;
  clientId?: string;
  /**
   * UUID of the party
   */
  person?: string;
  systemUser?: string;
}
/**
 * As the feed of events has it
 */
export interface AuditChange {
  kind: string;
  subject: string;
  data?: unknown;
}
export interface AuditVerdict {
  isWhole: boolean;
  last: AuditPlace;
  /**
   * The first that was found
   */
  fault?: {
    position: number;
    fault: string;
    what: string;
  };
}
export interface SandboxApp {
  /**
   * {org}/{app}
   */
  id: string;
  title: string;
  /**
   * From its own folder; the others are the world’s, or Designer’s
   */
  brought: boolean;
  /**
   * False: its files are no longer taken, and `findings` says why
   */
  usable: boolean;
  tasks: string[];
  changed?: string;
  findings: AppFinding[];
}
export interface AppFinding {
  severity: 'error' | 'warning' | 'note';
  code:
    | 'metadata-missing'
    | 'metadata-unreadable'
    | 'app-id-invalid'
    | 'org-differs'
    | 'data-type-invalid'
    | 'data-type-repeated'
    | 'data-type-task-unknown'
    | 'data-type-unknown'
    | 'process-missing'
    | 'process-unreadable'
    | 'process-invalid'
    | 'process-endless'
    | 'task-type-missing'
    | 'task-unreachable'
    | 'old-form'
    | 'form-decides'
    | 'policy-missing'
    | 'policy-unusable'
    | 'policy-warning'
    | 'placeholder'
    | 'resource-other'
    | 'resource-not-named'
    | 'subject-missing'
    | 'subject-unknown'
    | 'role-unknown'
    | 'role-not-looked-up'
    | 'package-unknown'
    | 'task-unknown'
    | 'task-without-rights'
    | 'owner-without-rights'
    | 'level-missing'
    | 'text-unreadable'
    | 'text-not-published'
    | 'owner-made';
  /**
   * What is wrong, what TT02 makes of it, and what to do
   */
  message: string;
  file?: string;
  line?: number;
  column?: number;
}
export interface CheckedApp {
  /**
   * {org}/{app}; absent when it would be refused
   */
  id?: string;
  findings: AppFinding[];
}
export interface OpenSession {
  /**
   * As the list of sessions names it: no credential
   */
  id: string;
  begun: string;
  /**
   * When it was last kept alive
   */
  lastUsed: string;
  /**
   * How the person logged in, as the provider calls it
   */
  level: string;
  /**
   * As the browser called itself; null = it did not, or as nothing that is known
   */
  browser: string | null;
  /**
   * Where it runs, as it said itself
   */
  system: string | null;
  /**
   * Whether it is the one that asks
   */
  isThis: boolean;
}
export interface EndedSessions {
  ended: number;
}
export interface LoggedInPerson {
  id: string;
  name: string;
  sessions: number;
  lastUsed: string;
}
export interface SessionsOfPerson {
  /**
   * null = there is no such person
   */
  name: string | null;
  sessions: OpenSession[];
}
export interface AccessRequest {
  id: string;
  status: 'Draft' | 'Pending' | 'Approved' | 'Rejected' | 'Withdrawn';
  type: 'package' | 'resource';
  lastUpdated: string;
  lastUpdatedBy: string;
  resource: {
    id: string | null;
    referenceId: string;
  } | null;
  package: {
    id: string | null;
    referenceId: string;
  } | null;
  links: {
    detailsLink: string;
    statusLink: string;
  } | null;
  from: {
    id: string;
    name: string | null;
    type: string | null;
    variant: string | null;
    organizationIdentifier: string | null;
    personIdentifier: string | null;
  };
  to: {
    id: string;
    name: string | null;
    type: string | null;
    variant: string | null;
    organizationIdentifier: string | null;
    personIdentifier: string | null;
  };
  by: {
    id: string;
    name: string | null;
    type: string | null;
    variant: string | null;
    organizationIdentifier: string | null;
    personIdentifier: string | null;
  };
}
