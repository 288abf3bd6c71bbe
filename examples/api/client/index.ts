import {
  altinnOrigins,
  ConfigurationError,
  createAssertion,
  createFetch,
  createMaskinportenClient,
  decodeToken,
  EnterpriseUserError,
  ExchangeError,
  exchangeToken,
  jwk,
  KeyError,
  localEnvironment,
  memoryCache,
  NetworkError,
  PdpError,
  PortvaktError,
  pem,
  requestToken,
  TokenRequestError,
  TokenValidationError,
} from '@portvakt/client';
import { createPdpClient } from '@portvakt/client/pdp';
import { createTokenValidator } from '@portvakt/client/validate';
import { createKey, privateKeyOf } from 'altinn-jwks';

/** A key made on the spot: yours lies in a store of altinn-jwks, in a vault, or in a variable. */
const privateJwk = await createKey({ kid: 'fjordvik-TEST.2026-11-30' });
const clientId = '7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34';
const client = createMaskinportenClient({
  environment: 'test',
  clientId,
  key: jwk(privateJwk),
  scopes: 'altinn:instances.read',
  altinn: true,
});

export const examples = {
  ConfigurationError() {
    // #region ConfigurationError
    try {
      localEnvironment('localhost:7070');
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      console.log(error.code, error.reason); // CONFIG address-invalid
    }
    // #endregion
  },

  async KeyError() {
    // #region KeyError
    try {
      await jwk({ kty: 'RSA' }).signer();
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      console.log(error.reason); // key-public
    }
    // #endregion
  },

  altinnOrigins() {
    // #region altinnOrigins
    const origins = altinnOrigins('test');
    console.log(origins.some((origin) => origin.test('https://ttd.apps.tt02.altinn.no'))); // true
    console.log(origins.some((origin) => origin.test('https://ttd.apps.altinn.no'))); // false
    // #endregion
  },

  async createAssertion() {
    // #region createAssertion
    const signer = await jwk(privateJwk).signer();
    const assertion = await createAssertion(signer, {
      clientId,
      audience: 'https://test.maskinporten.no/',
      scopes: 'altinn:instances.read',
      lifetimeSeconds: 60,
    });
    const { header, claims } = decodeToken(assertion);
    console.log(header['alg'], claims['scope']); // RS256 altinn:instances.read
    // #endregion
  },

  async decodeToken() {
    // #region decodeToken
    // For a look at it. An API takes tokens through createTokenValidator of @portvakt/client/validate.
    const signer = await jwk(privateJwk).signer();
    const grant = { clientId, audience: 'https://test.maskinporten.no/', scopes: 'altinn:instances.read' };
    const token = await createAssertion(signer, grant);
    const { header, claims, expiresAt } = decodeToken(token);
    console.log(header['kid'], claims['aud']); // fjordvik-TEST.2026-11-30 https://test.maskinporten.no/
    console.log(expiresAt instanceof Date); // true
    // #endregion
  },

  async jwk() {
    // #region jwk
    // Usually jwk(process.env['MASKINPORTEN_CLIENT_JWK'] ?? ''): JSON, or base64 of it.
    const key = jwk(privateJwk, { alg: 'RS512' });
    const { algorithm, header } = await key.signer();
    console.log(algorithm, header.kid); // RS512 fjordvik-TEST.2026-11-30
    // #endregion
  },

  localEnvironment() {
    // #region localEnvironment
    const { issuer, altinnPlatform } = localEnvironment('http://localhost:8080');
    console.log(issuer, altinnPlatform); // http://localhost:8080/maskinporten/ http://localhost:8080
    // #endregion
  },

  async memoryCache() {
    // #region memoryCache
    // For two clients of one process that are to share tokens; by default each client has its own.
    const cache = memoryCache({ maxEntries: 1000 });
    const sharing = createMaskinportenClient({ environment: 'test', clientId, key: jwk(privateJwk), cache });
    console.log(sharing.peek(), await cache.get('no such key')); // undefined undefined
    // #endregion
  },

  async pem() {
    // #region pem
    const text = privateKeyOf(privateJwk).export({ type: 'pkcs8', format: 'pem' }).toString();
    const signer = await pem(text, { kid: 'fjordvik-TEST.2026-11-30' }).signer();
    console.log(signer.header.kid); // fjordvik-TEST.2026-11-30
    // #endregion
  },
};

export const onTheWire = {
  async PortvaktError() {
    // #region PortvaktError NetworkError
    try {
      await client.getAltinnToken();
    } catch (error) {
      if (!(error instanceof PortvaktError)) throw error;
      if (error instanceof NetworkError) console.error('no answer from', error.host);
      console.error(error.code, error.hint, error.retryable ? 'may pass' : 'will not pass by itself');
    }
    // #endregion
  },

  async TokenRequestError() {
    // #region TokenRequestError
    try {
      await client.getToken({ scopes: 'fjordreg:boter.read' });
    } catch (error) {
      if (!(error instanceof TokenRequestError)) throw error;
      // Maskinporten's own code, such as MP-401, beside the status and what to do about it.
      console.error(error.status, error.mpCode, error.hint);
    }
    // #endregion
  },

  async ExchangeError() {
    // #region ExchangeError EnterpriseUserError
    const enterpriseUser = { name: 'fjordvik-bedrift', password: () => process.env['ENTERPRISE_USER_PASSWORD'] ?? '' };
    try {
      await client.getAltinnToken({ enterpriseUser });
    } catch (error) {
      // Altinn answers 410 since June 2026: a system user takes an enterprise user's place.
      if (error instanceof EnterpriseUserError) console.error(error.code);
      else if (error instanceof ExchangeError) console.error(error.status, error.hint);
      else throw error;
    }
    // #endregion
  },

  async PdpError() {
    // #region PdpError
    const pdp = createPdpClient({ environment: 'test', token: async () => (await client.getAltinnToken()).value });
    try {
      await pdp.evaluate({ Request: {} });
    } catch (error) {
      if (!(error instanceof PdpError)) throw error;
      // No answer is never a Permit.
      console.error(error.status, error.retryable);
    }
    // #endregion
  },

  async TokenValidationError(token: string) {
    // #region TokenValidationError
    const validate = createTokenValidator({ environments: ['test'] });
    try {
      await validate(token);
    } catch (error) {
      if (!(error instanceof TokenValidationError)) throw error;
      console.error(error.code === 'SCOPE_MISSING' ? 403 : 401);
    }
    // #endregion
  },

  async createFetch() {
    // #region createFetch
    const http = createFetch(client, { origins: altinnOrigins('test') });
    const response = await http(
      'https://platform.tt02.altinn.no/storage/api/v1/instances?instanceOwner.partyId=50020008',
    );
    console.log(response.status);
    // #endregion
  },

  async createMaskinportenClient() {
    // #region createMaskinportenClient
    const maskinporten = createMaskinportenClient({
      environment: 'test', // or 'prod'; 'local' is a platform on this machine
      clientId,
      key: jwk(process.env['MASKINPORTEN_CLIENT_JWK'] ?? ''),
      scopes: 'altinn:instances.read',
    });
    const { expiresAt } = await maskinporten.getToken();
    const asSystemUser = maskinporten.with({ systemUser: { org: '310044423' } });
    console.log(expiresAt, (await asSystemUser.getToken()).expiresAt);
    // #endregion
  },

  async exchangeToken() {
    // #region exchangeToken
    const { value } = await client.getToken();
    const altinnToken = await exchangeToken('https://platform.tt02.altinn.no', value, { timeoutMs: 5000 });
    console.log(decodeToken(altinnToken).claims['urn:altinn:authlevel']);
    // #endregion
  },

  async requestToken() {
    // #region requestToken
    // createMaskinportenClient does all of this, keeps what it gets and renews it in time.
    const signer = await jwk(privateJwk).signer();
    const grant = { clientId, audience: 'https://test.maskinporten.no/', scopes: 'altinn:instances.read' };
    const answer = await requestToken('https://test.maskinporten.no/token', await createAssertion(signer, grant));
    console.log(answer.scope, answer.expires_in);
    // #endregion
  },
};
