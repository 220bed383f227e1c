import { ChannelType } from 'discord.js';
import { accessChannel, isSeen } from './access.ts';
import { missingPermissions } from './errors.ts';
import { asFields, checkInteger, checkText, createForm, invalidForm } from './form.ts';
import { isForum, readAppliedTags } from './forums.ts';
import { isOlder } from './ids.ts';
import { botPermissionsIn, channelJson, messageJson } from './json.ts';
import { createMessage, createThread } from './messages.ts';
import { allows } from './permissions.ts';
import { type Answer, type Call, ok, type Routes } from './router.ts';
import { assertFewThreads, checkDuration, startLooseThread } from './routes-channels.ts';
import { assertEmbeds, type MessageRouteOptions } from './routes-messages.ts';
import type { Channel, World } from './state.ts';
import { assertNotEmpty, checkMessage } from './validate-message.ts';

/** Returns the routes for posts in forums and media channels, and for lists of threads. */
export function forumRoutes(world: World, { onOpenMentions }: MessageRouteOptions): Routes {
  return {
    'POST /channels/:id/threads': (call) => {
      const parent = accessChannel(world, call.params[0] ?? '');
      return isForum(parent) ? startPost(world, parent, call, onOpenMentions) : startLooseThread(world, call);
    },
    'GET /channels/:id/threads/archived/public': ({ params: [id = ''], query }) => {
      const parent = accessChannel(world, id, 'ReadMessageHistory');
      return ok(listArchived(world, parent, query));
    },
  };
}

/** Creates a post: a thread with its first message, which has the thread's id. */
function startPost(
  world: World,
  forum: Channel,
  call: Call,
  onOpenMentions: MessageRouteOptions['onOpenMentions'],
): Answer {
  const form = createForm();
  const known = ['name', 'auto_archive_duration', 'rate_limit_per_user', 'message', 'applied_tags'];
  const fields = asFields(form, [], call.body, known) ?? {};
  checkText(form, ['name'], fields.name, { min: 1, max: 100, isRequired: true });
  checkInteger(form, ['rate_limit_per_user'], fields.rate_limit_per_user, 0, 21_600);
  checkDuration(form, fields.auto_archive_duration);
  if (fields.message === undefined) form.add(['message'], 'BASE_TYPE_REQUIRED', 'This field is required');
  form.done();
  const body = checkMessage(fields.message, { use: 'post', files: call.files }, ['message']);
  if (!body.mentions) onOpenMentions(call);
  // CREATE_PUBLIC_THREADS is ignored (discord-api-docs: resources/channel.mdx, Start Thread in Forum or Media
  // Channel).
  const bits = botPermissionsIn(world, forum);
  if (!allows(bits, 'SendMessages')) throw missingPermissions();
  assertEmbeds(world, forum, body);
  assertNotEmpty(body);
  const appliedTags = readAppliedTags(world, forum, fields.applied_tags);
  assertFewThreads(world, forum);
  const thread = createThread(world, forum, {
    id: world.newId(),
    name: String(fields.name).trim(),
    type: ChannelType.PublicThread,
    autoArchiveMinutes: Number(fields.auto_archive_duration ?? 4320),
    ownerId: world.botId,
    appliedTags,
  });
  forum.lastMessageId = thread.id;
  const message = createMessage(world, thread, body, { id: thread.id });
  return { status: 201, body: { ...channelJson(world, thread), message: messageJson(world, message) } };
}

/** Returns the archived public threads of a channel, in the order in which they were archived, newest first. */
function listArchived(world: World, parent: Channel, query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw invalidForm({
      limit: { _errors: [{ code: 'NUMBER_TYPE_MAX', message: 'int value should be between 1 and 100.' }] },
    });
  const before = query.has('before') ? Date.parse(query.get('before') ?? '') : Number.POSITIVE_INFINITY;
  if (Number.isNaN(before))
    throw invalidForm({ before: { _errors: [{ code: 'DATE_TIME_TYPE_PARSE', message: 'Not a time.' }] } });
  const archived = [...world.channels.values()]
    .filter(({ thread, parentId }) => thread?.archived && parentId === parent.id)
    .filter((channel) => channel.type !== ChannelType.PrivateThread && isSeen(world, channel))
    .filter(({ thread }) => (thread?.archiveChangedAt ?? 0) < before)
    .sort(
      (a, b) =>
        (b.thread?.archiveChangedAt ?? 0) - (a.thread?.archiveChangedAt ?? 0) ||
        (isOlder(a.id, b.id) ? 1 : -1),
    );
  const threads = archived.slice(0, limit).map((channel) => channelJson(world, channel));
  return {
    threads,
    members: threads.flatMap((one) => ('member' in one ? [one.member] : [])),
    has_more: archived.length > limit,
  };
}
