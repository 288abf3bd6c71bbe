/** Tokens for tests in one call, as Altinn's hosted token generator gives them. A sandbox alone has it. */
export { createTokenGenerator, type TokenGenerator, type TokenGeneratorDeps } from './generator.ts';
export { tokenGeneratorRoutes } from './routes.ts';
export {
  type ConsentWish,
  type EmailUserWish,
  type EnterpriseUserWish,
  type OrganisationWish,
  type PersonWish,
  type PlatformAccessWish,
  type PlatformWish,
  type SelfIdentifiedWish,
  SIGNED_FOR,
  type SystemUserWish,
  type TokenWish,
} from './wishes.ts';
