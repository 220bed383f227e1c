import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { streamSSE } from 'hono/streaming';
import { type Missing, paperCard } from '../../../cards/build-card.ts';
import { type Invocation, problemAnswer } from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { commandLine } from '../../../command/parse-line.ts';
import { isDay } from '../../../domain/calendar/day.ts';
import { type Card, fit } from '../../../domain/card/card.ts';
import { PAPER_ID } from '../../../domain/paper/paper.ts';
import { rankPapers } from '../../../domain/subscription/select-papers.ts';
import { WEB_PLACE } from '../../../domain/subscription/subscription.ts';
import { commandWording } from '../../../i18n/ko/command.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import type { LoggedMessage, MessageLog } from '../../../ports/message-log.ts';
import type { Store } from '../../../ports/store.ts';
import { cardToHtml, type ShownVotes } from '../../../render/html.ts';
import { limits } from '../../../render/limits.ts';
import { keepUpToDate, type Updates } from '../live.ts';
import {
  answerPage,
  channelPage,
  dayPage,
  lineButtons,
  messageHtml,
  paperPage,
  problemPage,
} from '../pages/page.ts';
import type { WebEvents } from '../publisher.ts';
import { isLoopback, refuseStrangers } from '../server/guard.ts';

/** How many editions the channel shows; older ones have their own pages. */
const SHOWN_EDITIONS = 7;
/** Of a typed line, as in its box. */
const MAX_LINE = 200;
const SHARED = problemAnswer(webPageWording.shared);
const ASSETS = { 'style.css': 'text/css', 'app.js': 'text/javascript', 'icon.svg': 'image/svg+xml' } as const;

export interface WebDeps {
  readonly store: Store;
  readonly messages: MessageLog;
  readonly events: WebEvents;
  readonly handlers: Pick<Handlers, 'respond' | 'vote'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly missing: Missing;
}

/** Adds the web channel's pages, votes, commands and updates. */
export function addChannel(
  app: Hono,
  { store, messages, events, handlers, clock, log, missing }: WebDeps,
  { host, timeZone, pages }: { readonly host: string; readonly timeZone: string; readonly pages: number },
): void {
  app.use(
    refuseStrangers(host),
    bodyLimit({
      maxSize: 8 * 1024,
      onError: (context) => context.html(problemPage(webPageWording.tooLarge), 413),
    }),
  );

  /** The reader's name in votes: a random cookie. Lax, so that it is there when a link leads here. */
  function voterOf(context: Context): string {
    const known = getCookie(context, 'voter');
    if (known && /^[0-9a-f-]{36}$/.test(known)) return known;
    const voter = randomUUID();
    setCookie(context, 'voter', voter, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 34_560_000 });
    return voter;
  }

  async function votesFor(
    voter: string,
    paperIds: readonly string[],
  ): Promise<(paperId: string) => ShownVotes> {
    const [counts, mine] = await Promise.all([
      store.voteCounts(paperIds),
      store.votesOf(WEB_PLACE.platform, voter, paperIds),
    ]);
    return (id) => ({ ...(counts.get(id) ?? { up: 0, down: 0 }), mine: mine.get(id) ?? 0 });
  }

  async function renderMessages(voter: string, list: readonly LoggedMessage[]): Promise<string[]> {
    const votes = await votesFor(
      voter,
      list.flatMap(({ card }) => card.paperId ?? []),
    );
    return list.map((message) => {
      const { paperId } = message.card;
      return messageHtml(message, paperId ? votes(paperId) : undefined, timeZone);
    });
  }

  app.get('/', async (context) => {
    // Before the rest is read, so that what comes meanwhile is sent after, not lost.
    const lastId = await messages.newestId();
    const [older, ...days] = (await messages.days(SHOWN_EDITIONS + 1)).reverse();
    const shown = days.length === SHOWN_EDITIONS ? days : older ? [older, ...days] : days;
    const editions = (await Promise.all(shown.map((day) => messages.ofDay(day)))).flat();
    // An old day may have been posted later than newer ones.
    const [firstId = 1] = editions.map(({ id }) => id).sort((a, b) => a - b);
    // Between the editions stands what belongs to none: a week's best, and what somebody shared.
    const others = (await messages.after(firstId - 1)).filter(({ card }) => card.day === null);
    const list = [...editions, ...others].sort((a, b) => a.id - b.id);
    const html = await renderMessages(voterOf(context), list);
    return context.html(channelPage(html, lastId, shown === days && older ? older : null));
  });

  app.get('/days/:day', async (context) => {
    const day = context.req.param('day');
    if (!isDay(day)) return context.html(problemPage(webPageWording.noSuchDay), 404);
    const [list, listDay] = await Promise.all([messages.ofDay(day), store.listDay(day)]);
    if (list.length === 0 && !listDay) return context.html(problemPage(webPageWording.noSuchDay), 404);
    const posted = new Set(list.map(({ card }) => card.paperId));
    const others = rankPapers(listDay?.papers ?? []).filter(({ id }) => !posted.has(id));
    return context.html(dayPage(day, await renderMessages(voterOf(context), list), others));
  });

  app.get('/papers/:id', async (context) => {
    const id = context.req.param('id');
    const [paper] = PAPER_ID.test(id) ? await store.papers([id]) : [];
    if (!paper) return context.html(problemPage(webPageWording.noSuchPaper), 404);
    const [summaries, days, votes] = await Promise.all([
      store.summaries([id]),
      store.daysOf(id),
      votesFor(voterOf(context), [id]),
    ]);
    const card = paperCard({ paper, summary: summaries.get(id) ?? null }, null, missing);
    return context.html(paperPage(paper.title, cardToHtml(card, { votes: votes(id) }), days));
  });

  app.post('/votes', async (context) => {
    const { paper = '', value } = await context.req.parseBody<{ paper?: string; value?: string }>();
    const voter = voterOf(context);
    const pressed = value === '1' ? 1 : value === '-1' ? -1 : null;
    if (!pressed || !PAPER_ID.test(paper)) return context.json({ error: webPageWording.badVote }, 400);
    const held = (await store.votesOf(WEB_PLACE.platform, voter, [paper])).get(paper);
    const added = held !== pressed;
    const given = { paperId: paper, platform: WEB_PLACE.platform, voter, value: pressed } as const;
    const count = await handlers.vote(given, added);
    if (!count) return context.json({ error: webPageWording.noSuchPaper }, 404);
    events.emit('votes', paper);
    if (!wantsJson(context)) return context.redirect(`/#paper-${paper}`, 303);
    return context.json({ ...count, mine: added ? pressed : 0 });
  });

  app.post('/commands', async (context) => {
    const { line = '' } = await context.req.parseBody<{ line?: string }>();
    const call: Invocation = {
      place: WEB_PLACE,
      person: { id: voterOf(context), name: '' },
      // It has no log-in: who reaches it on loopback is the operator (README, rule 12).
      manages: async () => isLoopback(host),
      findObstacles: async () => [],
      nameOf: async () => null,
    };
    const typed = String(line).trim().slice(0, MAX_LINE);
    // Plain words are what people type into the only box on a page.
    const asked = typed.startsWith('/') ? typed : commandLine('search', { words: typed });
    const answer = await handlers.respond(call, asked);
    if (answer.isShared) await post(answer.cards);
    const { cards, buttons, standsBelow = false } = answer.isShared ? SHARED : answer;
    const votes = await votesFor(
      call.person.id,
      cards.flatMap(({ paperId }) => paperId ?? []),
    );
    const html = [
      ...cards.map((card) => cardToHtml(card, card.paperId ? { votes: votes(card.paperId) } : {})),
      lineButtons(buttons),
    ].join('\n');
    return wantsJson(context) ? context.json({ html, standsBelow }) : context.html(answerPage(html));
  });

  /** An answer for everybody is as many messages as it has cards: each of them can be voted on. */
  async function post(cards: readonly Card[]): Promise<void> {
    for (const card of cards) await messages.post(randomUUID(), fit(card, limits.web), clock.now());
    events.emit('message');
  }

  let open = 0;
  app.get('/events', (context) => {
    // A HEAD has no reader who could go away again.
    if (context.req.method === 'HEAD') return context.body(null);
    if (open >= pages) return context.body(null, 503, { 'retry-after': '60' });
    const voter = voterOf(context);
    const afterId = Number(context.req.header('last-event-id') ?? context.req.query('after')) || 0;
    const updates: Updates = {
      async newMessages(id) {
        const list = await messages.after(id);
        const html = await renderMessages(voter, list);
        return list.map((message, index) => ({
          event: 'message',
          id: message.id,
          data: { html: html[index] },
        }));
      },
      async edit(id) {
        const message = await messages.message(id);
        const [html] = message ? await renderMessages(voter, [message]) : [];
        return html ? [{ event: 'edit', data: { id, html } }] : [];
      },
      async votes(paper) {
        return [{ event: 'votes', data: { paper, ...(await votesFor(voter, [paper]))(paper) } }];
      },
    };
    return streamSSE(context, async (stream) => {
      open += 1;
      await keepUpToDate(stream, { events, updates, log }, afterId).finally(() => {
        open -= 1;
      });
    });
  });

  app.get('/assets/:name', async (context) => {
    const name = context.req.param('name') as keyof typeof ASSETS;
    if (!Object.hasOwn(ASSETS, name)) return context.notFound();
    const body = await readFile(new URL(`../assets/${name}`, import.meta.url));
    return context.body(body, 200, {
      'content-type': `${ASSETS[name]}; charset=utf-8`,
      'cache-control': 'no-cache',
    });
  });

  app.notFound((context) => context.html(problemPage(webPageWording.notFound), 404));
  app.onError((error, context) => {
    const reference = randomUUID().slice(0, 8);
    log.error({ reference, path: context.req.path, err: error }, 'A page failed');
    return context.html(problemPage(commandWording.apology(reference)), 500);
  });
}

const wantsJson = (context: Context) => context.req.header('accept')?.includes('application/json') ?? false;
