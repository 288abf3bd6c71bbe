import type { Database } from '../database/index.ts';
import type { Delegations } from '../delegations/index.ts';
import type { Clock, PlatformUrls } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import { type Agents, createAgents } from './agents.ts';
import { type ChangeRequests, createChangeRequests } from './change-requests.ts';
import type { ExternalSystemUser } from './model.ts';
import { type AroundAsking, createRequests, type Requests } from './requests.ts';
import { createSystemRegister, type SystemRegister } from './system-register.ts';
import { createSystemUsers, type ExternalIdQuery, type SystemUsers } from './users.ts';

/** May the person do `action` with a registry resource for the party? The PDP answers. */
export type MayUse = (person: Party, resourceId: string, action: string, party: Party) => Promise<boolean>;

export interface Systems {
  /** The living system user behind a grant's `authorization_details`; read from the database each time. */
  byExternalId(query: ExternalIdQuery): Promise<ExternalSystemUser | undefined>;
  readonly register: SystemRegister;
  readonly requests: Requests;
  readonly changeRequests: ChangeRequests;
  readonly users: SystemUsers;
  readonly agents: Agents;
  readonly mayUse: MayUse;
  readonly urls: PlatformUrls;
  readonly clock: Clock;
  /** Items on a page. */
  readonly pageSize: number;
}

export interface SystemsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly resources: Resources;
  readonly delegations: Delegations;
  readonly mayUse: MayUse;
  readonly urls: PlatformUrls;
  readonly around?: AroundAsking | undefined;
  /** Default 50 (system-register-and-users.md 9). */
  readonly pageSize?: number;
}

const PAGE_SIZE = 50;

/** Opens the System Register and the system users on a database. */
export function createSystems(deps: SystemsDeps): Systems {
  const { database, clock, register, resources, delegations, mayUse, urls } = deps;
  const { catalogue } = register;
  const systems = createSystemRegister({ database, clock, resources, catalogue });
  const users = createSystemUsers({ database, clock, delegations, systems, catalogue });
  return {
    byExternalId: (query) => users.byExternalId(query),
    register: systems,
    requests: createRequests({ database, clock, register, delegations, systems, around: deps.around }),
    changeRequests: createChangeRequests({ database, clock, register, delegations, systems }),
    users,
    agents: createAgents({ database, clock, register, delegations }),
    mayUse,
    urls,
    clock,
    pageSize: deps.pageSize ?? PAGE_SIZE,
  };
}
