import type { App } from '@slack/bolt';
import type { CurrentReaction, Handlers } from '../../../command/listener.ts';
import { SetupError } from '../../../domain/errors.ts';
import { slackWording } from '../../../i18n/ko/slack.ts';
import type { Log } from '../../../lib/log.ts';
import type { SlackCall } from '../api/call.ts';
import { errorToOutcome, PLATFORM, splitMessageId, toMessageId } from '../message.ts';

/** Events that were told are remembered, so that one that is told again counts once. */
const REMEMBERED = 5_000;

export interface EventDeps {
  readonly call: SlackCall;
  readonly handlers: Pick<Handlers, 'onReaction' | 'recount' | 'endPlaces' | 'pausePlaces' | 'resumePlaces'>;
  readonly log: Log;
  readonly botUserId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly onFatal: (error: SetupError) => void;
}

interface SlackReactionEvent {
  readonly type: 'reaction_added' | 'reaction_removed';
  readonly user: string;
  readonly reaction: string;
  /** Who wrote the message. */
  readonly item_user?: string;
  readonly item: { readonly type: string; readonly channel?: string; readonly ts?: string };
}

/** Passes on reactions, and what becomes of channels. Bolt has acknowledged an event before it is told of it. */
export function watchEvents(
  app: App,
  { call, handlers, log, botUserId, startedAt, onFatal }: EventDeps,
): void {
  const told = new Set<string>();
  app.use(async ({ body, next }) => {
    const id = 'event_id' in body ? String(body.event_id) : null;
    if (id && told.has(id)) return;
    if (id) told.add(id);
    if (told.size > REMEMBERED) told.delete(told.values().next().value as string);
    await next();
  });
  const settle = (work: Promise<void>) =>
    work.catch((err) => log.error({ err }, 'An event of Slack could not be worked on'));
  const end = (isGone: (channel: string) => boolean, reason: string) =>
    settle(handlers.endPlaces(PLATFORM, ({ channel }) => isGone(channel), reason));
  const resume = (id: string) => settle(handlers.resumePlaces(PLATFORM, ({ place }) => place.channel === id));

  async function onPress(
    { type, user, reaction, item, item_user }: SlackReactionEvent,
    isOld: boolean,
  ): Promise<void> {
    // Most reactions are to what people wrote: gone at the first look.
    const isOurs = item.type === 'message' && (item_user ?? botUserId) === botUserId;
    if (!isOurs || user === botUserId || !item.channel || !item.ts) return;
    const messageId = toMessageId(item.channel, item.ts);
    if (isOld) {
      // Only the message itself knows.
      await settle(handlers.recount(PLATFORM, (id) => readReactions(call, botUserId, id), messageId));
      return;
    }
    await settle(
      handlers.onReaction({
        platform: PLATFORM,
        messageId,
        sentAt: Number(item.ts) * 1_000,
        voter: user,
        emoji: reaction,
        added: type === 'reaction_added',
      }),
    );
  }
  for (const name of ['reaction_added', 'reaction_removed'] as const) {
    app.event(name, ({ event, context, body }) => {
      // Told again, or told of a time before this start: what was told since may be newer.
      const isOld = (context.retryNum ?? 0) > 0 || Number(body.event_time) * 1_000 <= startedAt;
      return onPress(event as SlackReactionEvent, isOld);
    });
  }

  app.event('channel_deleted', ({ event }) => end((id) => id === event.channel, slackWording.channelGone));
  app.event('group_deleted', ({ event }) => end((id) => id === event.channel, slackWording.channelGone));
  app.event('channel_left', ({ event }) => end((id) => id === event.channel, slackWording.left));
  app.event('group_left', ({ event }) => end((id) => id === event.channel, slackWording.left));
  app.event('member_left_channel', async ({ event }) => {
    if (event.user === botUserId) await end((id) => id === event.channel, slackWording.left);
  });
  for (const name of ['channel_archive', 'group_archive'] as const) {
    app.event(name, ({ event }) =>
      settle(
        handlers.pausePlaces(PLATFORM, ({ channel }) => channel === event.channel, slackWording.archived),
      ),
    );
  }
  for (const name of ['channel_unarchive', 'group_unarchive'] as const) {
    app.event(name, ({ event }) => resume(event.channel));
  }
  app.event('member_joined_channel', async ({ event }) => {
    if (event.user === botUserId) await resume(event.channel);
  });
  app.event('app_uninstalled', () => end(() => true, slackWording.uninstalled));
  app.event('tokens_revoked', async ({ event }) => {
    if ((event.tokens.bot ?? []).length === 0) return;
    // With another token the next start goes on with them.
    await settle(handlers.pausePlaces(PLATFORM, () => true, slackWording.revoked));
    onFatal(new SetupError('Slack has revoked the bot token: set SLACK_BOT_TOKEN to the one of now'));
  });
  app.error(async (error) => log.error({ err: error }, 'A listener of Slack failed'));
}

/** Every press on a message that people made; null if the message is gone. */
export async function readReactions(
  call: SlackCall,
  botUserId: string,
  id: string,
): Promise<readonly CurrentReaction[] | null> {
  const { channel, ts } = splitMessageId(id);
  interface Answer {
    readonly message?: { readonly reactions?: readonly { name: string; users: readonly string[] }[] };
  }
  try {
    const { message } = (await call('reactions.get', { channel, timestamp: ts, full: true })) as Answer;
    const pressed = (message?.reactions ?? []).flatMap(({ name, users }) =>
      users.map((voter) => ({ voter, emoji: name })),
    );
    return pressed.filter(({ voter }) => voter !== botUserId);
  } catch (error) {
    if (errorToOutcome(error)) return null;
    throw error;
  }
}
