import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, requireToken } from '../callers/index.ts';
import { type PermitAccess, surface, type TokenAccess } from '../http/index.ts';
import type { Application } from '../resources/index.ts';
import { attributesOf } from './attributes.ts';
import { checkChangeable, type PermittedElement, refuseInactive, requireElementPermit } from './element-rules.ts';
import type { Asked } from './storage.ts';
import { actionsOn, namedRow, pathText, STORAGE_REFUSALS, type SurfaceDeps } from './surface.ts';

/** A caller whom an app lets in. */
export interface InApp {
  readonly caller: Caller;
  readonly application: Application;
}

export type AskedInApp = InApp & Asked;

const isReading = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD';

/** Token, app, scope, the app's own scope: in this order. */
async function enter(
  { storage, callers }: SurfaceDeps,
  request: FastifyRequest,
  { scopes = [] }: TokenAccess | PermitAccess,
): Promise<InApp> {
  const caller = requireToken(callers, request, ['altinn']);
  const application = await storage.application(pathText(request, 'org'), pathText(request, 'app'));
  storage.checkScope(caller, scopes);
  const mode = isReading(request) ? 'read' : 'write';
  storage.checkAppScope(application, caller, mode, request.url.split('?', 1)[0] ?? '');
  return { caller, application };
}

/** The Apps API by what is known when a caller is let in; as in Storage, everything up to the decision comes before the body is read. */
export function appsSurfaces(app: FastifyInstance, deps: SurfaceDeps) {
  const { storage } = deps;
  const shared = { name: 'apps', refusals: STORAGE_REFUSALS };
  const ask = async (request: FastifyRequest, access: PermitAccess): Promise<AskedInApp> => {
    const entered = await enter(deps, request, access);
    const { org, app: name } = entered.application;
    return { ...entered, row: await namedRow(storage, request, access, `${org}/${name}`) };
  };
  return {
    /** For what names no instance in its path, or reads a body before it looks for the instance. */
    calls: surface(app, {
      ...shared,
      admit: {
        anyone: () => undefined,
        token: (request, access) => enter(deps, request, access),
        /** What the PDP is asked about is in the body, so the handler asks. */
        permit: (request, access) => enter(deps, request, access),
      },
    }),
    /** For what is done with an instance. */
    instances: surface(app, {
      ...shared,
      admit: {
        async permit(request, access) {
          const asked = await ask(request, access);
          const { caller, row } = asked;
          await storage.requirePermit(caller, actionsOn(row, access.actions), attributesOf(row.instance));
          return asked;
        },
      },
    }),
    /** For what is done with an instance when the question to the PDP depends on more than the path: the handler asks. */
    asking: surface(app, { ...shared, admit: { permit: ask } }),
    /** For what is done with a data element that is there, in the order of altinn-instances.md 6.2. */
    elements: surface(app, {
      ...shared,
      admit: {
        async permit(request, access): Promise<PermittedElement> {
          const { caller, row } = await ask(request, access);
          if (!isReading(request)) refuseInactive(row.instance);
          const found = await storage.element(row.instance, pathText(request, 'element'), caller);
          const type = await storage.typeOf(row.instance, found.element.dataType);
          if (!isReading(request)) checkChangeable(type, caller);
          await requireElementPermit(storage, { caller, row }, type, access.actions);
          return { ...found, caller, row, type };
        },
      },
    }),
  };
}

export type AppsSurfaces = ReturnType<typeof appsSurfaces>;
