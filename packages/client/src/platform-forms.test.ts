import { describe, expectTypeOf, it } from 'vitest';
import type { TokenResponse } from './answer.ts';
import type { Operations } from './generated/operations.ts';
import type { XacmlJsonResponse } from './pdp/index.ts';
import type {
  AccessPackage,
  ChangeRequest,
  ChangeRequestAnswer,
  RegisteredSystem,
  Right,
  SystemRegistration,
  SystemUser,
  SystemUserRequest,
  SystemUserRequestAnswer,
} from './systems/index.ts';

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;
type AnswerOf<O extends keyof Operations> = Immutable<Operations[O]['answer']>;
type BodyOf<O extends keyof Operations> = Operations[O] extends { body: infer B } ? Immutable<B> : never;
type PageOf<Item> = { readonly data: readonly Item[]; readonly links: { readonly next?: string } };

/**
 * Held by the compiler. The library's own types stay apart from the generated ones: they are wider, since Altinn leaves out members that
 * this platform always gives, and since a program must not break when either gives more.
 */
describe("the library's types", () => {
  it('hold every answer of the platform', () => {
    expectTypeOf<AnswerOf<'POST /maskinporten/token'>>().toExtend<TokenResponse>();
    expectTypeOf<AnswerOf<'GET /maskinporten/.well-known/oauth-authorization-server'>>().toExtend<{
      readonly issuer: string;
      readonly token_endpoint: string;
    }>();
    expectTypeOf<AnswerOf<'GET /authentication/api/v1/exchange/{provider}'>>().toEqualTypeOf<string>();
    expectTypeOf<AnswerOf<'POST /authorization/api/v1/authorize'>>().toExtend<XacmlJsonResponse>();
  });

  it('hold every answer of the System Register', () => {
    expectTypeOf<AnswerOf<'POST /authentication/api/v1/systemregister/vendor'>>().toEqualTypeOf<string>();
    expectTypeOf<
      AnswerOf<'GET /authentication/api/v1/systemregister/vendor/{systemId}'>
    >().toExtend<RegisteredSystem>();
    expectTypeOf<AnswerOf<'GET /authentication/api/v1/systemregister/vendor'>>().toExtend<
      readonly { readonly systemId: string }[]
    >();
  });

  it('hold every answer about requests and system users', () => {
    type Asked = SystemUserRequestAnswer;
    expectTypeOf<AnswerOf<'POST /authentication/api/v1/systemuser/request/vendor'>>().toExtend<Asked>();
    expectTypeOf<AnswerOf<'POST /authentication/api/v1/systemuser/request/vendor/agent'>>().toExtend<Asked>();
    expectTypeOf<AnswerOf<'GET /authentication/api/v1/systemuser/request/vendor/{requestId}'>>().toExtend<Asked>();
    expectTypeOf<
      AnswerOf<'GET /authentication/api/v1/systemuser/request/vendor/agent/{requestId}'>
    >().toExtend<Asked>();
    expectTypeOf<
      AnswerOf<
        | 'GET /authentication/api/v1/systemuser/request/vendor/bysystem/{systemId}'
        | 'GET /authentication/api/v1/systemuser/request/vendor/agent/bysystem/{systemId}'
      >
    >().toExtend<PageOf<Asked>>();
    expectTypeOf<
      AnswerOf<'POST /authentication/api/v1/systemuser/changerequest/vendor'>
    >().toExtend<ChangeRequestAnswer>();
    expectTypeOf<
      AnswerOf<'GET /authentication/api/v1/systemuser/changerequest/vendor/{requestId}'>
    >().toExtend<ChangeRequestAnswer>();
    expectTypeOf<AnswerOf<'GET /authentication/api/v1/systemuser/vendor/byquery'>>().toExtend<SystemUser>();
    expectTypeOf<AnswerOf<'GET /authentication/api/v1/systemuser/vendor/bysystem/{systemId}'>>().toExtend<
      PageOf<SystemUser>
    >();
  });

  it('let nothing be sent that the platform does not read', () => {
    type Registration = BodyOf<
      | 'POST /authentication/api/v1/systemregister/vendor'
      | 'PUT /authentication/api/v1/systemregister/vendor/{systemId}'
    >;
    expectTypeOf<SystemRegistration>().toExtend<Registration>();
    expectTypeOf<readonly Right[]>().toExtend<
      BodyOf<'PUT /authentication/api/v1/systemregister/vendor/{systemId}/rights'>
    >();
    expectTypeOf<readonly AccessPackage[]>().toExtend<
      BodyOf<'PUT /authentication/api/v1/systemregister/vendor/{systemId}/accesspackages'>
    >();
    expectTypeOf<SystemUserRequest>().toExtend<BodyOf<'POST /authentication/api/v1/systemuser/request/vendor'>>();
    expectTypeOf<SystemUserRequest & { readonly accessPackages: readonly AccessPackage[] }>().toExtend<
      BodyOf<'POST /authentication/api/v1/systemuser/request/vendor/agent'>
    >();
    expectTypeOf<ChangeRequest>().toExtend<BodyOf<'POST /authentication/api/v1/systemuser/changerequest/vendor'>>();
  });
});
