import type { Context } from 'hono';

/** Whether the page's script asks; a form without scripts wants HTML. */
export const wantsJson = (context: Context): boolean =>
  context.req.header('accept')?.includes('application/json') ?? false;
