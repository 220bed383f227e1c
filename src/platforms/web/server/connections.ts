import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Limits the connections of a server, but always accepts a new one, so that a flood of clients that never finish their
 * requests cannot keep others away: above `maxConnections`, closes the oldest connection without a complete request
 * or, if there is none, the oldest of all. (`server.maxConnections` would close the new one.) Open pages reconnect by
 * themselves.
 */
export function limitConnections(server: Server, maxConnections: number): void {
  /** The request that each connection is about, oldest connection first; null between two requests. */
  const connections = new Map<Socket, IncomingMessage | null>();

  function closeOne(): void {
    let [victim] = connections.keys();
    for (const [socket, request] of connections) {
      if (request?.complete) continue;
      victim = socket;
      break;
    }
    if (!victim) return;
    connections.delete(victim);
    victim.destroy();
  }

  server.on('connection', (socket) => {
    if (connections.size >= maxConnections) closeOne();
    connections.set(socket, null);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    if (connections.has(socket)) connections.set(socket, request);
    response.once('close', () => {
      // A client can send the next request before it has the response to this one.
      if (connections.get(socket) !== request) return;
      // From now on, the connection is idle: put it last, behind those that have waited longer.
      connections.delete(socket);
      if (!socket.destroyed) connections.set(socket, null);
    });
  });
}
