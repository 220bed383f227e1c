import type { Socket } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { CONNECT_MS, type Network } from '../../../lib/network/network.ts';
import { openTunnel } from '../../../lib/network/tunnel.ts';

export interface SocketDispatcher {
  readonly dispatcher: Dispatcher;
  /** Returns why the newest connection could not be opened; null if it could. undici's WebSocket does not say. */
  failure(): string | null;
  /** Destroys all connections: undici's WebSocket leaves that of a peer that does not answer open. */
  destroy(): void;
}

/**
 * Creates the dispatcher for Socket Mode, which opens WebSockets through the proxies of `network`. Like the one that
 * @slack/socket-mode creates by default, it uses HTTP/1.1, and can destroy connections.
 */
export function createSocketDispatcher({ proxyFor }: Pick<Network, 'proxyFor'>): SocketDispatcher {
  const sockets = new Set<Socket>();
  let failure: string | null = null;
  const connect = buildConnector({ allowH2: false, timeout: CONNECT_MS });

  async function open(options: buildConnector.Options): Promise<Socket> {
    const url = new URL(`${options.protocol}//${options.hostname}:${options.port}`);
    const proxy = proxyFor(url);
    const tunnel = proxy && (await openTunnel(url, proxy, CONNECT_MS));
    // A tunnel is the connection itself if there is no TLS.
    if (tunnel && url.protocol === 'http:') return tunnel;
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    connect(tunnel ? { ...options, httpSocket: tunnel } : options, (error, socket) =>
      socket ? resolve(socket) : reject(error),
    );
    return promise;
  }

  return {
    dispatcher: new Agent({
      connect(options, callback) {
        open(options).then(
          (socket) => {
            failure = null;
            sockets.add(socket);
            socket.once('close', () => sockets.delete(socket));
            callback(null, socket);
          },
          (error: Error) => {
            failure = error.message;
            callback(error, null);
          },
        );
      },
    }),
    failure: () => failure,
    destroy() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
