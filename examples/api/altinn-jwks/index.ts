import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALGORITHMS,
  createKey,
  createKeys,
  dateSuffix,
  ENVIRONMENTS,
  examine,
  fitsMaskinporten,
  importKeys,
  JwksError,
  jwkFromKey,
  jwkJson,
  KeySet,
  KID_FORMATS,
  keySetId,
  MAX_KEPT,
  MAX_PUBLISHED,
  minimalJwk,
  minuteSuffix,
  openPkcs12,
  openStore,
  parseAlgorithm,
  planPush,
  privateKeyOf,
  publicJwk,
  publicKeyOf,
  readPkcs12,
  thumbprint,
  VAULT_SIGN_INS,
  writePkcs12,
} from 'altinn-jwks';

/** A directory, as the command keeps its keys in; `https://<vault>.vault.azure.net/` is opened in the same way. */
const store = await openStore(await mkdtemp(join(tmpdir(), 'altinn-jwks-')));
const key = await createKey({ kid: 'fjordvik-TEST.2026-11-30' });
const next = await createKey({ kid: 'fjordvik-TEST.2026-12-24' });
const passphrase = crypto.randomUUID();
/** Of the certificate that a PKCS#12 file must have beside its key. */
const validity = { notBefore: new Date('2026-11-30'), notAfter: new Date('2027-11-30') };

export const examples = {
  JwksError() {
    // #region JwksError
    try {
      new KeySet('fjordvik-TEST').current;
    } catch (error) {
      if (!(error instanceof JwksError)) throw error;
      console.log(error.code); // KEY_SET_EMPTY
    }
    // #endregion
  },

  KeySet() {
    // #region KeySet
    const now = new Date('2026-11-30T12:00:00Z');
    const set = new KeySet('fjordvik-TEST').add(key);
    // Published at once, so that Maskinporten knows the new key before anything is signed with it.
    const rotating = set.rotate(next, { now });
    console.log(rotating.current.kid, rotating.waiting?.kid); // fjordvik-TEST.2026-11-30 fjordvik-TEST.2026-12-24
    console.log(rotating.promote().current.kid); // fjordvik-TEST.2026-12-24
    console.log(rotating.published().some((one) => 'd' in one)); // false
    // #endregion
  },

  ALGORITHMS() {
    // #region ALGORITHMS
    console.log(ALGORITHMS.filter(fitsMaskinporten)); // [ 'RS256', 'RS384', 'RS512' ]
    // #endregion
  },

  ENVIRONMENTS() {
    // #region ENVIRONMENTS
    console.log(ENVIRONMENTS.map((environment) => keySetId('fjordvik', environment))); // [ 'fjordvik-TEST', 'fjordvik-PROD' ]
    // #endregion
  },

  KID_FORMATS() {
    // #region KID_FORMATS
    const wanted = 'thumbprint';
    console.log(KID_FORMATS.some((format) => format === wanted)); // true
    // #endregion
  },

  MAX_KEPT() {
    // #region MAX_KEPT
    const kids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const set = kids.reduce((before, kid) => before.add({ ...key, kid }), new KeySet('fjordvik-TEST'));
    console.log(set.keys.length === MAX_KEPT, set.has('a')); // true false
    // #endregion
  },

  MAX_PUBLISHED() {
    // #region MAX_PUBLISHED
    const kids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const set = kids.reduce((before, kid) => before.add({ ...key, kid }), new KeySet('fjordvik-TEST'));
    console.log(set.published().length === MAX_PUBLISHED, set.keys.length); // true 6
    // #endregion
  },

  VAULT_SIGN_INS() {
    // #region VAULT_SIGN_INS
    // The order in which `openStore` tries them; `{ vault: { signIn: 'workload' } }` takes that one alone.
    console.log(VAULT_SIGN_INS.join(', ')); // cli, environment, workload, managed
    // #endregion
  },

  async createKey() {
    // #region createKey
    const made = await createKey({ kid: 'fjordvik-TEST.2026-11-30', algorithm: 'RS256', size: 2048 });
    console.log(made.kty, made.alg, made.kid); // RSA RS256 fjordvik-TEST.2026-11-30
    // #endregion
  },

  async createKeys() {
    // #region createKeys
    const made = await createKeys({ name: 'solstrand', store, suffix: '2026-11-30' });
    console.log(made.map(({ kid }) => kid)); // [ 'solstrand-TEST.2026-11-30', 'solstrand-PROD.2026-11-30' ]
    const kept = await store.read('solstrand', 'TEST');
    console.log(kept?.current.kid); // solstrand-TEST.2026-11-30
    // #endregion
  },

  dateSuffix() {
    // #region dateSuffix
    console.log(dateSuffix(new Date(2026, 10, 30))); // 2026-11-30
    // #endregion
  },

  async examine() {
    // #region examine
    await store.update('havblikk', 'TEST', (set) => set.add(key));
    const { findings, sets } = await examine(store, new Date());
    for (const { level, where, text } of findings) console.error(level, where, text);
    console.log(sets > 0); // true
    // #endregion
  },

  fitsMaskinporten() {
    // #region fitsMaskinporten
    console.log(fitsMaskinporten('RS256'), fitsMaskinporten('ES256')); // true false
    // #endregion
  },

  async importKeys() {
    // #region importKeys
    // What the file holds is found out: JWK, key set, PEM, PKCS#8 or PKCS#12.
    const file = privateKeyOf(key).export({ type: 'pkcs8', format: 'der' });
    const [imported] = await importKeys(file, { algorithm: 'RS512' });
    console.log(imported?.alg, imported?.n === key.n); // RS512 true
    // #endregion
  },

  jwkFromKey() {
    // #region jwkFromKey
    const jwk = jwkFromKey(privateKeyOf(key), { kid: 'fjordvik-TEST.2026-11-30', algorithm: 'RS256' });
    console.log(jwk.n === key.n); // true
    // #endregion
  },

  jwkJson() {
    // #region jwkJson
    console.log(jwkJson({ kid: 'blåbær+1' })); // {"kid":"bl\u00E5b\u00E6r\u002B1"}
    // #endregion
  },

  keySetId() {
    // #region keySetId
    console.log(keySetId('fjordvik', 'PROD')); // fjordvik-PROD
    // #endregion
  },

  minimalJwk() {
    // #region minimalJwk
    // What is sent to Maskinporten, or pasted into its self-service.
    console.log(Object.keys(minimalJwk(key)).join(' ')); // kty e use kid alg n
    // #endregion
  },

  minuteSuffix() {
    // #region minuteSuffix
    console.log(minuteSuffix(new Date(2025, 0, 1, 0, 1))); // AAAB
    // #endregion
  },

  async openPkcs12() {
    // #region openPkcs12
    const file = await writePkcs12(privateKeyOf(key), { name: 'fjordvik', passphrase, ...validity });
    const opened = await openPkcs12(file, passphrase);
    console.log(opened.key.asymmetricKeyType, opened.certificates.length); // rsa 1
    // #endregion
  },

  async openStore() {
    // #region openStore
    const keys = await openStore(await mkdtemp(join(tmpdir(), 'keys-')));
    await keys.update('fjordvik', 'TEST', (set) => set.add(key));
    console.log(await keys.list()); // [ { name: 'fjordvik', environments: [ 'TEST' ] } ]
    // #endregion
  },

  parseAlgorithm() {
    // #region parseAlgorithm
    console.log(parseAlgorithm('rs256')); // RS256
    // #endregion
  },

  planPush() {
    // #region planPush
    const there = [{ ...publicJwk(key), kid: 'fjordvik-TEST.2026-11-30' }];
    const plan = planPush(new KeySet('fjordvik-TEST').add(key).add(next), there);
    console.log(plan.kept, plan.added); // [ 'fjordvik-TEST.2026-11-30' ] [ 'fjordvik-TEST.2026-12-24' ]
    console.log(plan.isChange, plan.removed.length); // true 0
    // #endregion
  },

  privateKeyOf() {
    // #region privateKeyOf
    console.log(privateKeyOf(key).asymmetricKeyDetails?.modulusLength); // 2048
    // #endregion
  },

  publicJwk() {
    // #region publicJwk
    console.log('d' in key, 'd' in publicJwk(key)); // true false
    // #endregion
  },

  publicKeyOf() {
    // #region publicKeyOf
    console.log(publicKeyOf(key).type); // public
    // #endregion
  },

  async readPkcs12() {
    // #region readPkcs12
    const file = await writePkcs12(privateKeyOf(key), { name: 'fjordvik', passphrase, ...validity });
    const read = await readPkcs12(file, passphrase);
    console.log(read.equals(privateKeyOf(key))); // true
    // #endregion
  },

  thumbprint() {
    // #region thumbprint
    // The public key of RFC 8037, appendix A.3.
    const ed25519 = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    console.log(thumbprint(ed25519)); // kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k
    // #endregion
  },

  async writePkcs12() {
    // #region writePkcs12
    const options = { name: 'fjordvik-TEST.2026-11-30', passphrase, ...validity };
    const file = await writePkcs12(privateKeyOf(key), options);
    console.log((await openPkcs12(file, passphrase)).certificates.length); // 1
    // #endregion
  },
};
