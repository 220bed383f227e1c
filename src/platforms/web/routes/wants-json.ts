import type { Context } from 'hono';

/** Returns true for requests from the page's script; a form that is submitted without scripts gets HTML. */
export const wantsJson = (context: Context): boolean =>
  context.req.header('accept')?.includes('application/json') ?? false;
