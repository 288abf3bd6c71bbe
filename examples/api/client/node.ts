import { ConfigurationError, createMaskinportenClient } from '@portvakt/client';
import {
  certificateLife,
  fileCache,
  findConfiguration,
  fromDotnetSettings,
  fromEnv,
  fromSettingsFile,
  keyFile,
  keyStore,
  pkcs12,
} from '@portvakt/client/node';
import { createKey, openPkcs12, privateKeyOf, writePkcs12 } from 'altinn-jwks';

/** A key and its certificate, as a business certificate comes: in a PKCS#12 file with a passphrase. */
const privateJwk = await createKey({ kid: 'fjordvik-TEST.2026-11-30' });
const password = crypto.randomUUID();
const file = await writePkcs12(privateKeyOf(privateJwk), {
  name: 'fjordvik',
  passphrase: password,
  notBefore: new Date('2026-11-30'),
  notAfter: new Date('2028-11-30'),
});
const clientId = '7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34';

export const examples = {
  async certificateLife() {
    // #region certificateLife
    const [der] = (await openPkcs12(file, password)).certificates;
    const { until, subject } = certificateLife(der?.toString('base64') ?? '');
    console.log(subject, until.toISOString()); // fjordvik 2028-11-30T00:00:00.000Z
    // #endregion
  },

  fileCache() {
    // #region fileCache
    // A program that is started anew for each call asks Maskinporten once in two minutes, not each time.
    const client = createMaskinportenClient({
      environment: 'test',
      clientId,
      key: keyFile('client.jwk'),
      scopes: 'altinn:instances.read',
      cache: fileCache('.tokens.json'),
    });
    console.log(client.defaultKind); // maskinporten
    // #endregion
  },

  findConfiguration() {
    // #region findConfiguration
    const { from, error } = findConfiguration({ onlyEnv: true, env: { MASKINPORTEN_CLIENT_ID: clientId } });
    if (error instanceof ConfigurationError) console.log(`${from}: ${error.reason}`); // environment variables: key-missing
    // #endregion
  },

  fromDotnetSettings() {
    // #region fromDotnetSettings
    // The section MaskinportenSettings of appsettings.json, as it stands.
    const { environment, scopes, ignored } = fromDotnetSettings({
      ClientId: clientId,
      Environment: 'test',
      Scope: 'altinn:instances.read',
      EncodedJwk: Buffer.from(JSON.stringify(privateJwk)).toString('base64'),
      Colour: 'blue',
    });
    console.log(environment, scopes, ignored); // test altinn:instances.read [ 'Colour' ]
    // #endregion
  },

  fromEnv() {
    // #region fromEnv
    const { environment, ...options } = fromEnv({
      MASKINPORTEN_ENVIRONMENT: 'test',
      MASKINPORTEN_CLIENT_ID: clientId,
      MASKINPORTEN_CLIENT_JWK: JSON.stringify(privateJwk),
      MASKINPORTEN_SCOPES: 'altinn:instances.read',
    });
    console.log(environment, options.scopes); // test altinn:instances.read
    // #endregion
  },

  async keyFile() {
    // #region keyFile
    // Read when the first token is asked for, and again when the file changes.
    const key = keyFile('/var/run/secrets/maskinporten/client.jwk', { pollMs: 5000 });
    const client = createMaskinportenClient({ environment: 'test', clientId, key, scopes: 'altinn:instances.read' });
    console.log(client.peek()); // undefined
    // #endregion
  },

  keyStore() {
    // #region keyStore
    // A directory, or https://<vault>.vault.azure.net/; `npx altinn-jwks create fjordvik` makes the keys.
    const key = keyStore('keys', { name: 'fjordvik', environment: 'prod' });
    const client = createMaskinportenClient({ environment: 'prod', clientId, key, scopes: 'altinn:instances.read' });
    console.log(client.peek()); // undefined
    // #endregion
  },

  async pkcs12() {
    // #region pkcs12
    // Its certificates go along as x5c, and the kid, too, where one is given.
    const { header } = await pkcs12({ bytes: file, password, kid: 'fjordvik-TEST.2026-11-30' }).signer();
    console.log(header.kid, header.x5c?.length); // fjordvik-TEST.2026-11-30 1
    // #endregion
  },
};

export const onTheWire = {
  async fromSettingsFile() {
    // #region fromSettingsFile
    // The file that an Altinn app is configured with: authority, clientId, and jwk or jwkBase64.
    const client = createMaskinportenClient({
      ...fromSettingsFile('maskinporten-settings.json'),
      scopes: 'altinn:instances.read',
    });
    console.log((await client.getToken()).expiresAt);
    // #endregion
  },
};
