import { type CanActivate, Controller, Get, Module, Param } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator, type Principal } from '@portvakt/client/validate';
import {
  CurrentPrincipal,
  type NestRequest,
  PortvaktException,
  PortvaktGuard,
  Public,
  RequirePermission,
  RequireToken,
} from '@portvakt/pep/nestjs';

const validate = createTokenValidator({ environments: ['test'] });
/** An Altinn token with the scope altinn:authorization/authorize: see createMaskinportenClient. */
const token = async (): Promise<string> => process.env['ALTINN_TOKEN'] ?? '';
const pdp = createPdpClient({ environment: 'test', token });
const fines = ({ params }: NestRequest) => ({
  resource: 'fjord-boter',
  party: { organisation: (params as { org: string }).org },
});

export const onTheWire = {
  PortvaktException() {
    // #region PortvaktException
    // In an ExceptionFilter of Nest: the refusal has status, headers and body.
    const shown = (exception: unknown) =>
      exception instanceof PortvaktException ? exception.refusal.body : { title: 'Something is wrong here' };
    // #endregion
    return shown;
  },

  PortvaktGuard() {
    // #region PortvaktGuard
    // With a `pdp`, a handler is closed until it says what it needs.
    const guard: CanActivate = new PortvaktGuard({ token: { validate }, pdp });

    @Module({ providers: [{ provide: APP_GUARD, useValue: guard }] })
    class AppModule {}
    // #endregion
    return AppModule;
  },

  CurrentPrincipal() {
    // #region CurrentPrincipal
    @Controller('fines')
    class FinesController {
      @Get('mine')
      @RequireToken(['fjordreg:boter.read'])
      mine(@CurrentPrincipal() principal: Principal) {
        return { askedBy: principal.consumer };
      }
    }
    // #endregion
    return FinesController;
  },

  Public() {
    // #region Public
    @Controller('health')
    @Public()
    class HealthController {
      @Get()
      health() {
        return 'ok';
      }
    }
    // #endregion
    return HealthController;
  },

  RequirePermission() {
    // #region RequirePermission
    @Controller('fines')
    @RequirePermission({ action: 'read', resource: fines })
    class FinesController {
      @Get(':org')
      list(@Param('org') org: string) {
        return { org, fines: [] };
      }
    }
    // #endregion
    return FinesController;
  },

  RequireToken() {
    // #region RequireToken
    @Controller('kinds')
    @RequireToken(['fjordreg:boter.read'])
    class KindsController {
      @Get()
      kinds() {
        return ['parking', 'speeding'];
      }
    }
    // #endregion
    return KindsController;
  },
};
