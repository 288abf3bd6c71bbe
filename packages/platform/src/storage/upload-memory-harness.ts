/** A platform in a process of its own that tells its parent how much memory it takes: `baseline` begins, `peak` asks for the growth since. */
import { startWithApps } from './rules-harness.ts';

const actions = ['read', 'write', 'instantiate'];
const world = await startWithApps(
  [
    {
      app: 'large',
      rules: [{ subjects: ['urn:altinn:rolecode:DAGL'], actions }],
      dataTypes: [{ id: 'file', allowedContentTypes: ['application/zip'] }],
    },
  ],
  256 * 1024 * 1024,
);
const resident = () => process.memoryUsage.rss();
let least = resident();
let most = least;
setInterval(() => {
  most = Math.max(most, resident());
}, 10).unref();
const tell = (message: object) => process.send?.(message);
process.on('message', async (message) => {
  if (message === 'baseline') {
    least = resident();
    most = least;
    tell({ baseline: least });
  } else if (message === 'peak') tell({ growth: Math.max(most, resident()) - least });
  else if (message === 'stop') {
    await world.stop();
    process.exit(0);
  }
});
tell({ base: world.box.base, token: await world.box.personToken('01816010027') });
