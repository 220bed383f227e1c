import { type APIGuildForumTag, ChannelFlags, PermissionFlagsBits, Routes } from 'discord.js';
import { SetupError } from '../../domain/errors.ts';
import { foldLabel } from '../../domain/fields/field.ts';
import type { PostTag } from '../../domain/fields/post-tags.ts';
import type { Clock } from '../../lib/clock.ts';
import { DAY } from '../../lib/duration.ts';
import { forgetOldest } from '../../lib/forget-oldest.ts';
import type { DiscordCall } from './api/call.ts';
import type { PlaceReader } from './place-reader.ts';

/** The most tags that a post and a forum can have, and the most characters of a tag (resources/channel). */
const MAX_POST_TAGS = 5;
const MAX_FORUM_TAGS = 20;
const MAX_TAG_NAME = 20;
/** How long the bot believes that it may, or may not, make tags in a forum, in milliseconds. */
const MANAGED_FOR = DAY;
/** The most forums that we remember something about. */
const MAX_KNOWN = 10_000;

interface Forum {
  readonly flags?: number;
  readonly available_tags?: readonly APIGuildForumTag[];
}

export interface TagDeps {
  readonly call: DiscordCall;
  readonly readSpot: PlaceReader['readSpot'];
  readonly clock: Pick<Clock, 'elapsed'>;
}

/**
 * Creates a function that returns the ids of a new post's tags: the forum's own tags with the names of the wanted ones,
 * in either language. If the bot manages the forum, it adds those that the forum should have.
 */
export function createTagChooser({ call, readSpot, clock }: TagDeps) {
  /** Whether the bot may make tags in a forum, and until when that is believed. */
  const managed = new Map<string, { readonly isManaged: boolean; readonly until: number }>();

  /** Returns a forum's tags, after adding those that a post needs, if that is possible. */
  async function addTags(id: string, known: readonly APIGuildForumTag[], tags: readonly PostTag[]) {
    const missing = tags.filter((tag) => tag.isWanted && !known.some(isNamed(tag)));
    const names = missing.map(({ ko }) => ko).filter((name) => name.length <= MAX_TAG_NAME);
    const added = names.slice(0, Math.max(MAX_FORUM_TAGS - known.length, 0)).map((name) => ({ name }));
    if (added.length === 0) return known;
    try {
      if (!(await mayAddTags(id))) return known;
      const body = { available_tags: [...known, ...added] };
      const { available_tags } = (await call('PATCH', Routes.channel(id), { body, attempts: 1 })) as Forum;
      return available_tags ?? known;
    } catch (error) {
      if (error instanceof SetupError) throw error;
      // The post matters more than its tags.
      return known;
    }
  }

  async function mayAddTags(id: string): Promise<boolean> {
    const known = managed.get(id);
    if (known && known.until > clock.elapsed()) return known.isManaged;
    const { granted } = await readSpot(id);
    const isManaged = (granted & PermissionFlagsBits.ManageChannels) !== 0n;
    managed.set(id, { isManaged, until: clock.elapsed() + MANAGED_FOR });
    forgetOldest(managed, MAX_KNOWN);
    return isManaged;
  }

  return async (id: string, wanted: readonly PostTag[]): Promise<string[]> => {
    const { flags = 0, available_tags: known = [] } = (await call('GET', Routes.channel(id))) as Forum;
    // A moderated tag is one that only moderators give.
    const usable = (await addTags(id, known, wanted)).filter(({ moderated }) => !moderated);
    const fitting = wanted.flatMap((tag) => usable.find(isNamed(tag)) ?? []);
    const tags = fitting.length === 0 && flags & ChannelFlags.RequireTag ? usable.slice(0, 1) : fitting;
    return [...new Set(tags.map((tag) => tag.id))].slice(0, MAX_POST_TAGS);
  };
}

/** Returns a function that returns true for a tag with the name of a field in either language. */
const isNamed =
  ({ ko, en }: PostTag) =>
  ({ name }: { readonly name: string }): boolean => {
    const folded = foldLabel(name);
    return folded !== '' && [ko, en].map(foldLabel).includes(folded);
  };
