import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { BAD_FRAME, PAGE, type SocketWay, TLS } from './ways.ts';

/** How many chunks arrive before a connection breaks: the response to the upgrade, and the hello. */
const FIRST_FRAMES = 2;

/** Forwards the upgrade of a WebSocket and then every byte, unless `way` breaks the connection. */
export function passUpgrade(
  target: string,
  { url, headers }: IncomingMessage,
  { socket, head }: { readonly socket: Socket; readonly head: Buffer },
  way: SocketWay | undefined,
): void {
  socket.on('error', () => {});
  if (way === 'refused') return void socket.resetAndDestroy();
  if (way === 'hang') return;
  if (way === 'garbage') return void socket.end(TLS);
  if (way === 'error') {
    socket.end(`HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n${PAGE}`);
    return;
  }
  const { hostname, port } = new URL(target);
  const upstream = connect(Number(port), hostname, () => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    upstream.write(`GET ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
  });
  let chunks = 0;
  upstream.on('error', () => {}).on('close', () => socket.destroy());
  socket.on('close', () => upstream.destroy());
  upstream.on('data', (chunk) => {
    chunks += 1;
    // The first chunk is the response to the upgrade.
    if (way === 'silence' && chunks > 1) return;
    socket.write(chunk);
    if (chunks <= FIRST_FRAMES) return;
    if (way === 'reset') socket.resetAndDestroy();
    if (way === 'bad-frame') socket.write(BAD_FRAME);
  });
  socket.on('data', (chunk) => {
    if (way !== 'silence') upstream.write(chunk);
  });
}
