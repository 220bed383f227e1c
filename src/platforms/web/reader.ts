import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { WEB_PLACE } from '../../domain/subscription/subscription.ts';
import type { Store } from '../../ports/store.ts';
import type { ShownVotes } from '../../render/html.ts';

/**
 * The lifetime of a reader's cookie, in seconds: 400 days, the longest that browsers keep a cookie
 * (draft-ietf-httpbis-rfc6265bis).
 */
const COOKIE_MAX_AGE = 34_560_000;

/**
 * Returns the id under which the reader votes, from a cookie; without a valid cookie, sets one with a random id. The
 * cookie is SameSite=Lax, so that the browser also sends it when the reader follows a link from another site.
 */
export function voterOf(context: Context): string {
  const known = getCookie(context, 'voter');
  if (known && /^[0-9a-f-]{36}$/.test(known)) return known;
  const voter = randomUUID();
  setCookie(context, 'voter', voter, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: COOKIE_MAX_AGE,
  });
  return voter;
}

export type VoteReader = Pick<Store, 'voteCounts' | 'votesOf'>;

/** Loads the vote counts of the papers and the reader's own votes. */
export async function votesFor(
  store: VoteReader,
  voter: string,
  paperIds: readonly string[],
): Promise<(paperId: string) => ShownVotes> {
  const [counts, ownVotes] = await Promise.all([
    store.voteCounts(paperIds, { shownOn: WEB_PLACE.platform }),
    store.votesOf(WEB_PLACE.platform, voter, paperIds),
  ]);
  return (id) => {
    const { up, down } = counts.get(id) ?? { up: 0, down: 0 };
    return { up, down, mine: ownVotes.get(id) ?? 0 };
  };
}
