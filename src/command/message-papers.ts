import { paperIdsIn } from '../domain/paper/paper-id.ts';
import { showWording } from '../i18n/ko/search.ts';
import { type Invocation, problemAnswer, type Reply } from './invocation.ts';
import type { Handlers } from './listener.ts';

/** The maximum number of papers of a message that are offered. */
const MAX_PAPERS = 5;
/** The properties of a platform's message that hold what people read or follow; all others are ids, times and styles. */
const READ: ReadonlySet<string> = new Set([
  ...['content', 'text', 'title', 'description', 'name', 'value', 'pretext', 'fallback', 'alt_text'],
  ...['url', 'title_link', 'from_url', 'original_url', 'author_link'],
]);
/** The depth of the deepest text of a message: one in an attachment of a forwarded message. */
const MAX_DEPTH = 20;

/** Answers a command on a message: shows the paper that the message names, or asks which one if it names several. */
export async function showPapersOf(
  handlers: Pick<Handlers, 'respond'>,
  invocation: Invocation,
  message: unknown,
): Promise<Reply> {
  const ids = paperIdsIn(textsIn(message).join('\n')).slice(0, MAX_PAPERS);
  if (ids.length === 0) return problemAnswer(showWording.noPaperInMessage);
  return handlers.respond(invocation, { command: 'show', values: { paper: ids.join(' ') } });
}

/** Returns the texts and addresses in a message, in its own order. */
function textsIn(part: unknown, name = '', depth = 0): string[] {
  if (typeof part === 'string') return READ.has(name) ? [part] : [];
  if (typeof part !== 'object' || part === null || depth > MAX_DEPTH) return [];
  if (Array.isArray(part)) return part.flatMap((item) => textsIn(item, name, depth + 1));
  return Object.entries(part).flatMap(([key, value]) => textsIn(value, key, depth + 1));
}
