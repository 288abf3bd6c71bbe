/** Tokens for tests in one call, as Altinn's hosted token generator gives them. A sandbox alone has it. */
export { createTokenGenerator, type TokenGenerator, type TokenGeneratorDeps } from './generator.ts';
export { tokenGeneratorRoutes } from './routes.ts';
export { SIGNED_FOR, type TokenWish } from './wishes.ts';
