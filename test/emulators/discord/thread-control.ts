import { ChannelType } from 'discord.js';
import { channelJson, threadMemberJson } from './json.ts';
import { createThread } from './messages.ts';
import type { Control } from './server.ts';
import { type Channel, makeTag, REQUIRE_TAG, type World } from './state.ts';

/** Any person. */
const person = '400000000000000077';

/** Creates the functions with which a test creates threads, and changes who is in them. */
export function createThreadControl(
  world: World,
  channelOf: (world: World, id: string) => Channel,
): Pick<
  Control,
  'setTags' | 'openThread' | 'renameThread' | 'joinThread' | 'leaveThread' | 'fillThreads' | 'archiveThreads'
> {
  const start = (on: World, channelId: string, type: number) =>
    createThread(on, channelOf(world, channelId), {
      id: world.newId(),
      name: '이야기',
      type,
      autoArchiveMinutes: 4320,
      ownerId: person,
    });
  /** The same state, without events. */
  const silent: World = { ...world, dispatch: () => {} };
  return {
    setTags(id, tags, requiresTag = false) {
      const forum = channelOf(world, id);
      const idOf = (name: string) => forum.tags?.find((tag) => tag.name === name)?.id ?? world.newId();
      forum.tags = tags.map((tag) => makeTag(idOf(tag.name), tag));
      forum.flags = requiresTag ? REQUIRE_TAG : 0;
      world.dispatch('CHANNEL_UPDATE', channelJson(world, forum));
    },
    openThread: (channelId, type) => start(world, channelId, type).id,
    renameThread(id, name) {
      const channel = channelOf(world, id);
      channel.name = name;
      world.dispatch('THREAD_UPDATE', channelJson(world, channel));
    },
    joinThread(id, isSilent = false) {
      const channel = channelOf(world, id);
      const { thread, guildId } = channel;
      if (!thread) throw new Error(`Not a thread: ${id}`);
      thread.members.add(world.botId);
      if (isSilent) return;
      // Discord sends both: the first, because the bot might not know the thread yet (discord-api-docs:
      // topics/threads.mdx, Gaining Access to Private Threads).
      world.dispatch('THREAD_CREATE', channelJson(world, channel));
      world.dispatch('THREAD_MEMBERS_UPDATE', {
        ...{ id, guild_id: guildId, member_count: thread.members.size },
        added_members: [threadMemberJson(id, world.botId, thread)],
      });
    },
    leaveThread(id, isSilent = false) {
      const { thread, guildId } = channelOf(world, id);
      if (!thread) throw new Error(`Not a thread: ${id}`);
      const data = { id, guild_id: guildId, member_count: thread.members.size - 1 };
      if (!isSilent) world.dispatch('THREAD_MEMBERS_UPDATE', { ...data, removed_member_ids: [world.botId] });
      thread.members.delete(world.botId);
    },
    fillThreads(channelId, count) {
      for (let n = 0; n < count; n += 1) start(silent, channelId, ChannelType.PublicThread);
    },
    archiveThreads(channelId) {
      for (const { thread, parentId } of world.channels.values())
        if (thread && parentId === channelId) thread.archived = true;
    },
  };
}
