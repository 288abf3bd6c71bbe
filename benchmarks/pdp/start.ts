/** How long the command takes until the platform answers: by the clock, and in processor time (Linux only). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { median } from '../slices.ts';

export interface StartTime {
  readonly name: string;
  readonly clock_ms: number;
  readonly cpu_ms: number;
}

interface Command {
  readonly name: string;
  readonly args: readonly string[];
}

const UP = ['up', '--port', '0', '--data', ':memory:'];
const LISTENING = `require('node:http').createServer().listen(0, () => console.log('http://listening'))`;
/** Of the kernel's clock for processes. */
const TICKS_PER_SECOND = 100;

function commandsOf(checkout: string): readonly Command[] {
  const of = join(checkout, 'packages', 'portvakt');
  const sources: Command = {
    name: `${basename(checkout)}, sources`,
    args: ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning', join(of, 'src', 'cli.ts'), ...UP],
  };
  const built: Command = { name: `${basename(checkout)}, built`, args: [join(of, 'bin', 'portvakt.js'), ...UP] };
  return existsSync(join(of, 'dist')) ? [built, sources] : [sources];
}

/** User and system time of a process. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
}

async function startOnce({ args }: Command): Promise<Omit<StartTime, 'name'>> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let found: Omit<StartTime, 'name'> | undefined;
  for await (const line of createInterface(child.stdout))
    if (/https?:\/\//.test(line) && child.pid !== undefined) {
      found = { clock_ms: performance.now() - start, cpu_ms: cpuOf(child.pid) };
      break;
    }
  const ended = once(child, 'exit');
  child.kill();
  await ended;
  if (!found) throw new Error(`${args.join(' ')} tells no address`);
  return found;
}

/** Medians of starts that take turns; the first is a bare server, which only listens. */
export async function startTimes(checkouts: readonly string[], times: number): Promise<readonly StartTime[]> {
  const commands = [{ name: 'bare node:http', args: ['--eval', LISTENING] }, ...checkouts.flatMap(commandsOf)];
  const all = commands.map((command) => ({ command, found: [] as Omit<StartTime, 'name'>[] }));
  for (let time = 0; time < times; time += 1)
    for (const { command, found } of all) found.push(await startOnce(command));
  return all.map(({ command, found }) => ({
    name: command.name,
    clock_ms: median(found.map((one) => one.clock_ms)),
    cpu_ms: median(found.map((one) => one.cpu_ms)),
  }));
}
