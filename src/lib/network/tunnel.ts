import { request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { TransportError, through } from './failure.ts';
import { proxyAuthorization } from './proxies.ts';

/**
 * Opens a TCP connection to the host of `url` through an HTTP proxy, with CONNECT (RFC 9110, section 9.3.6). WebSockets
 * need one for `ws:`, too (RFC 6455, section 4.1).
 * @param timeoutMs how long the proxy may take, in milliseconds
 * @throws {TransportError} that names the proxy
 */
export function openTunnel(url: URL, proxy: URL, timeoutMs: number): Promise<Socket> {
  const isSecure = /^(https|wss):$/.test(url.protocol);
  const target = `${url.hostname}:${url.port || (isSecure ? 443 : 80)}`;
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const fail = (why: string, code?: string) =>
    reject(new TransportError(url, `could not be reached${through(proxy)} (${why})`, code));
  const asked = request({
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...proxyAuthorization(proxy) },
    // Node's own agents might look for a proxy, too (NODE_USE_ENV_PROXY).
    createConnection: () => connectTo(proxy),
  });
  const late = setTimeout(() => asked.destroy(new Error('it did not answer within the timeout')), timeoutMs);
  asked.once('connect', (response, socket: Socket, head) => {
    clearTimeout(late);
    if (response.statusCode !== 200) {
      socket.destroy();
      // The code makes discord.js try its main gateway next, in case the proxy only allows that.
      fail(`it answered ${response.statusCode}`, 'ECONNREFUSED');
      return;
    }
    if (head.length > 0) socket.unshift(head);
    resolve(socket);
  });
  asked.once('error', (error: NodeJS.ErrnoException) => {
    clearTimeout(late);
    fail(error.code ?? error.message, error.code);
  });
  asked.end();
  return promise;
}

function connectTo(proxy: URL): Socket {
  const host = proxy.hostname.replace(/^\[(.*)\]$/, '$1');
  const isSecure = proxy.protocol === 'https:';
  const port = Number(proxy.port) || (isSecure ? 443 : 80);
  return isSecure
    ? connectTls({ host, port, servername: isIP(host) ? '' : host })
    : connectTcp({ host, port });
}
