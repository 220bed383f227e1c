import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the proxy damages a response. With `stall`, the response never ends; with `html`, a login page replaces it. */
export type Mangle = 'truncate' | 'cut off' | 'stall' | 'html';

/**
 * Starts a proxy in front of a platform's API. It can damage the responses to requests that the API has already
 * handled, and it can be taken down with `close` and brought back up with `open`.
 */
export async function startProxy<Target extends { readonly url: string }>(target: Target) {
  const hooks: { mangle?: (method: string, path: string) => Mangle | undefined } = {};
  const { origin, pathname } = new URL(target.url);
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { authorization = '', 'content-type': type } = headers;
    const answer = await fetch(`${origin}${url}`, {
      method,
      headers: { authorization, ...(type ? { 'content-type': type } : {}) },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const body = await answer.text();
    const mangle = hooks.mangle?.(method, url);
    const half = body.slice(0, Math.floor(body.length / 2));
    if (mangle === 'html') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in to the network</html>');
      return;
    }
    if (!mangle) {
      const own = answer.headers.get('content-type');
      response.writeHead(answer.status, own ? { 'content-type': own } : {}).end(body || undefined);
      return;
    }
    // Add a body to a response that has none: otherwise, there would be nothing to damage.
    response.statusCode = body ? answer.status : 200;
    response.setHeader('content-type', 'application/json');
    if (mangle === 'truncate') return void response.end(half || '{');
    response.setHeader('content-length', body.length + 100);
    response.write(half || '{');
    if (mangle === 'cut off') response.destroy();
  }
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return { ...target, hooks, url: `http://127.0.0.1:${port}${pathname}`, close, open: () => listen(port) };
}
