/** The statuses that tell a client to repeat its request elsewhere (RFC 9110, section 15.4). */
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

export const isRedirect = (status: number): boolean => REDIRECTS.includes(status);

/** Reads a Location header; null if it is missing or no URL. */
const readLocation = (location: string | null, from: URL): URL | null =>
  location === null ? null : URL.parse(location, from.href);

/**
 * Returns the address that a redirect of a GET request leads to; null if it must not be followed. Only the same origin
 * may get what we send, such as a token; and the same host, if it only asks for https.
 */
export function redirectTarget(from: URL, location: string | null): URL | null {
  const to = readLocation(location, from);
  if (!to || to.username || to.password) return null;
  const isUpgrade = from.protocol === 'http:' && to.protocol === 'https:' && !from.port && !to.port;
  return to.origin === from.origin || (isUpgrade && to.hostname === from.hostname) ? to : null;
}

/** Says that a redirect was not followed, to continue a sentence that begins with the server's name. */
export function describeRedirect(from: URL, status: number, location: string | null): string {
  const to = readLocation(location, from);
  if (!to) return `answered ${status} without a valid Location`;
  // The rest of the address is the server's text, and might be anything.
  const where =
    to.origin === from.origin ? 'another path' : (to.host && to.origin) || `a ${to.protocol} address`;
  return `answered ${status}: the redirect to ${where.slice(0, 100)} was not followed`;
}
