import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const SCOPE = 'altinn:authentication/systemregister.write';
const VENDOR = '310019747';

/** What the system register and the exchange say to a token for these APIs. */
async function asked(box: Sandbox, resource: string | readonly string[] | undefined): Promise<readonly number[]> {
  const token = await box.maskinportenToken(VENDOR, [SCOPE], resource === undefined ? {} : { resource });
  const register = await box.call('GET', '/authentication/api/v1/systemregister/vendor/bff', { token });
  const vendor = await box.call('GET', '/authentication/api/v1/systemregister/vendor/310019747_none', { token });
  const exchange = await box.call('GET', '/authentication/api/v1/exchange/maskinporten', { token });
  return [register.status, vendor.status, exchange.status].map((status) => (status === 401 ? 401 : 200));
}

const TAKEN = [200, 200, 200];
const REFUSED = [401, 401, 401];
const OTHER = 'https://api.fjordreg.example/boter';

describe('a Maskinporten token for another API (altinn-authentication#65)', () => {
  let box: Sandbox;
  beforeAll(async () => {
    box = await startSandbox({ tokenAudience: 'own' });
  });
  afterAll(() => box.stop());

  it.each([[OTHER], [['https://other.example', OTHER]]])('is refused wherever it is taken: %j', async (resource) => {
    expect(await asked(box, resource)).toEqual(REFUSED);
  });

  it('is refused where the other’s address only begins like this platform’s', async () => {
    for (const resource of [`${box.base}.evil.example/`, `${box.base}1/x`, box.base.toUpperCase()])
      expect(await asked(box, resource)).toEqual(REFUSED);
  });

  it('is told from one for this platform, and from one for none', async () => {
    for (const resource of [undefined, box.base, `${box.base}/selvbetjening`, [OTHER, `${box.base}/`]])
      expect(await asked(box, resource)).toEqual(TAKEN);
  });

  it('is refused in words that say what to do', async () => {
    const token = await box.maskinportenToken(VENDOR, [SCOPE], { resource: OTHER });
    const { text, headers } = await box.call('GET', '/selvbetjening/api/v1/clients', { token });
    expect(text).toContain('the token is for another API: ask for one without resource');
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });
});

it('is taken in a sandbox, as Altinn takes it (altinn-authentication#25)', async () => {
  const box = await startSandbox();
  expect(await asked(box, OTHER)).toEqual(TAKEN);
  await box.stop();
});
