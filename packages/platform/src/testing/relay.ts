import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A TCP relay that stands between a program and its server. */
export interface Relay {
  readonly port: number;
  /**
   * What is sent either way is thrown away, and connections stay open: a network that has been cut, or a server that is frozen. Who connects meanwhile
   * is not told, and the server hears nothing of it.
   */
  silence(): void;
  /** What comes from now on is passed on; a connection of which something was thrown away is closed. */
  resume(): void;
  /** Each connection that is open ends at once. */
  cut(): void;
  /** What is sent either way from now on arrives so much later; 0 = at once. */
  delay(ms: number): void;
  /** Nothing passes on connections that are made from now on, until what is returned is called: a server that is busy. */
  holdNew(): () => void;
  close(): Promise<void>;
}

/** @param to where it leads */
export async function startRelay(to: { readonly port: number; readonly host: string }): Promise<Relay> {
  let isSilent = false;
  let late_ms = 0;
  let gate: Promise<void> | undefined;
  const open = new Set<Socket>();
  const robbed = new Set<Socket>();
  /** What is on its way to a socket. */
  const held = new Map<Socket, Promise<void>>();
  const server = createServer((near) => {
    if (isSilent) {
      open.add(near);
      robbed.add(near);
      near.on('error', () => {}).on('close', () => open.delete(near));
      near.resume();
      return;
    }
    const far = connect(to.port, to.host);
    if (gate) held.set(far, gate);
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        // Nor is the end of a connection told meanwhile.
        if (isSilent) robbed.add(other);
        else other.destroy();
      });
      socket.on('data', (data) => {
        if (isSilent) robbed.add(socket).add(other);
        else if (late_ms === 0 && !held.has(other)) other.write(data);
        else {
          // In the order in which it was sent, also when the delay has become shorter meanwhile.
          const before = held.get(other) ?? Promise.resolve();
          const arrived = Promise.all([before, pause(late_ms)]).then(() => {
            if (held.get(other) === arrived) held.delete(other);
            other.write(data);
          });
          held.set(other, arrived);
        }
      });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      isSilent = true;
    },
    resume() {
      isSilent = false;
      for (const socket of robbed) socket.destroy();
      robbed.clear();
    },
    cut() {
      for (const socket of open) socket.destroy();
    },
    delay(ms) {
      late_ms = ms;
    },
    holdNew() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => {
        gate = undefined;
        resolve();
      };
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
