import type { Context } from 'hono';

/** True for requests from the page's script; a form without scripts wants HTML. */
export const wantsJson = (context: Context): boolean =>
  context.req.header('accept')?.includes('application/json') ?? false;
