import { CAUSES, examine, OLD_KEY_DAYS, STEPS } from '@portvakt/client/doctor';
import { certificateLife, findConfiguration } from '@portvakt/client/node';

export const examples = {
  CAUSES() {
    // #region CAUSES
    const { step, what, next } = CAUSES['approval-pending'];
    console.log(`${STEPS[step]}: ${what}`); // Customer’s approval: The customer has not answered yet
    console.log(next); // Let the customer approve the request in Altinn.
    // #endregion
  },

  OLD_KEY_DAYS() {
    // #region OLD_KEY_DAYS
    const made = new Date('2026-01-05');
    const age = (Date.parse('2026-11-30') - made.getTime()) / 86_400_000;
    console.log(age > OLD_KEY_DAYS ? 'make a new key' : `${OLD_KEY_DAYS - age} days left`); // 6 days left
    // #endregion
  },

  STEPS() {
    // #region STEPS
    console.log(Object.values(STEPS).slice(0, 3).join(', ')); // Configuration, Contradictions, Secrets
    // #endregion
  },
};

export const onTheWire = {
  async examine() {
    // #region examine
    const { healthy, verdict } = await examine(
      {
        configuration: () => findConfiguration(),
        certificate: certificateLife,
        onStep: ({ state, label, seen }) => console.log(state, label, seen),
      },
      { resource: 'fjord-boter', action: 'read' },
    );
    if (!healthy) console.error(verdict?.next);
    // #endregion
  },
};
