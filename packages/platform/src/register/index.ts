/** Parties, roles and access packages: who is who, and who holds what for whom. */

export {
  type AccessPackage,
  type Area,
  type AreaGroup,
  type Catalogue,
  type CatalogueRole,
  type EntityVariant,
  loadCatalogue,
  type Provider,
  type RolePackage,
} from './catalogue.ts';
export { type Generated, type GenerateOptions, generateRegister } from './generate.ts';
export {
  type ImportCounts,
  ImportError,
  type ImportFile,
  type ImportProblem,
  type ImportProgress,
  importRegister,
} from './import.ts';
export { notKept } from './import-files.ts';
export { OWNER_CODE, type PartyWish, partyFor } from './new-party.ts';
export { createRegister, type Register, type RegisterOptions } from './register.ts';
export { FOR_OWNER_TOO } from './relations.ts';
export { registerRoutes } from './routes.ts';
export { type RegisterSeed, type SeedOrganization, type SeedPerson, type SeedRole, seedRegister } from './seed.ts';
export { directHolders, ownedBy, ownersOf, putServiceOwner } from './store.ts';
export type { Assigned, HeldRole, Party, PartyRef, Relation, ServiceOwner } from './types.ts';
export { welcomePerson } from './welcome.ts';
