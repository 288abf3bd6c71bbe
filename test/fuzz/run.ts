import { operationsOf } from '@portvakt/platform/testing/operations';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import fc from 'fast-check';
import { callerKinds } from '../access/callers.ts';
import { type Fault, faultOf, type Shot, shots } from './fuzz.ts';

export interface FuzzOptions {
  /** Same seed, same requests. */
  readonly seed: number;
  /** In all, shared by the operations. */
  readonly requests: number;
  /** Told now and then how many have been sent. */
  readonly progress?: (sent: number, faults: number) => void;
}

export interface FuzzResult {
  readonly sent: number;
  readonly operations: number;
  readonly faults: readonly Fault[];
  readonly statuses: ReadonlyMap<number, number>;
}

/** Operations that end what the others need, or take as long as is asked of them. */
const LEFT_OUT = new Set(['addFault', 'moveClock', 'resetWorld', 'rotateSigningKeys']);

/** Sends random requests to every operation of a sandbox of its own. */
export async function fuzz({ seed, requests, progress }: FuzzOptions): Promise<FuzzResult> {
  const box = await startSandbox();
  try {
    const callers = new Map(
      (await callerKinds(box, operationsOf(box.platform.http))).map(({ name, headers }) => [name, headers]),
    );
    const operations = operationsOf(box.platform.http).filter(({ operationId }) => !LEFT_OUT.has(operationId));
    const each = Math.ceil(requests / operations.length);
    // One of each kind: the hundredth of the same says nothing new.
    const faults = new Map<string, Fault>();
    const statuses = new Map<number, number>();
    let sent = 0;
    for (const [index, operation] of operations.entries()) {
      for (const shot of fc.sample(shots(operation, [...callers.keys()]), { numRuns: each, seed: seed + index })) {
        const reply = await send(box, shot, callers.get(shot.caller));
        sent += 1;
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        const reason = faultOf(shot, reply);
        if (reason !== undefined) faults.set(`${operation.operationId} ${reason}`, { shot, reply, reason });
        if (sent % 1_000 === 0) progress?.(sent, faults.size);
      }
    }
    return { sent, operations: operations.length, faults: [...faults.values()], statuses };
  } finally {
    await box.stop();
  }
}

/** One line a fault: enough to send it again. */
export const faultLine = ({ shot, reply, reason }: Fault): string =>
  `${shot.operation.operationId}: ${reason}\n  ${shot.operation.method} ${shot.url.slice(0, 300)} as ${shot.caller}` +
  `${shot.body === undefined ? '' : `\n  ${JSON.stringify(shot.headers)} ${shot.body.slice(0, 300)}`}\n  → ${reply.text.slice(0, 300)}`;

async function send(box: Sandbox, shot: Shot, caller: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${box.base}${shot.url}`, {
    method: shot.operation.method as string,
    redirect: 'manual',
    headers: {
      ...caller,
      ...shot.headers,
    },
    ...(shot.body === undefined ? {} : { body: shot.body }),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
  };
}
