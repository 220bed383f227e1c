import { Feed } from 'feed';
import { Hono } from 'hono';
import { commonWording } from '../../../i18n/ko/common.ts';
import type { LoggedMessage, MessageLog } from '../../../ports/message-log.ts';
import { cardToHtml } from '../../../render/html.ts';
import type { AddressOf } from '../server/address.ts';

/** The maximum number of editions in the feed. */
const EDITIONS = 10;

export interface FeedDeps {
  readonly messages: Pick<MessageLog, 'days' | 'ofDay'>;
  readonly addressOf: AddressOf;
}

/** Creates the route for the Atom feed of the channel: the papers of the newest editions, newest first. */
export function feedRoutes({ messages, addressOf }: FeedDeps): Hono {
  const app = new Hono();

  app.get('/feed.xml', async (context) => {
    const days = await messages.days(EDITIONS);
    const posted = (await Promise.all(days.map((day) => messages.ofDay(day)))).flat();
    const papers = posted.filter(({ card }) => card.paperId).sort((a, b) => b.id - a.id);
    const feed = new Feed({
      title: commonWording.product,
      description: commonWording.tagline,
      id: addressOf(context, '/'),
      link: addressOf(context, '/'),
      language: 'ko',
      copyright: '',
      updated: new Date(papers[0]?.postedAt ?? 0),
      feedLinks: { atom: addressOf(context, '/feed.xml') },
    });
    for (const message of papers) {
      feed.addItem(toItem(message, addressOf(context, `/papers/${message.card.paperId}`)));
    }
    return context.body(feed.atom1(), 200, { 'content-type': 'application/atom+xml; charset=utf-8' });
  });
  return app;
}

function toItem({ card, postedAt }: LoggedMessage, link: string) {
  const summary = card.sections.find(({ name }) => name === 'summary' || name === 'abstract');
  return {
    title: card.title.text,
    id: link,
    link,
    date: new Date(postedAt),
    ...(summary ? { description: summary.text } : {}),
    content: String(cardToHtml({ ...card, thumbnail: null })),
  };
}
