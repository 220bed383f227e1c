import { SlackError } from './errors.ts';
import type { Fields } from './form.ts';
import { channelJson, messageJson, repliesOf, topLevel } from './messages.ts';
import { type Methods, requireScope, textArg } from './methods.ts';
import type { RateLimits } from './rate-limits.ts';
import { type Channel, joinedChannel, type Message, visibleChannel, type World } from './state.ts';

const paging = {
  oldest: 'ts',
  latest: 'ts',
  inclusive: 'flag',
  limit: 'count',
  cursor: 'text',
  include_all_metadata: 'flag',
} as const;

/** Requires the scope for this kind of channel: docs.slack.dev/reference/methods/conversations.history. */
const requireKind = (world: World, channel: Channel, what: 'history' | 'read') =>
  requireScope(world, `${channel.isPrivate ? 'groups' : 'channels'}:${what}`);

/**
 * Returns the messages between `oldest` and `latest`, including those at exactly these times only if `inclusive` is
 * true.
 */
function within(messages: readonly Message[], args: Fields): Message[] {
  const oldest = Number(args.oldest ?? 0);
  const latest = args.latest === undefined ? Number.POSITIVE_INFINITY : Number(args.latest);
  const isInclusive = args.inclusive === true;
  return messages.filter(({ ts }) => {
    const at = Number(ts);
    if (at === oldest || at === latest) return isInclusive;
    return at > oldest && at < latest;
  });
}

/**
 * Returns a page of up to `limit` items (default: 100, maximum: 999), but of no more than `max`, and the cursor of the
 * next page.
 */
function pageOf<T extends { ts: string }>(items: readonly T[], args: Fields, max = 999) {
  const asked = Number(args.limit ?? 100);
  if (asked < 1 || asked > 999) throw new SlackError('invalid_limit');
  const limit = Math.min(asked, max);
  const cursor = textArg(args, 'cursor');
  const [, first] = /^next_ts:(.+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (cursor !== '' && first === undefined) throw new SlackError('invalid_cursor');
  const start = first === undefined ? 0 : items.findIndex(({ ts }) => ts === first);
  const page = start < 0 ? [] : items.slice(start, start + limit);
  const next = start < 0 ? undefined : items[start + limit];
  return {
    page,
    next: next ? Buffer.from(`next_ts:${next.ts}`).toString('base64') : '',
  };
}

const listing = ({ page, next }: { page: readonly Fields[]; next: string }) => ({
  messages: page,
  has_more: next !== '',
  response_metadata: { next_cursor: next },
});

/** Returns the `conversations.*` methods: docs.slack.dev/reference/methods. */
export function conversationMethods(world: World, limits: () => RateLimits): Methods {
  function show(channel: Channel, args: Fields, messages: readonly Message[]) {
    const { page, next } = pageOf(messages, args, limits().history?.pageSize);
    const withMetadata = args.include_all_metadata === true;
    const shown = page.map((one) => messageJson(world, channel, one, withMetadata) as unknown as Fields);
    return listing({ page: shown, next });
  }
  function readable(args: Fields): Channel {
    requireScope(world, 'channels:history', 'groups:history');
    const channel = joinedChannel(world, textArg(args, 'channel'));
    requireKind(world, channel, 'history');
    return channel;
  }
  return {
    'conversations.history': {
      args: { channel: 'text', ...paging },
      required: ['channel'],
      run({ args }) {
        const channel = readable(args);
        const found = within(topLevel(channel), args).reverse();
        return { ...show(channel, args, found), pin_count: 0 };
      },
    },
    'conversations.replies': {
      args: { channel: 'text', ts: 'ts', ...paging },
      required: ['channel', 'ts'],
      run({ args }) {
        const channel = readable(args);
        const asked = channel.messages.get(textArg(args, 'ts'));
        if (!asked) throw new SlackError('thread_not_found');
        // The parent always comes first, even if it is outside the range.
        const parent = channel.messages.get(asked.threadTs ?? asked.ts);
        const replies = within(repliesOf(channel, asked.threadTs ?? asked.ts), args);
        return show(channel, args, parent ? [parent, ...replies] : replies);
      },
    },
    'conversations.info': {
      args: { channel: 'text', include_locale: 'flag', include_num_members: 'flag' },
      required: ['channel'],
      run({ args }) {
        requireScope(world, 'channels:read', 'groups:read');
        const channel = visibleChannel(world, textArg(args, 'channel'));
        requireKind(world, channel, 'read');
        const members =
          args.include_num_members === true ? { num_members: membersOf(world, channel).length } : {};
        return { channel: { ...channelJson(world, channel), ...members } };
      },
    },
    'conversations.members': {
      args: { channel: 'text', limit: 'count', cursor: 'text' },
      required: ['channel'],
      run({ args }) {
        requireScope(world, 'channels:read', 'groups:read');
        const channel = visibleChannel(world, textArg(args, 'channel'));
        requireKind(world, channel, 'read');
        const { page, next } = pageOf(
          membersOf(world, channel).map((ts) => ({ ts })),
          args,
        );
        return { members: page.map(({ ts }) => ts), response_metadata: { next_cursor: next } };
      },
    },
    'conversations.join': {
      scope: 'channels:join',
      args: { channel: 'text' },
      required: ['channel'],
      run({ args }) {
        const channel = visibleChannel(world, textArg(args, 'channel'));
        if (channel.isPrivate) throw new SlackError('method_not_supported_for_channel_type');
        if (channel.isArchived) throw new SlackError('is_archived');
        const wasIn = channel.isMember;
        channel.isMember = true;
        return {
          channel: channelJson(world, channel),
          ...(wasIn
            ? { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } }
            : {}),
        };
      },
    },
  };
}

export const membersOf = (world: World, channel: Channel): string[] => [
  ...channel.members,
  ...(channel.isMember ? [world.botUserId] : []),
];
