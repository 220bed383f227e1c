import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerSummaries, type Reply } from '../../../src/demo/replay.ts';
import type { Summary } from '../../../src/domain/paper/paper.ts';
import type { ModelForm } from './forms.ts';

/** Starts a model server that misbehaves in a form at a time, or not at all. */
export async function startModel(byTitle: Readonly<Record<string, Summary>>) {
  const usual = answerSummaries(byTitle);
  let form: ModelForm | null = null;
  let chats = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const isList = request.method === 'GET';
    const { model = '', messages = [] } = isList ? {} : JSON.parse(body);
    if (!isList) chats += 1;
    const asked = { isList, model, length: JSON.stringify(messages).length };
    const ill = typeof form?.reply === 'function' ? form.reply(asked) : undefined;
    if (ill === 'hang') return;
    if (ill === 'reset') return void request.socket.resetAndDestroy();
    if (ill === 'garbage') return void request.socket.end('\x16\x03\x01 this is not HTTP\r\n\r\n');
    const list: Reply = { status: 200, body: { object: 'list', data: [{ id: 'm' }] } };
    send(response, ill !== undefined ? ill : isList ? list : await usual(request, body));
  }

  const server = createServer(
    (request, response) => void handle(request, response).catch(() => response.destroy()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  async function shut(): Promise<void> {
    server.close();
    server.closeAllConnections();
    if (server.listening) await once(server, 'close');
  }

  return {
    url: `http://127.0.0.1:${port}/v1`,
    /** The number of chats that were asked for. */
    chats: () => chats,
    /** Misbehaves from now on; null: works. */
    async set(next: ModelForm | null): Promise<void> {
      const wasClosed = form?.reply === 'closed';
      form = next;
      if (next?.reply === 'closed') await shut();
      else if (wasClosed) {
        server.listen(port, '127.0.0.1');
        await once(server, 'listening');
      }
      // What hangs is over when the server is mended.
      server.closeAllConnections();
    },
    close: shut,
  };
}

function send(response: ServerResponse, reply: Reply): void {
  if (!reply) return void response.destroy();
  const isText = typeof reply.body === 'string';
  response.writeHead(reply.status, {
    'content-type': isText ? 'text/html' : 'application/json',
    ...reply.headers,
  });
  response.end(isText ? reply.body : JSON.stringify(reply.body));
}
