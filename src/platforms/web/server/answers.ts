import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { problemPage } from '../pages/page.ts';

/** Returns true for requests from the page's script; a form that is submitted without scripts gets HTML. */
export const wantsJson = (context: Context): boolean =>
  context.req.header('accept')?.includes('application/json') ?? false;

/** Answers with a sentence that explains the problem, as JSON (`{"error"}`) or as a page. */
export const answerProblem = (context: Context, sentence: string, status: ContentfulStatusCode): Response =>
  wantsJson(context)
    ? context.json({ error: sentence }, status)
    : context.html(problemPage(sentence), status);
