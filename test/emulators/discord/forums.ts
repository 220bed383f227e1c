import { ChannelType } from 'discord.js';
import { missingPermissions, noTagsForMembers, repeatedTagNames, requiredTag, unknownTag } from './errors.ts';
import { asFields, asList, checkBoolean, checkText, createForm, type Fields, type Path } from './form.ts';
import { botPermissionsIn } from './json.ts';
import { allows } from './permissions.ts';
import { type Channel, REQUIRE_TAG, type Tag, type World } from './state.ts';

// Forums and media channels, whose threads are posts (discord-api-docs: resources/channel.mdx, Forum Tag Object, and
// topics/threads.mdx, Forums).

const MAX_TAGS = 20;
const MAX_APPLIED = 5;
const MAX_TAG_NAME = 20;

export const isForum = ({ type }: Channel): boolean =>
  type === ChannelType.GuildForum || type === ChannelType.GuildMedia;

export const tagJson = ({ id, name, moderated }: Tag) => ({
  ...{ id, name, moderated, emoji_id: null, emoji_name: null },
});

/** Returns the tags of a forum after a change: those with an id keep it. Throws 40061 for a repeated name. */
export function readTags(world: World, value: unknown): Tag[] {
  const form = createForm();
  const path: Path = ['available_tags'];
  const tags = asList(form, path, value, 0, MAX_TAGS).map((one, index): Tag => {
    const known = ['id', 'name', 'moderated', 'emoji_id', 'emoji_name'];
    const fields: Fields = asFields(form, [...path, index], one, known) ?? {};
    checkBoolean(form, [...path, index, 'moderated'], fields.moderated);
    const name = checkText(form, [...path, index, 'name'], fields.name, {
      ...{ max: MAX_TAG_NAME, isRequired: true },
    });
    return { id: String(fields.id ?? world.newId()), name, moderated: fields.moderated === true };
  });
  form.done();
  if (new Set(tags.map(({ name }) => name.toLowerCase())).size < tags.length) throw repeatedTagNames();
  return tags;
}

/** Returns the ids of the tags that the bot may give a post in this forum, or throws Discord's error. */
export function readAppliedTags(world: World, forum: Channel, value: unknown): string[] {
  const form = createForm();
  const ids = asList(form, ['applied_tags'], value ?? [], 0, MAX_APPLIED).map(String);
  form.done();
  const tags = forum.tags ?? [];
  const isModerator = allows(botPermissionsIn(world, forum), 'ManageThreads');
  const applied = ids.map((id) => tags.find((tag) => tag.id === id));
  if (applied.some((tag) => !tag)) throw unknownTag();
  if (!isModerator && applied.some((tag) => tag?.moderated)) throw missingPermissions();
  if ((forum.flags ?? 0) & REQUIRE_TAG && ids.length === 0)
    throw isModerator || tags.some(({ moderated }) => !moderated) ? requiredTag() : noTagsForMembers();
  return ids;
}
