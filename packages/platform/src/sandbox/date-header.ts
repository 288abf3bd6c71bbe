import type { FastifyInstance, FastifyReply } from 'fastify';
import type { MovableClock } from '../foundation/index.ts';

/**
 * Lets the header `Date` tell the sandbox's time, so that what a client works out from it (how far its own clock is off) agrees with what
 * tokens and refusals say. Register it before any route; while the clock has not been moved, Node writes the header. Not the test
 * ID-porten's pages: its cookies expire by the machine's clock, and a browser judges them by this header.
 */
export function dateHeader(app: FastifyInstance, clock: MovableClock): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (clock.offset() !== 0 && !request.url.startsWith('/idporten/')) stampDate(reply, clock);
    done();
  });
}

/** On the raw response, so that it holds for answers that do not go through Fastify too. */
export function stampDate(reply: FastifyReply, clock: MovableClock): void {
  reply.raw.setHeader('date', new Date(clock.now()).toUTCString());
}
