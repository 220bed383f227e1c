import { invalidArguments, SlackError } from './errors.ts';
import type { Fields } from './form.ts';
import { deleteMessage, editMessage, messageJson, postMessage } from './messages.ts';
import { type Call, type Methods, textArg } from './methods.ts';
import {
  type Channel,
  directMessagesOf,
  isUserId,
  joinedChannel,
  type Message,
  messageIn,
  visibleChannel,
  type World,
  workspace,
} from './state.ts';
import { checkContent, noteUnfurling } from './validate-message.ts';

const content = { text: 'text', blocks: 'json' } as const;
const linking = { parse: 'text', link_names: 'flag' } as const;
const author = { username: 'text', icon_emoji: 'text', icon_url: 'text' } as const;
const unfurling = { unfurl_links: 'flag', unfurl_media: 'flag' } as const;
const thread = { thread_ts: 'ts', reply_broadcast: 'flag' } as const;

/**
 * Notes the use of `parse: full` and `link_names`, which turn `@name` and `#name` into mentions:
 * docs.slack.dev/reference/methods/chat.postMessage.
 */
function noteLinking({ args, note }: Call): void {
  if (args.parse === 'full') note('mention', 'parse: full');
  if (args.link_names === true) note('mention', 'link_names');
}

/** Returns the channel of a post. A user's id stands for the direct messages with that user. */
function target(world: World, id: string): Channel {
  if (!isUserId(id)) return postable(world, id);
  if (!world.hasMessagesTab) throw new SlackError('messages_tab_disabled', {}, true);
  return directMessagesOf(world, id);
}

/** Returns the channel if the bot can post in it; otherwise throws. */
function postable(world: World, id: string): Channel {
  const channel = visibleChannel(world, id);
  if (channel.isArchived) throw new SlackError('is_archived');
  if (channel.restriction) throw new SlackError(channel.restriction, {}, true);
  if (!channel.isMember && !world.scopes.has('chat:write.public')) throw new SlackError('not_in_channel');
  return channel;
}

/**
 * Returns the ts of a thread's parent, given the ts of the parent or of a reply. If the message was deleted and nothing
 * is left of it, returns undefined: the post then goes to the channel (slack-go/slack#1571, langchain-ai/open-swe#2753).
 */
function threadOf(channel: Channel, ts: unknown): string | undefined {
  if (ts === undefined || channel.deleted.has(String(ts))) return undefined;
  const message = channel.messages.get(String(ts));
  if (!message) throw new SlackError('thread_not_found');
  return message.threadTs ?? message.ts;
}

function ownMessage(world: World, channel: Channel, ts: string, error: string): Message {
  const message = messageIn(channel, ts);
  if (message.userId !== world.botUserId) throw new SlackError(error, {}, false);
  return message;
}

/** Returns the `chat.*` methods: docs.slack.dev/reference/methods. */
export function chatMethods(world: World): Methods {
  function check(call: Call, more: { maxText?: number; isEdit?: boolean } = {}) {
    noteLinking(call);
    const { brokenImage, groups } = world;
    return checkContent(call.args, { note: call.note, brokenImage, groups, ...more });
  }
  return {
    'chat.postMessage': {
      scope: 'chat:write',
      args: {
        channel: 'text',
        ...content,
        ...linking,
        ...author,
        ...unfurling,
        ...thread,
        metadata: 'json',
        mrkdwn: 'flag',
      },
      required: ['channel'],
      run(call) {
        const { args, note } = call;
        const channel = target(world, textArg(args, 'channel'));
        const draft = check(call);
        noteUnfurling(args, note);
        const threadTs = threadOf(channel, args.thread_ts);
        const message = postMessage(world, channel, {
          text: '',
          ...draft,
          userId: world.botUserId,
          ...(threadTs === undefined ? {} : { threadTs, isBroadcast: args.reply_broadcast === true }),
        });
        const posted = messageJson(world, channel, message, true);
        return { channel: channel.id, ts: message.ts, message: posted as unknown as Fields };
      },
    },
    'chat.update': {
      scope: 'chat:write',
      args: { channel: 'text', ts: 'ts', ...content, ...linking, metadata: 'json', reply_broadcast: 'flag' },
      required: ['channel', 'ts'],
      run(call) {
        const channel = visibleChannel(world, textArg(call.args, 'channel'));
        const message = ownMessage(world, channel, textArg(call.args, 'ts'), 'cant_update_message');
        if (channel.isArchived) throw new SlackError('is_inactive');
        // "The text field cannot exceed 4,000 characters" (msg_too_long):
        // docs.slack.dev/reference/methods/chat.update.
        const draft = check(call, { maxText: 4000, isEdit: true });
        editMessage(world, message, draft);
        const edited = messageJson(world, channel, message, true) as unknown as Fields;
        return { channel: channel.id, ts: message.ts, text: message.text, message: edited };
      },
    },
    'chat.delete': {
      scope: 'chat:write',
      args: { channel: 'text', ts: 'ts' },
      required: ['channel', 'ts'],
      run({ args }) {
        const channel = visibleChannel(world, textArg(args, 'channel'));
        const message = ownMessage(world, channel, textArg(args, 'ts'), 'cant_delete_message');
        deleteMessage(channel, message);
        return { channel: channel.id, ts: message.ts };
      },
    },
    // This method needs no scope. The permalink of a reply names its thread:
    // docs.slack.dev/reference/methods/chat.getPermalink.
    'chat.getPermalink': {
      args: { channel: 'text', message_ts: 'ts' },
      required: ['channel', 'message_ts'],
      run({ args }) {
        const channel = visibleChannel(world, textArg(args, 'channel'));
        const { ts, threadTs } = messageIn(channel, textArg(args, 'message_ts'));
        const thread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel.id}`;
        const path = `${channel.id}/p${ts.replace('.', '')}${thread}`;
        return { channel: channel.id, permalink: `https://${workspace.domain}.slack.com/archives/${path}` };
      },
    },
    'chat.postEphemeral': {
      scope: 'chat:write',
      args: { channel: 'text', user: 'text', ...content, ...linking, ...author, thread_ts: 'ts' },
      required: ['channel', 'user'],
      run(call) {
        const channel = joinedChannel(world, textArg(call.args, 'channel'));
        if (channel.isArchived) throw new SlackError('is_archived');
        const user = textArg(call.args, 'user');
        if (!isUserId(user)) throw invalidArguments('must be a user ID [json-pointer:/user]');
        if (!channel.members.has(user)) throw new SlackError('user_not_in_channel');
        const draft = check(call);
        const message = postMessage(world, channel, {
          text: '',
          ...draft,
          userId: world.botUserId,
          visibleTo: user,
        });
        return { message_ts: message.ts };
      },
    },
  };
}
