import { createTokenValidator, principalOf, requireScopes, TokenValidationError } from '@portvakt/client/validate';

export const examples = {
  principalOf() {
    // #region principalOf
    // Of claims that somebody else has verified; createTokenValidator verifies them and gives a principal.
    const consumer = { authority: 'iso6523-actorid-upis', ID: '0192:310044423' };
    const principal = principalOf({ consumer, scope: 'fjordreg:boter.read' }, 'maskinporten');
    console.log(principal.kind, principal.consumer); // organisation 310044423
    console.log([...principal.scopes]); // [ 'fjordreg:boter.read' ]
    // #endregion
  },

  requireScopes() {
    // #region requireScopes
    const principal = principalOf({ scope: 'fjordreg:boter.read' }, 'maskinporten');
    // Any one of an inner list is enough; each entry of the outer one is asked for.
    requireScopes(principal, [['fjordreg:boter.read', 'fjordreg:boter.write']]);
    try {
      requireScopes(principal, ['fjordreg:boter']);
    } catch (error) {
      if (!(error instanceof TokenValidationError)) throw error;
      console.log(error.code); // SCOPE_MISSING
    }
    // #endregion
  },
};

export const onTheWire = {
  async createTokenValidator(token: string) {
    // #region createTokenValidator
    const validate = createTokenValidator({ environments: ['prod'], scopes: ['fjordreg:boter.read'] });
    const { kind, consumer, supplier } = await validate(token);
    console.log(kind, consumer, supplier);
    // #endregion
  },
};
