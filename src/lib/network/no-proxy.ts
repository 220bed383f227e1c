import { BlockList, isIP } from 'node:net';
import { readHostName } from '../host-name.ts';

/** One entry of NO_PROXY. */
interface Exemption {
  /** Returns true if the entry names this host: a lower-case name, or an IP address without brackets. */
  readonly matches: (host: string) => boolean;
  /** The only port that the entry applies to; null for all ports. */
  readonly port: number | null;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'ws:': 80,
  'https:': 443,
  'wss:': 443,
};

/**
 * Reads NO_PROXY and returns a function that is true for URLs that are requested directly. Entries are separated by
 * commas or spaces. An entry is `*` (every host), a host or domain (`example.com` and `.example.com` include the
 * subdomains, `*.example.com` is the subdomains only), an IP address, or a range such as `10.0.0.0/8`; each may end
 * in a port, as in `example.com:8080`. A host name is not resolved, so it never matches an IP address or a range.
 * Entries that mean nothing match nothing.
 */
export function createNoProxy(list: string): (url: URL) => boolean {
  const exemptions = list
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(parseExemption);
  return (url) => {
    const host = normalize(url.hostname);
    const port = Number(url.port) || DEFAULT_PORTS[url.protocol];
    return exemptions.some((entry) => (entry.port ?? port) === port && entry.matches(host));
  };
}

function parseExemption(entry: string): Exemption {
  // An IPv6 address contains colons, so only brackets separate it from a port.
  const [, host = entry, port] =
    entry.match(isIP(entry) === 6 ? /^(.+)$/ : /^(\[.+\]|[^:]+)(?::(\d+))?$/) ?? [];
  return { matches: parseHost(host), port: port ? Number(port) : null };
}

function parseHost(text: string): Exemption['matches'] {
  if (text === '*') return () => true;
  const [address = '', bits] = text.split('/');
  if (bits !== undefined) return parseRange(normalize(address), bits);
  const host = normalize(text.replace(/^\*?\./, ''));
  const family = isIP(host);
  if (family) return inList((list) => list.addAddress(host, familyName(family)));
  const name = readHostName(host);
  return (other) =>
    name !== null && ((other === name && !text.startsWith('*')) || other.endsWith(`.${name}`));
}

function parseRange(address: string, bits: string): Exemption['matches'] {
  const family = isIP(address);
  if (!family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 6 ? 128 : 32)) return () => false;
  return inList((list) => list.addSubnet(address, Number(bits), familyName(family)));
}

/** Compares addresses by value, because one IPv6 address can be written in several ways. */
function inList(fill: (list: BlockList) => void): Exemption['matches'] {
  const list = new BlockList();
  fill(list);
  return (host) => {
    const family = isIP(host);
    return family !== 0 && list.check(host, familyName(family));
  };
}

const familyName = (family: number) => (family === 6 ? 'ipv6' : 'ipv4');

/** Removes the brackets of an IPv6 address and the final dot of a name: `example.com.` is the same host. */
const normalize = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
