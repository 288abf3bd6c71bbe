/** What every answer says to browsers, those that no route has a part in among them. */
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** A year, as https://hstspreload.org/ wants it least; names below are others' to decide. */
const STRICT = 'max-age=31536000';

/** @param isStrict whether browsers are told to come by TLS alone */
export const guardHeaders = (isStrict: boolean): Readonly<Record<string, string>> => ({
  'x-content-type-options': 'nosniff',
  ...(isStrict ? { 'strict-transport-security': STRICT } : {}),
});

const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
const UNREADABLE = 400;
const NO_EXPECTATION = 417;

/** Answers what cannot be read as HTTP, has headers that are too long, or does not come to its end. */
export function answerUnreadable(isStrict: boolean) {
  const headers = Object.entries({ ...guardHeaders(isStrict), 'cache-control': 'no-store' });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return ({ code = '' }: Error & { readonly code?: string }, socket: Socket): void => {
    if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const status = STATUS[code] ?? UNREADABLE;
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}content-length: 0\r\nconnection: close\r\n\r\n`);
  };
}

/** Node answers an expectation that it does not know by itself, and says nothing else. */
export function refuseExpectations(server: Server, isStrict: boolean): void {
  const headers = { ...guardHeaders(isStrict), 'cache-control': 'no-store' };
  server.on('checkExpectation', (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(NO_EXPECTATION, headers).end(),
  );
}
