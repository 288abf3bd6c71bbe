/** In a process of its own: how long a platform takes to start from the snapshot that is named, once its modules are there. */
import { startPlatform } from '@portvakt/platform';
import { processorTime } from '../slices.ts';

const [file = ''] = process.argv.slice(2);

async function start(): Promise<readonly [clock: number, processor: number]> {
  const [began, before] = [performance.now(), processorTime()];
  const platform = await startPlatform({ port: 0, snapshot: file });
  const time = [performance.now() - began, processorTime() - before] as const;
  const answer = await fetch(`${platform.urls.base}/health`);
  if (!answer.ok) throw new Error(`it started, and answers ${answer.status}`);
  await platform.stop();
  return time;
}

console.log(JSON.stringify({ first: await start(), again: await start() }));
