import { Hono } from 'hono';
import { type Missing, paperCard } from '../../../cards/build-card.ts';
import { isDay } from '../../../domain/calendar/day.ts';
import { PAPER_ID } from '../../../domain/paper/paper-id.ts';
import { rankPapers } from '../../../domain/subscription/select-papers.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import type { MessageLog } from '../../../ports/message-log.ts';
import type { Store } from '../../../ports/store.ts';
import { paperToBibtex } from '../../../render/bibtex.ts';
import { cardToHtml } from '../../../render/html.ts';
import type { RenderMessages } from '../message-renderer.ts';
import { daysPage } from '../pages/days.ts';
import { channelPage, dayPage, paperPage } from '../pages/page.ts';
import { type ReadReader, votesFor } from '../reader.ts';
import type { AddressOf } from '../server/address.ts';
import { answerProblem } from '../server/answers.ts';

/** The maximum number of editions on the channel page; a link leads to the next older one. */
const SHOWN_EDITIONS = 7;
/** Before the first list. */
const FIRST_DAY = '2023-01-01';

export interface PageDeps {
  readonly store: Store;
  readonly messages: MessageLog;
  /** The reason to show on a card without a summary. */
  readonly missing: Missing;
  readonly renderMessages: RenderMessages;
  readonly readReader: ReadReader;
  readonly addressOf: AddressOf;
}

/** Returns the list days that have papers. */
export const listedDays = async (store: Pick<Store, 'listDays'>) =>
  (await store.listDays(FIRST_DAY)).filter(({ count }) => count > 0);

/** Creates the routes for the channel page and for the permanent pages of list days and papers. */
export function pageRoutes({
  store,
  messages,
  missing,
  renderMessages,
  readReader,
  addressOf,
}: PageDeps): Hono {
  const app = new Hono();

  app.get('/', async (context) => {
    // Read this id first: the event stream starts after it, so the stream also delivers messages that are posted during
    // the next queries.
    const lastId = await messages.newestId();
    const [older, ...days] = (await messages.days(SHOWN_EDITIONS + 1)).reverse();
    const shown = days.length === SHOWN_EDITIONS ? days : older ? [older, ...days] : days;
    const editions = (await Promise.all(shown.map((day) => messages.ofDay(day)))).flat();
    // The lowest id can belong to a newer day: the bot can post an old day after newer ones.
    const [firstId = 1] = editions.map(({ id }) => id).sort((a, b) => a - b);
    // Insert the messages without a day: the weekly best, and cards that readers shared.
    const others = (await messages.after(firstId - 1)).filter(({ card }) => card.day === null);
    const list = [...editions, ...others].sort((a, b) => a.id - b.id);
    const reader = await readReader(context);
    const html = await renderMessages(reader.id, list);
    return context.html(
      channelPage(html, lastId, shown === days && older ? older : null, addressOf(context, '/')),
    );
  });

  app.get('/days', async (context) =>
    context.html(daysPage(await listedDays(store), addressOf(context, '/days'))),
  );

  app.get('/days/:day', async (context) => {
    const day = context.req.param('day');
    if (!isDay(day)) return answerProblem(context, webPageWording.noSuchDay, 404);
    const [list, listDay] = await Promise.all([messages.ofDay(day), store.listDay(day)]);
    if (list.length === 0 && !listDay) return answerProblem(context, webPageWording.noSuchDay, 404);
    const posted = new Set(list.map(({ card }) => card.paperId));
    const others = rankPapers(listDay?.papers ?? []).filter(({ id }) => !posted.has(id));
    const reader = await readReader(context);
    const days = (await listedDays(store)).map((listed) => listed.day).sort();
    const neighbours = {
      before: days.findLast((other) => other < day) ?? null,
      after: days.find((other) => other > day) ?? null,
    };
    const html = await renderMessages(reader.id, list);
    return context.html(dayPage(day, html, others, neighbours, addressOf(context, `/days/${day}`)));
  });

  // Old ids contain a slash.
  app.get('/papers/:id{.+}', async (context) => {
    const id = context.req.param('id');
    const [paper] = PAPER_ID.test(id) ? await store.papers([id]) : [];
    if (!paper) return answerProblem(context, webPageWording.noSuchPaper, 404);
    const reader = await readReader(context);
    const [summaries, days, votes] = await Promise.all([
      store.summaries([id]),
      store.daysOf(id),
      votesFor(store, reader.id, [id]),
    ]);
    const card = paperCard({ paper, summary: summaries.get(id) ?? null }, null, missing);
    const facts = {
      title: card.title.text,
      description: summaries.get(id)?.summary ?? '',
      picture: card.thumbnail?.url,
      days,
      url: addressOf(context, `/papers/${id}`),
      bibtex: paperToBibtex(paper),
    };
    return context.html(paperPage(cardToHtml(card, votes(id)), facts));
  });
  return app;
}
