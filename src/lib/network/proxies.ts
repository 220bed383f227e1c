import { createNoProxy } from './no-proxy.ts';

/** The proxies of the process. Their URLs can contain a user name and a password: log only `host`. */
export interface Proxies {
  /** The proxy for `http:` and `ws:` addresses; null for direct connections. */
  readonly http: URL | null;
  /** The proxy for `https:` and `wss:` addresses; null for direct connections. */
  readonly https: URL | null;
  /** The addresses that are requested directly, in the format of NO_PROXY. */
  readonly except: string;
}

export const NO_PROXIES: Proxies = { http: null, https: null, except: '' };

/** Returns the proxy to use for an address; null for a direct connection. */
export type ProxyFor = (url: URL) => URL | null;

export function createProxyFor({ http, https, except }: Proxies): ProxyFor {
  const isExcepted = createNoProxy(except);
  return (url) => {
    const proxy = /^(https|wss):$/.test(url.protocol) ? https : http;
    return proxy && !isExcepted(url) ? proxy : null;
  };
}

/** Returns the header that identifies us to the proxy (RFC 7617); no header if its URL has no user name. */
export function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (!username) return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
