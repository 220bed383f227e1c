import http, { type ClientRequestArgs } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { CONNECT_MS, type Network } from '../../../lib/network/network.ts';
import { openTunnel } from '../../../lib/network/tunnel.ts';

export interface ProxyWebSocketsDeps {
  readonly network: Pick<Network, 'proxyFor' | 'hasProxy'>;
  /** Called with the reason when a proxy did not open a connection: discord.js does not always report it. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Makes WebSockets of the `ws` package use the proxies of `network`, until the returned function is called. discord.js
 * opens the gateway's with `ws`, and has no option for a proxy (discordjs/discord.js#10716). `ws` sends its handshake
 * with the `request` function of Node's `http` or `https`, and no agent. So, as discord.js's guide advises ("Using a
 * proxy", with the package global-agent), that function is replaced, here for handshakes only.
 */
export function proxyWebSockets(deps: ProxyWebSocketsDeps): () => void {
  if (!deps.network.hasProxy) return () => {};
  const restore = [http, https].map((module) => {
    const { request } = module;
    const replaced = (options: ClientRequestArgs, ...rest: []) =>
      request(isHandshake(options) ? throughProxy(options, module === https, deps) : options, ...rest);
    Object.assign(module, { request: replaced });
    return () => Object.assign(module, { request });
  });
  return () => {
    for (const each of restore) each();
  };
}

/** Other callers pass a URL, or no such header. */
const isHandshake = (options: ClientRequestArgs): boolean =>
  (options.headers as Record<string, unknown> | undefined)?.Upgrade === 'websocket';

/** Returns the options of a handshake with a connection through the proxy for its host, if there is one. */
function throughProxy(
  options: ClientRequestArgs,
  isSecure: boolean,
  { network, onFailure }: ProxyWebSocketsDeps,
): ClientRequestArgs {
  const host = options.host ?? '';
  const url = new URL(
    `${isSecure ? 'wss' : 'ws'}://${host.includes(':') ? `[${host}]` : host}:${options.port}`,
  );
  const proxy = network.proxyFor(url);
  if (!proxy) return options;
  return {
    ...options,
    createConnection(_options, onCreate) {
      openTunnel(url, proxy, CONNECT_MS).then(
        (socket) =>
          onCreate(null, isSecure ? connect({ socket, host, servername: isIP(host) ? '' : host }) : socket),
        (error: Error) => {
          onFailure(error);
          onCreate(error, undefined as never);
        },
      );
      return undefined;
    },
  };
}
