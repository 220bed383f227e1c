import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';

/** The only files that are served, by name, with their content types. */
const ASSETS = { 'style.css': 'text/css', 'app.js': 'text/javascript', 'icon.svg': 'image/svg+xml' } as const;

/** Creates the routes for the page's style sheet, script and icon. */
export function assetRoutes(): Hono {
  const app = new Hono();

  app.get('/assets/:name', async (context) => {
    const name = context.req.param('name') as keyof typeof ASSETS;
    if (!Object.hasOwn(ASSETS, name)) return context.notFound();
    const body = await readFile(new URL(`../assets/${name}`, import.meta.url));
    return context.body(body, 200, {
      'content-type': `${ASSETS[name]}; charset=utf-8`,
      'cache-control': 'no-cache',
    });
  });
  return app;
}
