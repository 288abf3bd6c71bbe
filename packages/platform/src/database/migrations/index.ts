import type { Migration } from 'kysely/migration';
import * as signingKeys from './0010-signing-keys.ts';
import * as register from './0100-register.ts';
import * as resources from './0150-resources.ts';
import * as accessLists from './0151-access-lists.ts';
import * as policyTests from './0160-policy-tests.ts';
import * as decisionLog from './0180-decision-log.ts';
import * as delegations from './0200-delegations.ts';
import * as selfservice from './0300-selfservice.ts';
import * as selfserviceMore from './0310-selfservice.ts';
import * as authentication from './0400-authentication.ts';
import * as oidc from './0401-oidc.ts';
import * as idporten from './0410-idporten.ts';
import * as systems from './0500-systems.ts';
import * as maskinporten from './0600-maskinporten.ts';
import * as storage from './0700-storage.ts';
import * as sandbox from './0800-sandbox.ts';
import * as signingRings from './0810-signing-rings.ts';
import * as usedGrants from './0820-used-grants.ts';
import * as delegationGivers from './0830-delegation-givers.ts';
import * as portal from './0840-portal.ts';
import * as events from './0850-events.ts';
import * as audit from './0860-audit.ts';
import * as operators from './0860-operators.ts';
import * as requestCounts from './0870-request-counts.ts';
import * as sessions from './0880-sessions.ts';
import * as apps from './0890-apps.ts';
import * as clientAgents from './0900-client-agents.ts';
import * as accessRequests from './0910-access-requests.ts';
import * as appInstanceRights from './0920-app-instance-rights.ts';
import * as instanceLists from './0920-instance-lists.ts';
import * as requestSubmissions from './0930-request-submissions.ts';
import * as oneAgent from './0940-one-agent.ts';
import * as userNames from './0950-user-names.ts';
import * as submissions from './0960-submissions.ts';
import * as partyDeletion from './0961-party-deletion.ts';
import * as delegationIds from './0962-delegation-ids.ts';
import * as instanceSlices from './0980-instance-slices.ts';

/** The one migration history, in order. Names are for ever: a migration that has landed is never changed, a new one is added. */
export const migrations: Record<string, Migration> = {
  '0010-signing-keys': signingKeys,
  '0100-register': register,
  '0150-resources': resources,
  '0151-access-lists': accessLists,
  '0160-policy-tests': policyTests,
  '0180-decision-log': decisionLog,
  '0200-delegations': delegations,
  '0300-selfservice': selfservice,
  '0310-selfservice': selfserviceMore,
  '0400-authentication': authentication,
  '0401-oidc': oidc,
  '0410-idporten': idporten,
  '0500-systems': systems,
  '0600-maskinporten': maskinporten,
  '0700-storage': storage,
  '0800-sandbox': sandbox,
  '0810-signing-rings': signingRings,
  '0820-used-grants': usedGrants,
  '0830-delegation-givers': delegationGivers,
  '0840-portal': portal,
  '0850-events': events,
  '0860-operators': operators,
  '0860-audit': audit,
  '0870-request-counts': requestCounts,
  '0880-sessions': sessions,
  '0890-apps': apps,
  '0900-client-agents': clientAgents,
  '0910-access-requests': accessRequests,
  '0920-instance-lists': instanceLists,
  '0920-app-instance-rights': appInstanceRights,
  '0930-request-submissions': requestSubmissions,
  '0940-one-agent': oneAgent,
  '0950-user-names': userNames,
  '0960-submissions': submissions,
  '0961-party-deletion': partyDeletion,
  '0962-delegation-ids': delegationIds,
  '0980-instance-slices': instanceSlices,
};
