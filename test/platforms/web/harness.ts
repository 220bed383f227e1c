import { EventEmitter } from 'node:events';
import { onTestFinished } from 'vitest';
import { COMMANDS } from '../../../commands/index.ts';
import { createResponder } from '../../../src/app/commands/handlers.ts';
import { createQuota } from '../../../src/app/commands/quota.ts';
import { vote } from '../../../src/app/votes/record-vote.ts';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import type { Handlers } from '../../../src/command/listener.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import { WEB_PLACE } from '../../../src/domain/subscription/subscription.ts';
import { createWebListener, type Webhooks } from '../../../src/platforms/web/listener.ts';
import { createWebPublisher, type WebEvents } from '../../../src/platforms/web/publisher.ts';
import { SERVER_LIMITS, type ServerLimits } from '../../../src/platforms/web/server/server.ts';
import type { Address } from '../../../src/ports/publisher.ts';
import { createMessageLog } from '../../../src/store/tables/message-log.ts';
import { createResponderDeps } from '../../app/commands/responder-deps.ts';
import { createStage } from '../../app/editions/harness.ts';

export const DAY = '2026-08-21';
/** The key that signs the readers' cookies. */
export const COOKIE_KEY = 'a lamp in the fog';
const TO: Address = { place: WEB_PLACE, parentId: null, since: 0 };

/** Starts the real listener and commands with a real store that has one list, and closes them after the test. */
export async function open(list: readonly Paper[] = []) {
  const stage = await createStage(list);
  const { store, clock, log } = stage;
  const messages = createMessageLog(stage.sql);
  const events: WebEvents = new EventEmitter();
  const publisher = createWebPublisher({ messages, clock, events });
  const parts = await createResponderDeps({ ...stage.parts, missing: 'for-good' }, stage.folder);
  const responder = createResponder({ ...parts, commands: COMMANDS });
  const spendQuota = createQuota(parts);
  /** The parts that /healthz reports as unhealthy. */
  const ill: Record<string, string> = {};
  const listen = async (
    host: string,
    limits: Partial<ServerLimits> = {},
    webhooks: Webhooks = {},
    webHosts: readonly string[] = [],
  ) => {
    const listener = createWebListener(
      {
        ...{ store, messages, events, clock, log, missing: 'for-good' as const },
        cookieKey: COOKIE_KEY,
        handlers: {
          ...responder,
          vote: (given, added) => vote({ store, clock, spendQuota }, given, added),
        } as Handlers,
        longPaused: () => [],
        checkHealth: () => ill,
        isAlive: () => !('heartbeat' in ill),
        metrics: async () => ({ type: 'text/plain', text: 'paperboy_papers 0\n' }),
        webhooks,
      },
      { host, port: 0, webHosts, timeZone: 'Asia/Seoul', limits: { ...SERVER_LIMITS, ...limits } },
    );
    await listener.start();
    onTestFinished(() => listener.stop());
    return listener;
  };
  const listener = await listen('127.0.0.1');
  const base = listener.address();

  const scene = {
    ...{ stage, store, clock, messages, events, publisher, ill, listen, listener, base },
    /** Adds the papers of the store to the search index. */
    index: () => parts.indexing.catchUp(),
    async postEdition(papers: readonly Paper[], day = DAY): Promise<void> {
      await store.saveListDay(day, papers, null, clock.now());
      await publisher.send(TO, headingCard(day, papers.length, papers.length), `${day}/heading`);
      for (const paper of papers) {
        await publisher.send(TO, paperCard({ paper, summary: null }, day, 'not-yet'), `${day}/${paper.id}`);
      }
    },
    getText: async (path: string, init?: RequestInit) => (await fetch(base + path, init)).text(),
    /** Opens the page as a new reader, and returns their cookie. */
    async enter(): Promise<{ cookie: string }> {
      const response = await fetch(base);
      return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] as string };
    },
    /** Votes as the page does; the cookie in `headers` identifies the voter. Without one, a new reader votes. */
    pressVote: async (value: string, paperId: string, headers: Record<string, string> = {}) =>
      fetch(`${base}/votes`, {
        method: 'POST',
        headers: { accept: 'application/json', ...(headers.cookie ? {} : await scene.enter()), ...headers },
        body: new URLSearchParams({ paper: paperId, value }),
      }),
    /** Sends a command line as the page does, typed or by a button. */
    async send(line: string, headers: Record<string, string> = {}) {
      const response = await fetch(`${base}/commands`, {
        method: 'POST',
        headers: { accept: 'application/json', ...headers },
        body: new URLSearchParams({ line }),
      });
      return (await response.json()) as { html: string; standsBelow: boolean };
    },
    ask: async (line: string, headers?: Record<string, string>) => (await scene.send(line, headers)).html,
  };
  return scene;
}

export type Scene = Awaited<ReturnType<typeof open>>;

/** Returns the ids of the papers that have a card, in order. */
export const papersOf = (html: string) =>
  [...html.matchAll(/data-paper="([^"]+)"/g)].map(([, id]) => id as string);

/** Returns the ids of the papers in a list, from the buttons beside them. */
export const listedIn = (html: string) =>
  linesOf(html).flatMap(({ line }) => line.match(/^\/paper show paper:(\S+)$/)?.[1] ?? []);

/** Returns the command buttons, each with the command line that it sends. */
export const linesOf = (html: string) =>
  [...html.matchAll(/<button name="line" value="([^"]+)"[^>]*>([^<]+)</g)].map(
    ([, line = '', label = '']) => ({
      label,
      line: line.replaceAll('&quot;', '"').replaceAll('&#39;', "'"),
    }),
  );
