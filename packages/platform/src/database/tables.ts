import type { AuditEntryTable, AuditHeadTable } from './tables/audit.ts';
import type {
  EndedSessionTable,
  EnterpriseUserTable,
  LoginAttemptTable,
  LoginSessionTable,
  OidcGrantTable,
  UserProfileTable,
} from './tables/authentication.ts';
import type { DecisionLogTable } from './tables/decision-log.ts';
import type {
  AccessRequestTable,
  AgentGrantTable,
  AppInstanceRightTable,
  ClientAgentTable,
  ConsentEventTable,
  ConsentTable,
  DelegatedPackageTable,
  DelegatedRightTable,
  RequestSubmissionTable,
  ScopeDelegationTable,
} from './tables/delegations.ts';
import type { EventCounterTable, EventTable } from './tables/events.ts';
import type { IdportenEntryTable, IdportenSecretTable } from './tables/idporten.ts';
import type { TokenRequestTable, UsedGrantBatchTable, UsedGrantTable } from './tables/maskinporten.ts';
import type { OperatorCodeTable, OperatorTable } from './tables/operator.ts';
import type { MilestoneTable } from './tables/portal.ts';
import type { RequestCountTable } from './tables/rate-limits.ts';
import type { PartyRoleTable, PartyTable, ServiceOwnerTable } from './tables/register.ts';
import type {
  AccessListMemberTable,
  AccessListResourceTable,
  AccessListTable,
  ApplicationTable,
  PolicyTestTable,
  ResourceHistoryTable,
  ResourcePolicyTable,
  ResourceSubjectTable,
  ResourceTable,
} from './tables/resources.ts';
import type { IssuedCertificateTable, TestAuthorityTable } from './tables/sandbox.ts';
import type {
  ClientKeyTable,
  ClientOnBehalfOfTable,
  ClientTable,
  RegistrationBeforeTable,
  ScopeAccessTable,
  ScopePrefixTable,
  ScopeTable,
} from './tables/selfservice.ts';
import type { SigningKeyTable, SigningRingTable } from './tables/signing-keys.ts';
import type {
  AppTextTable,
  BroughtAppTable,
  ContentChunkTable,
  DataElementTable,
  InstanceEventTable,
  InstanceTable,
  StorageSecretTable,
} from './tables/storage.ts';
import type {
  AgentClientTable,
  RegisteredSystemTable,
  SystemChangeTable,
  SystemClientTable,
  SystemUserChangeRequestTable,
  SystemUserCounterTable,
  SystemUserRequestTable,
  SystemUserTable,
} from './tables/systems.ts';

/** Every table. Each room keeps its rows' shapes in `tables/<room>.ts` beside its migrations. */
export interface Tables {
  signing_key: SigningKeyTable;
  signing_ring: SigningRingTable;
  test_authority: TestAuthorityTable;
  issued_certificate: IssuedCertificateTable;
  party: PartyTable;
  party_role: PartyRoleTable;
  service_owner: ServiceOwnerTable;
  resource: ResourceTable;
  resource_history: ResourceHistoryTable;
  resource_policy: ResourcePolicyTable;
  policy_test: PolicyTestTable;
  resource_subject: ResourceSubjectTable;
  application: ApplicationTable;
  access_list: AccessListTable;
  access_list_member: AccessListMemberTable;
  access_list_resource: AccessListResourceTable;
  decision_log: DecisionLogTable;
  delegated_right: DelegatedRightTable;
  delegated_package: DelegatedPackageTable;
  scope_delegation: ScopeDelegationTable;
  client_agent: ClientAgentTable;
  agent_grant: AgentGrantTable;
  access_request: AccessRequestTable;
  request_submission: RequestSubmissionTable;
  app_instance_right: AppInstanceRightTable;
  consent: ConsentTable;
  consent_event: ConsentEventTable;
  instance: InstanceTable;
  data_element: DataElementTable;
  content_chunk: ContentChunkTable;
  instance_event: InstanceEventTable;
  storage_secret: StorageSecretTable;
  app_text: AppTextTable;
  brought_app: BroughtAppTable;
  enterprise_user: EnterpriseUserTable;
  login_session: LoginSessionTable;
  ended_session: EndedSessionTable;
  login_attempt: LoginAttemptTable;
  user_profile: UserProfileTable;
  oidc_grant: OidcGrantTable;
  idporten_entry: IdportenEntryTable;
  idporten_secret: IdportenSecretTable;
  scope_prefix: ScopePrefixTable;
  scope: ScopeTable;
  scope_access: ScopeAccessTable;
  client: ClientTable;
  client_key: ClientKeyTable;
  client_onbehalfof: ClientOnBehalfOfTable;
  registration_before: RegistrationBeforeTable;
  used_grant: UsedGrantTable;
  used_grant_batch: UsedGrantBatchTable;
  token_request: TokenRequestTable;
  milestone: MilestoneTable;
  operator: OperatorTable;
  operator_code: OperatorCodeTable;
  request_count: RequestCountTable;
  event: EventTable;
  event_counter: EventCounterTable;
  audit_entry: AuditEntryTable;
  audit_head: AuditHeadTable;
  registered_system: RegisteredSystemTable;
  system_client: SystemClientTable;
  system_change: SystemChangeTable;
  system_user: SystemUserTable;
  system_user_counter: SystemUserCounterTable;
  agent_client: AgentClientTable;
  system_user_request: SystemUserRequestTable;
  system_user_change_request: SystemUserChangeRequestTable;
}
