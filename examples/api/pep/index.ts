import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator } from '@portvakt/client/validate';
import { checkPermission, checkToken, isRefusal, type PermissionRule } from '@portvakt/pep';

const validate = createTokenValidator({ environments: ['test'] });
/** An Altinn token with the scope altinn:authorization/authorize: see createMaskinportenClient. */
const token = async (): Promise<string> => process.env['ALTINN_TOKEN'] ?? '';
const pdp = createPdpClient({ environment: 'test', token });
const mayReadFines: PermissionRule<Request> = {
  pdp,
  action: 'read',
  resource: ({ url }) => ({ resource: 'fjord-boter', party: { organisation: new URL(url).pathname.slice(-9) } }),
};

export const examples = {
  async checkToken() {
    // #region checkToken
    // For a framework that has no door of its own here.
    const caller = await checkToken({ validate, scopes: ['fjordreg:boter.read'] }, undefined);
    if (isRefusal(caller)) console.log(caller.status, caller.headers['www-authenticate']); // 401 Bearer
    // #endregion
  },

  async isRefusal() {
    // #region isRefusal
    const caller = await checkToken({ validate }, 'Basic');
    console.log(isRefusal(caller)); // true
    // #endregion
  },
};

export const onTheWire = {
  async checkPermission(request: Request) {
    // #region checkPermission
    const caller = await checkToken({ validate }, request.headers.get('authorization') ?? undefined);
    const refusal = isRefusal(caller) ? caller : await checkPermission(mayReadFines, caller, request);
    if (refusal) return Response.json(refusal.body, { status: refusal.status, headers: refusal.headers });
    return Response.json({ fines: [] });
    // #endregion
  },
};
