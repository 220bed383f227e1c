import { Hono } from 'hono';
import type { CommandButton } from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { cardToHtml } from '../../../render/html.ts';
import { html, joinHtml } from '../../../render/html-template.ts';
import { commandButtons } from '../pages/message.ts';
import { type PageLink, type SearchQuery, searchPage } from '../pages/search.ts';
import { quotaId, type ReadReader } from '../reader.ts';
import type { AddressOf } from '../server/address.ts';
import { invocationBy } from './commands.ts';

export interface SearchDeps {
  readonly handlers: Pick<Handlers, 'respond'>;
  readonly readReader: ReadReader;
  readonly addressOf: AddressOf;
}

const NAMES = ['q', 'field', 'days', 'votes', 'sort'] as const;
/** The maximum length of a parameter that is read, in UTF-16 code units. */
const MAX_PARAMETER = 200;
/** The page in the command line of a button for another page of the results. */
const PAGE = / page:(\d+)x\d+/;

/** Creates the route for searches with an address of their own, which work without scripts. */
export function searchRoutes({ handlers, readReader, addressOf }: SearchDeps): Hono {
  const app = new Hono();

  app.get('/search', async (context) => {
    const given = context.req.query();
    const read = (name: string) => (given[name] ?? '').trim().slice(0, MAX_PARAMETER);
    const query = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as unknown as SearchQuery;
    if (!query.q && !query.field) {
      return context.html(searchPage(query, '', [], addressOf(context, '/search')));
    }
    const { q, ...filters } = query;
    const values = Object.entries({ words: q, ...filters, page: read('page') }).filter(([, value]) => value);
    const reader = await readReader(context);
    const reply = await handlers.respond(invocationBy(quotaId(reader), false), {
      command: 'search',
      values: Object.fromEntries(values),
    });
    const isPage = ({ line }: CommandButton) => PAGE.test(line);
    const links = reply.buttons.filter(isPage).map((button) => pageLink(query, button));
    const others = reply.buttons.filter((button) => !isPage(button));
    const results = html`${joinHtml(reply.cards.map((card) => cardToHtml(card)))}\n${commandButtons(others)}`;
    return context.html(searchPage(query, results, links, addressOf(context, pathOf(query, read('page')))));
  });
  return app;
}

function pathOf(query: SearchQuery, page: string): string {
  const given = Object.entries({ ...query, page }).filter(([, value]) => value);
  return `/search?${new URLSearchParams(given)}`;
}

const pageLink = (query: SearchQuery, { label, line }: CommandButton): PageLink => ({
  label,
  href: pathOf(query, line.match(PAGE)?.[1] ?? ''),
});
