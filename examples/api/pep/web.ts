import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator } from '@portvakt/client/validate';
import { protect } from '@portvakt/pep/web';

const validate = createTokenValidator({ environments: ['test'] });
/** An Altinn token with the scope altinn:authorization/authorize: see createMaskinportenClient. */
const token = async (): Promise<string> => process.env['ALTINN_TOKEN'] ?? '';
const pdp = createPdpClient({ environment: 'test', token });

export const examples = {
  async protect() {
    // #region protect
    const organisation = (url: string) => new URL(url).pathname.slice(-9);
    const handler = protect(
      {
        token: { validate, scopes: ['fjordreg:boter.read'] },
        permission: {
          pdp,
          action: 'read',
          resource: ({ request }) => ({ resource: 'fjord-boter', party: { organisation: organisation(request.url) } }),
        },
      },
      (_request, principal) => Response.json({ askedBy: principal.consumer }),
    );
    const { status } = await handler(new Request('https://fines.example/310044423'));
    console.log(status); // 401
    // #endregion
  },
};
