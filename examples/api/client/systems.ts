import { createSystemsClient, rightTo, SystemsError } from '@portvakt/client/systems';

/** A token of the vendor's own client, with the scopes of the system register. */
const token = async (): Promise<string> => process.env['VENDOR_TOKEN'] ?? '';
const systems = createSystemsClient({ environment: 'test', token });
const systemId = '312770016_regnskap';

export const examples = {
  rightTo() {
    // #region rightTo
    console.log(rightTo('fjord-boter').resource); // [ { id: 'urn:altinn:resource', value: 'fjord-boter' } ]
    console.log(rightTo('ttd/demo').resource); // [ { id: 'urn:altinn:resource', value: 'app_ttd_demo' } ]
    // #endregion
  },
};

export const onTheWire = {
  async SystemsError() {
    // #region SystemsError
    try {
      await systems.setRights(systemId, [rightTo('no-such-resource')]);
    } catch (error) {
      if (!(error instanceof SystemsError)) throw error;
      // Match on the codes, never on the text.
      for (const { code, title, paths } of error.faults) console.error(code, title, paths);
      console.error(error.status, error.problem);
    }
    // #endregion
  },

  async createSystemsClient() {
    // #region createSystemsClient
    const vendor = createSystemsClient({ environment: 'test', token });
    const asked = await vendor.request({ systemId, partyOrgNo: '310044423', rights: [rightTo('fjord-boter')] });
    console.log('the customer approves at', asked.confirmUrl);
    const { status } = await vendor.waitForApproval(asked.id, { timeoutMs: 60_000 });
    if (status === 'Accepted') console.log(await vendor.find({ systemId, org: '310044423' }));
    // #endregion
  },
};
