import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeOrganizationNumber } from '../foundation/index.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const OPERATOR = '310007404';
const LIST_OWNER = '310013579';
const BAKERY = '310044423';
const ACCOUNTANT = '310032085';

interface Row {
  readonly changes?: readonly { readonly kind: string; readonly data?: unknown }[];
  readonly names?: Readonly<Record<string, string>>;
}

describe('an entry of the audit log', () => {
  let box: Sandbox;
  let machine: string;
  beforeAll(async () => {
    box = await startSandbox();
    machine = await box.maskinportenToken(OPERATOR, ['portvakt:operator']);
  });
  afterAll(() => box.stop());

  /** As the operator finds entries: the newest first. */
  const found = async (text: string) =>
    (
      await box.call<{ rows: readonly Row[] }>('GET', `/operator/api/v1/audit?contains=${encodeURIComponent(text)}`, {
        token: machine,
      })
    ).body.rows;

  it('says who came onto an access list and who went, by number and by name', async () => {
    const token = await box.altinnToken(LIST_OWNER, ['altinn:resourceregistry/accesslist.write']);
    const list = '/resourceregistry/api/v1/access-lists/skogdir/revisjon';
    const send = async (method: string, path: string, body: unknown) => {
      const { status, text } = await box.call(method, path, { token, body });
      expect(status, text).toBeLessThan(300);
    };
    const members = (method: string, numbers: readonly string[]) =>
      send(method, `${list}/members`, {
        data: numbers.map((number) => `urn:altinn:organization:identifier-no:${number}`),
      });
    await send('PUT', list, { name: 'Revisjon' });
    await members('POST', [BAKERY]);
    // Who is there already has not come.
    await members('POST', [BAKERY, ACCOUNTANT]);
    await members('PUT', [ACCOUNTANT]);
    await members('DELETE', [BAKERY, ACCOUNTANT]);
    const many = Array.from({ length: 200 }, (_, at) => completeOrganizationNumber(String(31_900_000 + at)));
    const valid = many.filter((number) => number !== undefined);
    await members('PUT', valid);
    const rows = (await found('skogdir/revisjon')).toReversed();
    const told = rows.flatMap(({ changes = [] }) => changes.map(({ data }) => data));
    expect(told.slice(0, -1)).toEqual([
      undefined,
      { added: [BAKERY] },
      { added: [ACCOUNTANT] },
      { removed: [BAKERY] },
      { removed: [ACCOUNTANT] },
    ]);
    expect(told.at(-1)).toEqual({ added: valid.toSorted().slice(0, 100), further: valid.length - 100 });
    const named = rows.slice(1, 5).map(({ names = {} }) => [names[BAKERY], names[ACCOUNTANT]]);
    const [bakery, accountant] = [named[0]?.[0], named[1]?.[1]];
    expect(bakery).toBe('FJORDVIK BAKERI AS');
    expect(named).toEqual([
      [bakery, undefined],
      [undefined, accountant],
      [bakery, undefined],
      [undefined, accountant],
    ]);
  });

  it('names a system user that has been deleted', async () => {
    const customer = { organization: BAKERY, partyId: 50_020_008, director: '01816010027' };
    const wish = { vendor: '310019747', customer, resources: ['ttd-lonnsrapport'], scopes: [] };
    const { id } = await box.systemUser(wish);
    const token = await box.personToken(customer.director);
    const path = `/authentication/api/v1/systemuser/${customer.partyId}/${id}`;
    const { status, text } = await box.call('DELETE', path, { token });
    expect(status, text).toBeLessThan(300);
    const rows = await found(id);
    const kinds = ['system-user.deleted', 'system-user.created'];
    const about = rows.filter(({ changes = [] }) => changes.some(({ kind }) => kinds.includes(kind)));
    expect(about.map(({ names = {} }) => names[id])).toEqual(['Test', 'Test']);
  });
});
