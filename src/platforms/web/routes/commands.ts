import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { type Invocation, problemAnswer, type Reply } from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { commandLine, looksLikeCommand } from '../../../command/parse-line.ts';
import { type Card, fit } from '../../../domain/card/card.ts';
import { WEB_PLACE } from '../../../domain/subscription/subscription.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import type { Clock } from '../../../lib/clock.ts';
import { isLoopback, readHostName } from '../../../lib/host-name.ts';
import type { MessageLog } from '../../../ports/message-log.ts';
import { cardToHtml } from '../../../render/html.ts';
import { type Html, html, joinHtml } from '../../../render/html-template.ts';
import { limits } from '../../../render/limits.ts';
import { commandButtons } from '../pages/message.ts';
import { answerPage } from '../pages/page.ts';
import type { WebEvents } from '../publisher.ts';
import { quotaId, type ReadReader, type VoteReader, votesFor } from '../reader.ts';
import { answerProblem, wantsJson } from '../server/answers.ts';
import { readForm } from './form.ts';

/** The maximum length of a command line in characters, the same as the `maxlength` of its input. */
const MAX_LINE_LENGTH = 200;
const SHARED = problemAnswer(webPageWording.shared);

export interface CommandDeps {
  readonly store: VoteReader;
  readonly messages: Pick<MessageLog, 'post'>;
  readonly events: WebEvents;
  readonly handlers: Pick<Handlers, 'respond'>;
  readonly clock: Clock;
  readonly readReader: ReadReader;
}

/** Creates the route for command lines, which are typed into the box or sent by a button. */
export function commandRoutes(
  { store, messages, events, handlers, clock, readReader }: CommandDeps,
  host: string,
): Hono {
  const app = new Hono();

  /** Posts each card as a separate message, so that readers can vote on each. */
  async function share(cards: readonly Card[]): Promise<void> {
    for (const card of cards) await messages.post(randomUUID(), fit(card, limits.web), clock.now());
    events.emit('message');
  }

  async function replyToHtml({ cards, buttons }: Reply, voter: string): Promise<Html> {
    const paperIds = cards.flatMap(({ paperId }) => paperId ?? []);
    const votes = await votesFor(store, voter, paperIds);
    const shown = cards.map((card) => cardToHtml(card, card.paperId ? votes(card.paperId) : null));
    return html`${joinHtml(shown)}\n${commandButtons(buttons)}`;
  }

  app.post('/commands', async (context) => {
    const form = await readForm(context);
    if (!form) return answerProblem(context, webPageWording.badRequest, 400);
    const { line = '' } = form;
    const reader = await readReader(context);
    const typed = line.trim().slice(0, MAX_LINE_LENGTH);
    // People tend to type plain words into a page's only box, so a line without a slash is a search.
    const asked = looksLikeCommand(typed) ? typed : commandLine('search', { words: typed });
    // The channel has no log-in: anyone who can reach it on loopback counts as the operator (rule 12).
    const isOperator = isLoopback(host) && isLoopback(readHostName(new URL(context.req.url).host) ?? '');
    const answer = await handlers.respond(invocationBy(quotaId(reader), isOperator), asked);
    if (answer.isShared) await share(answer.cards);
    const reply = answer.isShared ? SHARED : answer;
    const body = await replyToHtml(reply, reader.id);
    if (!wantsJson(context)) return context.html(answerPage(body));
    return context.json({ html: String(body), standsBelow: reply.standsBelow ?? false });
  });
  return app;
}

export function invocationBy(personId: string, isOperator: boolean): Invocation {
  return {
    place: WEB_PLACE,
    person: { id: personId, name: '' },
    manages: async () => isOperator,
    findObstacles: async () => [],
    nameOf: async () => null,
  };
}
