import { type IncomingMessage, type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Refusal } from '../foundation/index.ts';
import {
  boundConnections,
  type Drain,
  drains,
  guardHeaders,
  inTurns,
  SERVER_LIMITS,
  withoutPages,
} from '../http/index.ts';
import { isServed, pathOn } from './names.ts';
import { REFUSALS } from './refusals.ts';
import { type AuthoritySource, type HostsCertificate, Renewal } from './renewal.ts';

/** The port at which the real names are served. */
export interface HostsDoor {
  readonly port: number;
  /** Lets requests in; before that they are told that the platform starts. */
  open(handler: RequestListener): void;
  readonly drain: Drain;
  /** Those that it shows and stands on, now. */
  certificates(): readonly HostsCertificate[];
  /** Calls `tell` when its certificate, or its authority, is not well. */
  onTrouble(tell: (text: string) => void): void;
}

/**
 * Takes the port for the real names, with a certificate of the authority.
 * @param wish.port 0 = any free one
 * @throws with `code` EADDRINUSE or EACCES when the port is not to be had
 */
export async function listenByName(wish: {
  readonly host: string;
  readonly port: number;
  readonly authority: AuthoritySource;
}): Promise<HostsDoor> {
  const renewal = new Renewal(wish.authority);
  const certificate = await renewal.begin();
  let handler: RequestListener | undefined;
  const server = createServer({ ...SERVER_LIMITS, ...certificate, minVersion: 'TLSv1.2' });
  boundConnections(server);
  const enter: RequestListener = (request, response) => {
    const fault = entered(request);
    if (fault) refused(request, response, fault);
    else if (handler) handler(request, response);
    else refused(request, response, REFUSALS.refuse('host-starting'));
  };
  server.on('request', inTurns(enter));
  const drained = drains(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wish.port, wish.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  renewal.follow(server);
  return {
    port: (server.address() as AddressInfo).port,
    open(to) {
      handler = to;
    },
    drain(graceMs) {
      renewal.stop();
      return drained(graceMs);
    },
    certificates: () => renewal.certificates,
    onTrouble: (tell) => renewal.onTrouble(tell),
  };
}

/** Sends a request to where its host's address is on the platform. @returns why not */
function entered(request: IncomingMessage): Refusal | undefined {
  const name = hostOf(request);
  // A proxy's form, with a host of its own in the address, is no way past the name.
  if (name === undefined || request.url?.startsWith('/') !== true) return REFUSALS.refuse('host-unknown');
  const path = pathOn(name, request.url);
  if (path === undefined) return REFUSALS.refuse('address-of-other-host');
  request.url = path;
  // Links lead back to the name that was asked, whatever the caller says that it is.
  request.headers['x-forwarded-host'] = name;
  request.headers['x-forwarded-proto'] = 'https';
  withoutPages.add(request);
  return undefined;
}

/** The one name that Host has and the connection, where it told one, too. */
function hostOf({ rawHeaders, headers, socket }: IncomingMessage): string | undefined {
  const given = rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === 'host').length;
  const [, host = ''] = /^([a-z0-9.-]{1,253})(?::\d{1,5})?$/.exec((headers.host ?? '').toLowerCase()) ?? [];
  if (given !== 1 || !isServed(host)) return undefined;
  const { servername } = socket as TLSSocket;
  return typeof servername !== 'string' || servername.toLowerCase() === host ? host : undefined;
}

function refused(request: IncomingMessage, response: ServerResponse, { status, message, remedy }: Refusal): void {
  request.resume();
  const problem = {
    type: 'https://tools.ietf.org/html/rfc9110#section-15.5',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: `${message}. ${remedy}`,
  };
  response
    .writeHead(status, {
      ...guardHeaders(false),
      'cache-control': 'no-store',
      'content-type': 'application/problem+json; charset=utf-8',
      connection: 'close',
    })
    .end(JSON.stringify(problem));
}
