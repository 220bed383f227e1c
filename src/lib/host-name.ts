const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Returns the host name in a Host header or in the authority of a URL, such as `papers.example:8080`, as URLs spell
 * it: in lower case, IPv6 addresses in brackets, without port and final dot. Returns null if it is invalid.
 */
export function readHostName(authority: string): string | null {
  const url = `http://${authority}/`;
  if (/[@/?#\\\s]/.test(authority) || !URL.canParse(url)) return null;
  return new URL(url).hostname.replace(/\.$/, '') || null;
}

/** Returns true if a host name or address, written as in a URL or in HOST, is this machine's loopback. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host) || host === '::1';

/** Returns true if a host name, as `readHostName` returns it, stands for all interfaces: HOST can be 0.0.0.0, 0 or ::. */
export const isWildcard = (name: string): boolean => name === '0.0.0.0' || name === '[::]';
