/** The resource registry: resources, policies, apps and access lists. */
export type { Resources } from './resources.ts';
export type {
  Application,
  CompetentAuthority,
  CompiledPolicy,
  ListMembership,
  LocalizedText,
  ProcessTask,
  ResourceRecord,
} from './types.ts';
