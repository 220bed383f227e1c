import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { REST } from 'discord.js';
import { onTestFinished, vi } from 'vitest';
import type { Place } from '../../../../src/domain/subscription/subscription.ts';
import type { Clock } from '../../../../src/lib/clock.ts';
import { createDiscordCall, type DiscordCall } from '../../../../src/platforms/discord/api/call.ts';
import { createRest } from '../../../../src/platforms/discord/api/client.ts';
import type { RequestRateLimiter } from '../../../../src/platforms/discord/api/rate-limiter.ts';
import {
  createDiscordInitialReactions,
  type DiscordInitialReactionsDeps,
} from '../../../../src/platforms/discord/initial-reactions.ts';
import { createDiscordPublisher } from '../../../../src/platforms/discord/publisher.ts';
import type { Address, Publisher } from '../../../../src/ports/publisher.ts';
import {
  type DiscordOptions,
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  type Fault,
  startDiscord,
} from '../../../emulators/discord/index.ts';
import { createTestClock, type TestClock } from '../../../fixtures/clock.ts';
import { createTestLog } from '../../../fixtures/log.ts';

export const CHANNEL: Place = { platform: 'discord', workspace: defaultGuildId, channel: defaultChannelId };

/** No rate limits: these tests are about what is sent, not how fast. */
export const noTurns: RequestRateLimiter = (_signal, request) => request();

/** One process: the real REST client, without shared state. */
export interface Connected {
  readonly rest: REST;
  readonly call: DiscordCall;
  readonly publisher: Publisher;
  readonly log: ReturnType<typeof createTestLog>;
  readonly stop: AbortController;
  /** Retries postponed initial reactions, which wait until then. */
  readonly seedAgain: () => void;
}

export function connect({ url, token }: Pick<DiscordServer, 'url' | 'token'>, clock: Clock): Connected {
  const rest = createRest(token, url, noTurns);
  const stop = new AbortController();
  const log = createTestLog();
  const call = createDiscordCall({ rest, clock, signal: stop.signal });
  const { signal } = stop;
  const waiting: (() => void)[] = [];
  // Background work must not advance the edition's clock.
  const held: Clock = {
    now: clock.now,
    elapsed: clock.elapsed,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        waiting.push(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
  };
  const addInitialReactions = createDiscordInitialReactions({ call, clock: held, log, signal });
  return {
    ...{
      rest,
      call,
      stop,
      log,
      publisher: createDiscordPublisher({ call, addInitialReactions, clock, log }),
    },
    seedAgain() {
      // discord.js uses the real clock for global limits.
      rest.globalReset = -1;
      for (const wake of waiting.splice(0)) wake();
    },
  };
}

export const createPublisher = (parts: DiscordInitialReactionsDeps): Publisher =>
  createDiscordPublisher({ ...parts, addInitialReactions: createDiscordInitialReactions(parts) });

export interface DiscordStage extends Connected {
  readonly discord: DiscordServer;
  /** Shared with the server; a sleep advances it at once. */
  readonly clock: TestClock;
  /** The messages in the channel since setup. */
  readonly to: Address;
}

/** A loopback Discord and one process; the caller closes `discord`. */
export async function openDiscordStage(options: DiscordOptions = {}): Promise<DiscordStage> {
  const clock = createTestClock();
  const discord = await startDiscord({ now: clock.now, ...options });
  return { discord, clock, ...connect(discord, clock), to: addressOf(CHANNEL, clock) };
}

/** The same, closed after the test. */
export async function createDiscordStage(options?: DiscordOptions): Promise<DiscordStage> {
  const stage = await openDiscordStage(options);
  onTestFinished(stage.discord.close);
  return stage;
}

export const addressOf = (place: Place, clock: Clock, parentId: string | null = null): Address => ({
  place,
  parentId,
  since: clock.now(),
});

/** An error in Discord's form. */
export const answerWith = (status: number, code: number, message = `code ${code}`): Fault => ({
  kind: 'status',
  status,
  body: { message, code },
});

/** Replaces timeouts: `expire` ends the current attempt, as 12 seconds would. */
export function holdTimeouts(): { readonly expire: () => void; readonly asked: number[] } {
  const asked: number[] = [];
  let newest = new AbortController();
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    asked.push(ms);
    newest = new AbortController();
    return newest.signal;
  });
  onTestFinished(() => spy.mockRestore());
  return { asked, expire: () => newest.abort(new DOMException('timed out', 'TimeoutError')) };
}

/** What happens to a response on its way; `stall`: it never ends. */
export type Mangle = 'truncate' | 'cut off' | 'stall' | 'html';

/** A proxy before Discord that breaks responses to handled requests, and that can be down. */
export async function startProxy(target: Pick<DiscordServer, 'url' | 'token'>) {
  const hooks: { mangle?: (method: string, path: string) => Mangle | undefined } = {};
  const origin = new URL(target.url).origin;
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
    // Responses without a body get one, as there would be nothing to break otherwise.
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
  return { ...target, hooks, url: `http://127.0.0.1:${port}/api`, close, open: () => listen(port) };
}
