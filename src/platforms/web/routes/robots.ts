import { Hono } from 'hono';
import type { Store } from '../../../ports/store.ts';
import { html, joinHtml, trustedHtml } from '../../../render/html-template.ts';
import type { AddressOf } from '../server/address.ts';
import { listedDays } from './pages.ts';

export interface RobotDeps {
  readonly store: Pick<Store, 'listDays'>;
  readonly addressOf: AddressOf;
}

/** Creates the routes for search engines: what they may read, and the pages of all list days. */
export function robotRoutes({ store, addressOf }: RobotDeps): Hono {
  const app = new Hono();

  // Searches are limited for all readers together.
  app.get('/robots.txt', (context) =>
    context.text(`User-agent: *\nDisallow: /search\nSitemap: ${addressOf(context, '/sitemap.xml')}\n`),
  );

  app.get('/sitemap.xml', async (context) => {
    const days = await listedDays(store);
    const paths = ['/', '/days', ...days.map(({ day }) => `/days/${day}`)];
    const urls = paths.map((path) => html`<url><loc>${addressOf(context, path)}</loc></url>`);
    const xml = html`${trustedHtml('<?xml version="1.0" encoding="UTF-8"?>')}
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${joinHtml(urls)}
</urlset>`;
    return context.body(String(xml), 200, { 'content-type': 'application/xml; charset=utf-8' });
  });
  return app;
}
