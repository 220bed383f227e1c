import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { passUpgrade } from './socket.ts';
import {
  type Answer,
  LATE,
  LIMITS,
  PAGE,
  SHORT,
  type SocketWay,
  TLS,
  type Upstream,
  type Way,
} from './ways.ts';

/** Ways in which a rate limiter or proxy responds instead of the upstream; `QUICK` is the longest delay, in ms. */
const OWN: readonly Way[] = ['limit-short', 'limit-long', 'error', 'html'];
const QUICK = 200;
/** The time between two bytes of a slow response, in ms. */
const DRIP = 200;
const CHUNK = 'x'.repeat(64 * 1024);

/** A request as received by the proxy. */
export interface Seen {
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
}

export interface ProxyOptions {
  readonly upstream: Upstream;
  /** Returns the upstream's origin; a function, because the upstream and the proxy need each other's addresses. */
  readonly target: () => string;
  /** Returns how a request fails; undefined if it is forwarded. */
  readonly spoil: (seen: Seen) => Way | undefined;
  readonly spoilSocket: (seen: Seen) => SocketWay | undefined;
  /** Returns the upstream's response time, in ms; the proxy's own responses take at most `QUICK`. */
  readonly latency?: (seen: Seen) => number;
  /** The wait that a long 429 demands, in seconds. */
  readonly long: number;
  /** The size of a huge body, in bytes. */
  readonly huge?: number;
}

/** Starts a proxy in front of a loopback server. The proxy breaks chosen requests and forwards the others. */
export async function startProxy(options: ProxyOptions) {
  const { upstream, target, spoil, spoilSocket, latency = () => 0, long, huge = 64 * 1024 * 1024 } = options;
  const agent = new Agent({ keepAlive: true });
  const sockets = new Set<Socket>();
  /** The largest number of bytes written to a connection that got a huge body. */
  let taken = 0;

  async function forward(incoming: IncomingMessage, body: Buffer): Promise<Answer> {
    const { method, headers, url } = incoming;
    const { hostname, port } = new URL(target());
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send({ agent, hostname, port, path: url, method, headers }, resolve).on('error', reject).end(body);
    });
    const kept = Object.entries(answer.headers).filter(
      ([name]) => !['connection', 'keep-alive', 'transfer-encoding', 'content-length'].includes(name),
    );
    return {
      status: answer.statusCode ?? 0,
      headers: Object.fromEntries(kept) as Record<string, string>,
      body: await readAll(answer).then(String),
    };
  }

  async function drip(socket: Socket, head: string, bytes: Buffer): Promise<void> {
    socket.write(head);
    for (const byte of bytes) {
      if (socket.destroyed) return;
      socket.write(Buffer.of(byte));
      await wait(DRIP);
    }
  }

  async function flood(response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"ok":true,"pad":"');
    const flow = response.socket as Socket;
    for (let sent = 0; sent < huge && !flow.destroyed; sent += CHUNK.length) {
      if (!response.write(CHUNK)) {
        const stop = new AbortController();
        const { signal } = stop;
        await Promise.race(['drain', 'close'].map((name) => once(flow, name, { signal }))).catch(() => {});
        stop.abort();
      }
      taken = Math.max(taken, flow.bytesWritten);
    }
    response.end('"}');
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = { method: incoming.method ?? 'GET', path: incoming.url ?? '/' };
    const way = spoil(seen);
    const { socket } = incoming;
    if (way === 'refused') return void socket.destroy();
    const body = await readAll(incoming);
    if (way === 'hang') return;
    if (way === 'garbage') return void socket.end(TLS);
    if (way === 'drip-head') return drip(socket, '', Buffer.from(`HTTP/1.1 200 OK\r\nx-pad: ${CHUNK}`));
    if (way === 'late') await wait(LATE);
    // Responses of a rate limiter or proxy do not wait for the upstream.
    else await wait(way && OWN.includes(way) ? Math.min(latency(seen), QUICK) : latency(seen));
    if (way === 'huge') return flood(response);
    if (way === 'limit-short') return write(response, LIMITS[upstream](SHORT));
    if (way === 'limit-long') return write(response, LIMITS[upstream](long));
    if (way === 'error') return write(response, { status: 502, headers: HTML, body: PAGE });
    if (way === 'html') return write(response, { status: 200, headers: HTML, body: PAGE });

    const answer = await forward(incoming, body);
    if (way === 'late') return void socket.destroy();
    if (way === 'reset') return void socket.resetAndDestroy();
    if (way === 'truncated' || way === 'drip-body') {
      const bytes = Buffer.from(answer.body || PAGE);
      const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${bytes.length}\r\n\r\n`;
      if (way === 'drip-body') return drip(socket, head, bytes);
      socket.end(Buffer.concat([Buffer.from(head), bytes.subarray(0, bytes.length / 2)]));
      return;
    }
    write(response, answer);
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  server.on('upgrade', (incoming, socket: Socket, head) => {
    const way = spoilSocket({ method: 'UPGRADE', path: incoming.url ?? '/' });
    passUpgrade(target(), incoming, { socket, head }, way);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => taken,
    close: () =>
      new Promise<void>((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const HTML = { 'content-type': 'text/html' };

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers);
  response.end(body || undefined);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
