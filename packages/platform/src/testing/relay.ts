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

/** The connections of a relay, and what is done to them. */
class Wires {
  isSilent = false;
  late_ms = 0;
  /** Where new connections wait. */
  gate: Promise<void> | undefined;
  readonly open = new Set<Socket>();
  /** Those of which something was thrown away. */
  readonly robbed = new Set<Socket>();
  /** What is on its way to a socket. */
  readonly #held = new Map<Socket, Promise<void>>();

  /** @param reach opens the other half */
  take(near: Socket, reach: () => Socket): void {
    if (this.isSilent) {
      this.robbed.add(this.#follow(near).resume());
      return;
    }
    const far = reach();
    if (this.gate) this.#held.set(far, this.gate);
    this.#relay(near, far);
    this.#relay(far, near);
  }

  #follow(socket: Socket): Socket {
    this.open.add(socket);
    return socket.on('error', () => {}).on('close', () => this.open.delete(socket));
  }

  #relay(socket: Socket, other: Socket): void {
    this.#follow(socket).on('close', () => {
      // Nor is the end of a connection told meanwhile.
      if (this.isSilent) this.robbed.add(other);
      else other.destroy();
    });
    socket.on('data', (data) => {
      if (this.isSilent) this.robbed.add(socket).add(other);
      else if (this.late_ms === 0 && !this.#held.has(other)) other.write(data);
      else this.#writeLate(other, data);
    });
  }

  /** In the order in which it was sent, also when the delay has become shorter meanwhile. */
  #writeLate(to: Socket, data: Buffer): void {
    const before = this.#held.get(to) ?? Promise.resolve();
    const arrived = Promise.all([before, pause(this.late_ms)]).then(() => {
      if (this.#held.get(to) === arrived) this.#held.delete(to);
      to.write(data);
    });
    this.#held.set(to, arrived);
  }
}

/** @param to where it leads */
export async function startRelay(to: { readonly port: number; readonly host: string }): Promise<Relay> {
  const wires = new Wires();
  const server = createServer((near) => wires.take(near, () => connect(to.port, to.host)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const cut = (): void => {
    for (const socket of wires.open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      wires.isSilent = true;
    },
    resume() {
      wires.isSilent = false;
      for (const socket of wires.robbed) socket.destroy();
      wires.robbed.clear();
    },
    cut,
    delay(ms) {
      wires.late_ms = ms;
    },
    holdNew() {
      const { promise, resolve } = Promise.withResolvers<void>();
      wires.gate = promise;
      return () => {
        wires.gate = undefined;
        resolve();
      };
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
