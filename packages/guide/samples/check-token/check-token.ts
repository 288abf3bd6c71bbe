import { createTokenValidator } from '@portvakt/client/validate';

// Without environments it trusts the platform on your own machine alone; in production: environments: ['prod'].
const validate = createTokenValidator({ scopes: ['altinn:instances.read'] });

// What stands after "Bearer " in the header Authorization.
const { consumer } = await validate(process.env['TOKEN'] ?? '');
console.log(`Good until it expires, and asked for by ${consumer}`);
