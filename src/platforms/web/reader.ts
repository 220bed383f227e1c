import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { WEB_PLACE } from '../../domain/subscription/subscription.ts';
import type { Store } from '../../ports/store.ts';
import type { ShownVotes } from '../../render/html.ts';

/**
 * The lifetime of a reader's cookie, in seconds: 400 days, the longest that browsers keep a cookie
 * (draft-ietf-httpbis-rfc6265bis).
 */
const COOKIE_MAX_AGE = 34_560_000;

/** The cookie that identifies a reader, and its value in earlier versions, which did not sign it. */
const COOKIE = 'voter';
const UNSIGNED = /^[0-9a-f-]{36}$/;

/** Somebody who uses the page. */
export interface Reader {
  /** The id under which the reader votes. */
  readonly id: string;
  /** True if we gave the reader's cookie with an earlier answer. */
  readonly isKnown: boolean;
}

/** Returns who sent a request. A reader whose cookie is missing or not from us gets a new id in a new cookie. */
export type ReadReader = (context: Context) => Promise<Reader>;

/**
 * Creates the function that recognises readers by a signed cookie, so that nobody can make up readers without asking
 * for each. The cookie is SameSite=Lax, so that the browser also sends it when the reader follows a link from another
 * site.
 */
export function createReadReader(store: Pick<Store, 'hasVoted'>, cookieKey: string): ReadReader {
  return async (context) => {
    const known = await getSignedCookie(context, cookieKey, COOKIE);
    if (known) return { id: known, isKnown: true };
    const unsigned = getCookie(context, COOKIE) ?? '';
    const isVoter = UNSIGNED.test(unsigned) && (await store.hasVoted(WEB_PLACE.platform, unsigned));
    const id = isVoter ? unsigned : randomUUID();
    await setSignedCookie(context, COOKIE, id, cookieKey, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      maxAge: COOKIE_MAX_AGE,
    });
    return { id, isKnown: isVoter };
  };
}

/** Returns the id under which a reader's actions are limited: all readers without a cookie count as one. */
export const quotaId = ({ id, isKnown }: Reader): string => (isKnown ? id : 'anonymous');

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
