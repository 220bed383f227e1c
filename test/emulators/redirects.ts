import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

export interface RedirectOptions {
  /** Default: 307. */
  readonly status?: number;
  /** Returns the Location header, given the origin of the other server; null for none. */
  readonly location?: ((other: string, asked: IncomingMessage) => string | null) | undefined;
}

/**
 * Starts a server that redirects every request and every WebSocket, and another server, on another port and so of
 * another origin, that records what arrives there.
 */
export async function startRedirects({ status = 307, location }: RedirectOptions = {}) {
  const requests: { readonly method: string; readonly path: string }[] = [];
  /** The first bytes of each connection to the other server. */
  const arrived: string[] = [];
  const other = createTcpServer((socket) => {
    arrived.push('');
    const index = arrived.length - 1;
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      arrived[index] = `${arrived[index]}${bytes}`;
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: application/json\r\n\r\n{}');
    });
  });
  const server = createServer((asked, response) => {
    requests.push({ method: asked.method ?? '', path: asked.url ?? '' });
    asked.resume();
    const to = locationOf(asked);
    response.writeHead(status, to === null ? {} : { location: to }).end('moved');
  });
  server.on('upgrade', (asked: IncomingMessage, socket) => {
    requests.push({ method: 'UPGRADE', path: asked.url ?? '' });
    const to = locationOf(asked);
    const header = to === null ? '' : `location: ${to}\r\n`;
    socket.end(`HTTP/1.1 ${status} Moved\r\n${header}content-length: 0\r\n\r\n`);
  });
  const locationOf = (asked: IncomingMessage) =>
    location ? location(otherOrigin, asked) : `${otherOrigin}${asked.url}`;
  const listen = async (it: typeof server | typeof other) => {
    await new Promise<void>((resolve) => it.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(it.address() as AddressInfo).port}`;
  };
  const url = await listen(server);
  const otherOrigin = await listen(other);
  return {
    url,
    requests,
    /** The origin of the other server. */
    other: otherOrigin,
    arrived,
    async close() {
      server.closeAllConnections();
      await Promise.all([server, other].map((it) => new Promise((resolve) => it.close(resolve))));
    },
  };
}
