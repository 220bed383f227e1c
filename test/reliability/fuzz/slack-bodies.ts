import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { Keyv } from 'keyv';
import { createPlaces } from '../../../src/app/places/places.ts';
import { createVoteSync } from '../../../src/app/votes/vote-sync.ts';
import type { Handlers } from '../../../src/command/listener.ts';
import { createSlackListener } from '../../../src/platforms/slack/listener/listener.ts';
import { checkContent } from '../../emulators/slack/validate-message.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { directNetwork } from '../../fixtures/network.ts';
import { encode, genuine, typeOf } from './slack-payloads.ts';
import { must, type Target, tryCases } from './target.ts';
import { startTestBot } from './test-bot.ts';
import { damage, damaged, edits, spoil, text } from './values.ts';

const SECRET = 'signing-secret-of-the-fuzz';
const TOKEN = 'xoxb-secret-of-the-fuzz';
const cases = fc.record({
  genuine,
  changes: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: edits }),
  damage: fc.option(damage, { freq: 9, nil: null }).map((it) => it),
  forged: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom('secret', 'old', 'future', 'none', 'text') },
  ),
  type: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: text }),
  size: fc.oneof({ weight: 99, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(200_000) }),
  retry: fc.constantFrom(undefined, '1', 'x'),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/**
 * Any request body at `/slack/events`, through the real Bolt. Plain objects replace requests and Slack, for
 * speed.
 */
export const slackBodies: Target = {
  name: 'Slack bodies',
  async run(count, seed) {
    const log = createTestLog();
    const testBot = await startTestBot(log);
    const { store, clock, signal } = testBot;
    const voteSync = createVoteSync({ store, clock, log, signal });
    let underway = 0;
    let used = 0;
    let tries = 0;
    const counted =
      <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        underway += 1;
        used += 1;
        return work(...args).finally(() => (underway -= 1));
      };
    const suits = (body: object) => {
      const noted: string[] = [];
      checkContent(body as never, { note: (kind, what) => noted.push(`${kind} ${what}`) });
      must(noted.length === 0, 'Slack would show it in another way', noted);
      must(!/secret-of-the/.test(JSON.stringify(body)), 'a secret is told', body);
    };
    const said: object[] = [];
    const answers: Record<string, object> = {
      'auth.test': { bot_id: 'B1', user_id: 'UBOT', team: 'T', team_id: 'T1' },
      'users.info': { user: { is_admin: true } },
      'conversations.info': { channel: { name: 'c', is_member: true } },
      'chat.postMessage': { ts: '1.1' },
      'reactions.get': { message: { reactions: [] } },
    };
    const call = counted(async (method: string, args: object) => {
      if (method === 'chat.postMessage') said.push(args);
      return (answers[method] ?? {}) as Record<string, unknown>;
    });
    const { respond, complete, keepShared } = testBot.responder;
    const places = createPlaces({
      store,
      publishers: new Map(),
      clock,
      log,
      wake: () => {},
      onMoved: () => {},
    });
    const handlers = {
      ...{ vote: async () => null, complete, respond: counted(respond), keepShared: counted(keepShared) },
      ...voteSync,
      ...places,
      onReaction: counted(voteSync.onReaction),
      recount: counted(voteSync.recount),
    } as unknown as Handlers;

    const unexpected: unknown[] = [];
    const onUnhandled = (error: unknown) => unexpected.push(error);
    // The listener posts answers to a URL in the payload; here they never leave the process.
    const fetch = counted(async (_address: unknown, init?: { body?: unknown }) => {
      said.push(JSON.parse(String(init?.body)));
      return new Response('ok');
    });
    process.on('unhandledRejection', onUnhandled);
    try {
      const nothing = async () => {};
      const listener = createSlackListener(
        {
          ...{
            call,
            rateLimiter: nothing,
            addInitialReactions: nothing,
            handlers,
            cache: new Keyv(),
            clock,
            log,
            signal,
            network: { ...directNetwork, fetch },
            onFatal: () => {},
          },
        } as never,
        { botToken: TOKEN, appToken: undefined, signingSecret: SECRET, apiUrl: 'http://127.0.0.1:1/' },
      );
      await listener.start();
      while (!log.lines.some(({ sentence }) => sentence === 'Slack is on')) await turn();

      const request = async (body: string, headers: Record<string, string>): Promise<number | null> => {
        let status: number | null = null;
        const response = {
          req: { complete: true },
          writeHead(code: number) {
            status = code;
            return response;
          },
          setHeader: () => response,
          get headersSent() {
            return status !== null;
          },
          end(_body?: unknown) {
            status ??= 200;
            return response;
          },
        };
        const incoming = Object.assign(Readable.from([Buffer.from(body)]), {
          method: 'POST',
          url: '/slack/events',
          headers,
        });
        listener.onRequest(incoming as unknown as IncomingMessage, response as unknown as ServerResponse);
        // Bolt answers unhandled requests after three seconds; do not wait for that.
        for (let idle = 0; idle < 6; idle = underway > 0 ? 0 : idle + 1) await turn();
        return status;
      };

      const passed = await tryCases(
        this.name,
        cases,
        async (it: Case) => {
          log.lines.length = said.length = unexpected.length = used = 0;
          clock.advance(60_000);
          const { as, payload } = it.genuine;
          tries += 1;
          const once = withNewIds(payload, tries);
          const whole =
            encode(as, it.changes.length > 0 ? spoil(once, it.changes) : once) + ' '.repeat(it.size);
          const body = it.damage && as !== 'json' ? damaged(whole, it.damage) : whole;
          const status = await request(body, headersOf(it, body, typeOf(as)));
          must(
            unexpected.length === 0,
            'a rejection that nobody looked at',
            unexpected.map((error) => String((error as Error)?.stack)),
          );
          if (it.forged)
            must(
              used === 0 && status !== null && (status !== 200 || asksNothing(body)),
              'a forgery was taken',
              {
                status,
                used,
              },
            );
          const isPlain = it.changes.length === 0 && !it.damage && it.type === null && !it.forged;
          if (isPlain && it.size === 0) must(status === 200, 'a genuine request was not taken', status);
          if (isPlain && it.size === 0 && 'response_url' in payload) must(said.length > 0, 'no answer');
          for (const one of said) suits(one);
          const lines = log.lines.filter(
            ({ level, sentence }) => (isPlain && level === 'error') || sentence === 'A command failed',
          );
          must(
            lines.length === 0,
            'a bug',
            lines.map(({ sentence, fields }) => `${sentence} ${(fields.err as Error)?.stack}`),
          );
          must(
            !/secret-of-the/.test(log.lines.map(({ fields }) => String((fields.err as Error)?.stack)).join()),
            'a secret is told',
          );
        },
        count,
        seed,
      );
      await listener.stop();
      return passed;
    } finally {
      process.off('unhandledRejection', onUnhandled);
      await testBot.sql.close();
    }
  },
};

/** Gives a payload the ids of a new request, because the bot ignores a request that it got before. */
function withNewIds(payload: object, number: number): object {
  const ids = { trigger_id: `${number}.1`, event_id: `Ev${number}` };
  return { ...payload, ...ids };
}

/**
 * Returns true for Slack's check that a URL exists, which Bolt answers without verifying the signature or
 * calling a listener.
 */
const asksNothing = (body: string) => new URLSearchParams(body).get('ssl_check') === '1';

/** Returns the headers of a request, with a valid signature or a forged one. */
function headersOf({ forged, type, retry }: Case, body: string, contentType: string): Record<string, string> {
  const age = forged === 'old' ? -400 : forged === 'future' ? 400 : 0;
  const at = String(Math.floor(Date.now() / 1_000) + age);
  const hash = createHmac('sha256', forged === 'secret' ? 'another' : SECRET)
    .update(`v0:${at}:${body}`)
    .digest('hex');
  const signature: Record<string, string> = {
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${hash}`,
  };
  if (forged === 'text') signature['x-slack-signature'] = 'v0=가\u0000';
  return {
    'content-type': type ?? contentType,
    ...(forged === 'none' ? {} : signature),
    ...(retry ? { 'x-slack-retry-num': retry, 'x-slack-retry-reason': 'http_timeout' } : {}),
  };
}
