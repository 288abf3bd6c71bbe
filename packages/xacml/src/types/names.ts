import { quote } from '../errors.ts';
import { type DataType, type Rfc822Name, type TextValue, ValueError, type X500Name } from './value.ts';

const XACML1 = 'urn:oasis:names:tc:xacml:1.0:data-type:';
const XACML2 = 'urn:oasis:names:tc:xacml:2.0:data-type:';

/** Splits at unescaped, unquoted separators (RFC 2253 section 4 also knows the semicolon and quotes). */
function splitName(text: string, separators: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') i += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && separators.includes(character)) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  if (quoted) throw new ValueError(`${quote(text)} is no x500Name: a quotation mark is not closed`);
  parts.push(text.slice(start));
  return parts;
}

const HEX_PAIR = /^[0-9a-fA-F]{2}$/;

/** Removes escapes and quotes; octets written as hex pairs are UTF-8. */
function unescapeName(text: string): string {
  let plain = '';
  let octets: number[] = [];
  const flush = (): void => {
    if (octets.length > 0) plain += new TextDecoder().decode(Uint8Array.from(octets));
    octets = [];
  };
  for (let i = 0; i < text.length; i++) {
    const pair = text.slice(i + 1, i + 3);
    if (text[i] === '\\' && HEX_PAIR.test(pair)) {
      octets.push(Number.parseInt(pair, 16));
      i += 2;
      continue;
    }
    flush();
    if (text[i] === '\\') plain += text[++i] ?? '';
    else if (text[i] !== '"') plain += text[i];
  }
  flush();
  return plain;
}

function normaliseAssertion(whole: string, assertion: string): string {
  const equals = assertion.indexOf('=');
  const type = assertion
    .slice(0, Math.max(0, equals))
    .trim()
    .toLowerCase()
    .replace(/^oid\./, '');
  if (!/^[a-z][a-z0-9-]*$|^\d+(\.\d+)*$/.test(type)) {
    throw new ValueError(`${quote(whole)} is no x500Name; an example is CN=Kari Nordmann,O=Skogdir,C=NO`);
  }
  const value = unescapeName(assertion.slice(equals + 1).trim())
    .trim()
    .replace(/\s+/g, ' ')
    .toLowerCase();
  return `${type}=${value}`;
}

export const X500_NAME: DataType = {
  id: `${XACML1}x500Name`,
  short: 'x500Name',
  selfKey: false,
  parse(text) {
    const trimmed = text.trim();
    if (trimmed === '') return { text: '', rdns: [] };
    const rdns = splitName(trimmed, ',;').map((rdn) =>
      splitName(rdn, '+')
        .map((assertion) => normaliseAssertion(trimmed, assertion))
        .sort()
        .join('\u0000'),
    );
    return { text: trimmed, rdns };
  },
  format: (value) => (value as X500Name).text,
  key: (value) => (value as X500Name).rdns.join('\u0001'),
};

export const RFC822_NAME: DataType = {
  id: `${XACML1}rfc822Name`,
  short: 'rfc822Name',
  selfKey: false,
  parse(text) {
    const trimmed = text.trim();
    const at = trimmed.lastIndexOf('@');
    const local = trimmed.slice(0, Math.max(0, at));
    const domain = trimmed.slice(at + 1);
    const badLocal = local === '' || /[\s@]/.test(local);
    if (
      badLocal ||
      !/^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/.test(domain)
    ) {
      throw new ValueError(`${quote(text)} is no rfc822Name; an example is kari@skogdir.no`);
    }
    return { local, domain: domain.toLowerCase() };
  },
  format: (value) => `${(value as Rfc822Name).local}@${(value as Rfc822Name).domain}`,
  key: (value) => `${(value as Rfc822Name).local}@${(value as Rfc822Name).domain}`,
};

const PORT_RANGE = /^(?:\d{1,5}|-\d{1,5}|\d{1,5}-|\d{1,5}-\d{1,5})$/;

function isPortRange(text: string): boolean {
  if (!PORT_RANGE.test(text)) return false;
  const ports = text.split('-').filter((port) => port !== '');
  return ports.every((port) => Number(port) <= 65_535) && (ports.length < 2 || Number(ports[0]) <= Number(ports[1]));
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** RFC 4291 text: eight groups, one run of zeros as `::`, the last 32 bits possibly as IPv4. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [index, half] of halves.entries()) {
    if (half === '') continue;
    const parts = half.split(':');
    for (const [place, part] of parts.entries()) {
      const last = index === halves.length - 1 && place === parts.length - 1;
      if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups += 1;
      else if (last && isIpv4(part)) groups += 2;
      else return false;
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

const IPV4_TEXT = /^([\d.]+)(?:\/([\d.]+))?(?::([\d-]+))?$/;
const IPV6_TEXT = /^\[([0-9a-fA-F:.]+)\](?:\/\[([0-9a-fA-F:.]+)\])?(?::([\d-]+))?$/;

export const IP_ADDRESS: DataType = {
  id: `${XACML2}ipAddress`,
  short: 'ipAddress',
  selfKey: false,
  parse(text) {
    const trimmed = text.trim();
    const six = IPV6_TEXT.exec(trimmed);
    const match = six ?? IPV4_TEXT.exec(trimmed);
    const isAddress = six === null ? isIpv4 : isIpv6;
    const [, address = '', mask, ports] = match ?? [];
    if (
      !isAddress(address) ||
      (mask !== undefined && !isAddress(mask)) ||
      (ports !== undefined && !isPortRange(ports))
    ) {
      throw new ValueError(`${quote(text)} is no ipAddress; examples are 10.0.0.1/255.0.0.0:80 and [2001:db8::1]:443-`);
    }
    return { text: trimmed };
  },
  format: (value) => (value as TextValue).text,
  key: (value) => (value as TextValue).text.toLowerCase(),
};

const DNS_TEXT =
  /^(?:\*\.)?([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\.?)(?::([\d-]+))?$/;

export const DNS_NAME: DataType = {
  id: `${XACML2}dnsName`,
  short: 'dnsName',
  selfKey: false,
  parse(text) {
    const trimmed = text.trim();
    const match = trimmed.length > 300 ? null : DNS_TEXT.exec(trimmed);
    if (match === null || (match[2] !== undefined && !isPortRange(match[2]))) {
      throw new ValueError(`${quote(text)} is no dnsName; examples are www.skogdir.no and *.skogdir.no:443`);
    }
    return { text: trimmed };
  },
  format: (value) => (value as TextValue).text,
  key: (value) => (value as TextValue).text.toLowerCase(),
};
