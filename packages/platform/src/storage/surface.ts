import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Caller, type Callers, requireToken } from '../callers/index.ts';
import {
  type Answer,
  type Answers,
  type PermitAccess,
  problemAnswers,
  surface,
  type TokenAccess,
  valuesOf,
} from '../http/index.ts';
import { SCOPES } from './access.ts';
import { attributesOf } from './attributes.ts';
import { type PermittedElement, requireElementPermit } from './element-rules.ts';
import { movingActions } from './process.ts';
import { REFUSALS } from './refusals.ts';
import type { Asked, Storage } from './storage.ts';
import type { InstanceRow } from './store.ts';

export interface SurfaceDeps {
  readonly storage: Storage;
  readonly callers: Callers;
}

/** Stands for the actions that change an instance in its current task (altinn-instances.md 3.4). */
export const TASK_ACTIONS = '{current task}';

/** Whoever holds an Altinn token that the scope gate lets in. */
export const withToken = (mode: keyof typeof SCOPES) =>
  ({ who: 'token', issuers: ['altinn'], scopes: SCOPES[mode] }) as const satisfies TokenAccess;

export const READING = { who: 'permit', actions: ['read'], scopes: SCOPES.read } as const satisfies PermitAccess;

/** An instance that is not there is 404. */
export const changing = (...actions: readonly string[]): PermitAccess => ({
  who: 'permit',
  actions,
  scopes: SCOPES.write,
});

/** An instance that is not there is 403: the endpoints with a declared policy (altinn-instances.md 3.1, line 4). */
export const changingUntold = (...actions: readonly string[]): PermitAccess => ({
  ...changing(...actions),
  hidesUnknown: true,
});

/** What a path says of the parameter. */
export const pathText = (request: FastifyRequest, name: string): string => valuesOf(request.params, name)[0] ?? '';

/** Token, then scope: checks 1 and 3 of altinn-instances.md 3.1. */
function enter({ storage, callers }: SurfaceDeps, request: FastifyRequest, scopes: readonly string[] = []): Caller {
  const caller = requireToken(callers, request, ['altinn']);
  storage.checkScope(caller, scopes);
  return caller;
}

/** The instance in the path: check 4. */
export function namedRow(
  storage: Storage,
  request: FastifyRequest,
  { hidesUnknown }: { readonly hidesUnknown?: boolean },
  app?: string,
): Promise<InstanceRow> {
  const [guid, party] = [pathText(request, 'guid'), valuesOf(request.params, 'party')[0]];
  return hidesUnknown ? storage.findOrForbid(guid, party, app) : storage.find(guid, party, app);
}

/** The actions that an operation names, those of the current task put in; without a task that is `write`. */
export function actionsOn({ instance }: InstanceRow, actions: readonly string[]): readonly string[] {
  const type = instance.process.currentTask?.altinnTaskType;
  const ofTask = type === undefined ? ['write'] : movingActions(type, false);
  return actions.flatMap((action) => (action === TASK_ACTIONS ? ofTask : [action]));
}

const sentence = (description: string, example: string, or?: Answer): Answer => ({
  description,
  schema: Type.String(),
  example,
  ...(or === undefined ? {} : { or: [or] }),
});

const problems = problemAnswers(
  {
    400: 'The request is not what it must be',
    403: 'The scope, the decision or a rule of the app is against it',
    404: 'There is nothing at this address',
    409: 'The state of the instance or the element does not allow it',
  },
  REFUSALS,
);

/** A sentence as JSON where live has one, problem details elsewhere (altinn-instances.md 8). */
export const STORAGE_REFUSALS: Answers = {
  ...problems,
  400: sentence('The request is not what it must be', 'AppId must be defined.', problems[400]),
  404: sentence(
    'There is no such instance, element or app',
    'Unable to find instance 3f0c0a9e-4d55-4b7e-9c39-0a5c1f7d2b11',
    problems[404],
  ),
  422: sentence('The content cannot be kept', 'Could not process attached file: it is empty.'),
};

/**
 * The Storage API by what is known when a caller is let in. Everything up to the decision of the PDP comes before the body is read, in the
 * contract's order (altinn-instances.md 3.1).
 */
export function storageSurfaces(app: FastifyInstance, deps: SurfaceDeps) {
  const { storage } = deps;
  const shared = { name: 'storage', refusals: STORAGE_REFUSALS };
  return {
    /** For what names no instance in its path. What the PDP is asked about is in the body, so the handler asks. */
    calls: surface(app, {
      ...shared,
      admit: {
        token: (request, { scopes }) => enter(deps, request, scopes),
        permit: (request, { scopes }) => enter(deps, request, scopes),
      },
    }),
    /** For what is done with an instance. */
    instances: surface(app, {
      ...shared,
      admit: {
        /** For what the PDP is not asked about (altinn-instances.md 3.4). */
        async token(request, { scopes }): Promise<Asked> {
          const caller = enter(deps, request, scopes);
          return { caller, row: await namedRow(storage, request, {}) };
        },
        async permit(request, access): Promise<Asked> {
          const caller = enter(deps, request, access.scopes);
          const row = await namedRow(storage, request, access);
          await storage.requirePermit(caller, actionsOn(row, access.actions), attributesOf(row.instance));
          return { caller, row };
        },
      },
    }),
    /** For what is done with an instance when the question to the PDP depends on more than the path: the handler asks. */
    asking: surface(app, {
      ...shared,
      admit: {
        async permit(request, access): Promise<Asked> {
          const caller = enter(deps, request, access.scopes);
          return { caller, row: await namedRow(storage, request, access) };
        },
      },
    }),
    /** For what is done with a data element that is there. */
    elements: surface(app, {
      ...shared,
      admit: {
        async permit(request, access): Promise<PermittedElement> {
          const caller = enter(deps, request, access.scopes);
          const row = await namedRow(storage, request, access);
          const found = await storage.element(row.instance, pathText(request, 'element'), caller);
          const type = await storage.typeOf(row.instance, found.element.dataType);
          await requireElementPermit(storage, { caller, row }, type, access.actions);
          return { ...found, caller, row, type };
        },
      },
    }),
  };
}

export type StorageSurfaces = ReturnType<typeof storageSurfaces>;
