import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** One request to the proxy. */
export interface Passage {
  /** `tunnel`: CONNECT; `forward`: a request with an absolute address. */
  readonly kind: 'tunnel' | 'forward';
  /** The host and port of the server. */
  readonly host: string;
  /** The path of a forwarded request; empty for a tunnel. */
  readonly path: string;
}

/** What the proxy does instead of passing a request on: it answers with this status, is silent, or hangs up. */
export type ProxyFault = number | 'silent' | 'closed';

export interface ForwardProxyOptions {
  /** The only accepted credentials, `USER:PASSWORD`; others get a 407. */
  readonly credentials?: string;
  /** The key and certificate of a proxy that is reached by https. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The real address of a host and port, where it is not the address itself. */
  readonly resolve?: (host: string) => string;
}

/** Starts an HTTP proxy like those of companies (RFC 9110, sections 3.7 and 9.3.6; RFC 9112, section 3.2.2). */
export async function startForwardProxy({ credentials, tls, resolve }: ForwardProxyOptions = {}) {
  const passages: Passage[] = [];
  const hooks: { fault?: ((passage: Passage) => ProxyFault | undefined) | undefined } = {};
  const sockets = new Set<Socket>();
  const server = tls ? createSecureServer(tls) : createServer();

  /** Records the request, and returns what is wrong with it. */
  function receive({ headers }: IncomingMessage, passage: Passage): ProxyFault | undefined {
    passages.push(passage);
    const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (wanted && headers['proxy-authorization'] !== wanted) return 407;
    return hooks.fault?.(passage);
  }

  function forward(asked: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(asked.url ?? '');
    if (url?.protocol !== 'http:') return void response.writeHead(400).end('not an absolute address');
    const fault = receive(asked, { kind: 'forward', host: url.host, path: url.pathname });
    if (fault === 'silent') return;
    if (fault === 'closed') return void asked.socket.destroy();
    if (fault) return void response.writeHead(fault).end('the proxy says no');
    const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = asked.headers;
    const { method } = asked;
    const [host, port] = addressOf(url.host, 80);
    const onward = request({ host, port, method, path: `${url.pathname}${url.search}`, headers });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response).on('error', () => {});
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    response.on('close', () => onward.destroy());
    asked.pipe(onward);
  }

  function tunnel(asked: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => {});
    const { url = '' } = asked;
    const fault = receive(asked, { kind: 'tunnel', host: url, path: '' });
    // A socket that nobody reads does not notice that the other side has closed it.
    if (fault === 'silent') return void socket.resume().on('end', () => socket.destroy());
    if (fault === 'closed') return void socket.destroy();
    if (fault) return void socket.end(`HTTP/1.1 ${fault} No\r\ncontent-length: 0\r\n\r\n`);
    const [host, port] = addressOf(url, 443);
    const onward = connect({ host, port });
    sockets.add(onward);
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    onward.on('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
  }

  function addressOf(host: string, defaultPort: number): [string, number] {
    const { hostname, port } = new URL(`http://${resolve?.(host) ?? host}`);
    return [hostname.replace(/^\[(.*)\]$/, '$1'), Number(port) || defaultPort];
  }

  server.on('request', forward).on('connect', tunnel);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return {
    host,
    /** The proxy's URL, with its credentials. */
    url: `${tls ? 'https' : 'http'}://${credentials ? `${credentials}@` : ''}${host}`,
    passages,
    hooks,
    /** The hosts that were reached, each once, in the order of their first request. */
    hosts: () => [...new Set(passages.map((passage) => passage.host))],
    breakConnections() {
      for (const socket of sockets) socket.destroy();
    },
    openSockets: () => [...sockets].filter((socket) => !socket.destroyed).length,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export type ForwardProxy = Awaited<ReturnType<typeof startForwardProxy>>;
