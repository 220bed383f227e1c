import { type App, RespondError, type RespondFn } from '@slack/bolt';
import { ROOT } from '../../../command/define.ts';
import {
  type Invocation,
  onlyPaper,
  type Person,
  problemAnswer,
  type Reply,
} from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { isCommandLine } from '../../../command/parse-line.ts';
import { SetupError, TemporaryError, UserError } from '../../../domain/errors.ts';
import type { Place } from '../../../domain/subscription/subscription.ts';
import { commandWording } from '../../../i18n/ko/command.ts';
import { slackWording } from '../../../i18n/ko/slack.ts';
import type { Log } from '../../../lib/log.ts';
import { cutText } from '../../../lib/text.ts';
import { replyToSlack } from '../../../render/slack.ts';
import type { AddInitialReactions } from '../../shared/initial-reactions.ts';
import type { SlackCall } from '../api/call.ts';
import type { ChannelRateLimiter } from '../api/rate-limiter.ts';
import { mayBePicture, NO_UNFURL, PLATFORM, SlackError, toMessageId } from '../message.ts';

/** Options of a select: at most 100, texts of 75 characters (Block Kit, "Option object"). */
const MAX_OPTIONS = 100;
const MAX_OPTION = 75;

export interface InteractionDeps {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
  readonly addInitialReactions: AddInitialReactions;
  readonly handlers: Pick<Handlers, 'respond' | 'complete' | 'keepShared'>;
  readonly log: Log;
}

/** Answers commands, buttons and selects: acknowledged first, then worked on. */
export function answerInteractions(app: App, deps: InteractionDeps): void {
  const { handlers, log } = deps;

  app.command(`/${ROOT.name}`, async ({ ack, command, respond }) => {
    await ack();
    const { channel_id: channel, team_id: workspace, user_id: id, user_name: name, text } = command;
    const place = { platform: PLATFORM, workspace: word(workspace), channel: word(channel) };
    const call = toCall(deps, place, { id: word(id), name: word(name) });
    await reply(await handlers.respond(call, `/${ROOT.name} ${word(text)}`), call, respond, false);
  });

  // A link button tells of itself too; without an answer the member sees a warning.
  app.action(/^link:/, async ({ ack }) => ack());

  app.action(/^(line|pick):/, async ({ ack, action, body, respond }) => {
    await ack();
    const call = toCall(
      deps,
      { platform: PLATFORM, workspace: word(body.team?.id), channel: word(body.channel?.id) },
      { id: word(body.user.id), name: 'name' in body.user ? word(body.user.name) : '' },
    );
    const use = toUse(action as unknown as Pressed);
    const answer = use ? await handlers.respond(call, use) : problemAnswer(commandWording.staleButton);
    await reply(answer, call, respond, true);
  });

  app.options(/^pick:/, async ({ ack, options }) => {
    const [, command = '', option = ''] = options.action_id.split(':');
    const choices = handlers.complete(command, option, options.value).slice(0, MAX_OPTIONS);
    await ack({
      options: choices
        .filter(({ value }) => value.length <= MAX_OPTION)
        .map(({ label, value }) => ({
          text: { type: 'plain_text', text: cutText(label, MAX_OPTION) },
          value,
        })),
    });
  });

  async function reply(
    answer: Reply,
    call: Invocation,
    respond: RespondFn,
    isUpdate: boolean,
  ): Promise<void> {
    const { isShared = false, standsBelow = false } = answer;
    if (isShared && (await shareCard(deps, call.place, answer))) return;
    const send = (withPicture: boolean) => {
      const { text, blocks } = replyToSlack(answer, withPicture);
      return respond({
        ...{ text, blocks: blocks as never, ...NO_UNFURL },
        response_type: isShared ? 'in_channel' : 'ephemeral',
        replace_original: isUpdate && !isShared && !standsBelow,
      });
    };
    // One picture that Slack cannot fetch makes it refuse the whole answer.
    const hasPicture = answer.cards.some(({ thumbnail }) => thumbnail);
    await send(true)
      .catch((error) => {
        if (!hasPicture || !(error instanceof RespondError)) throw error;
        return send(false);
      })
      .catch((error) => log.error({ err: error }, 'An interaction could not be answered'));
  }
}

/** What should be text may be left out, or be something else, whatever Bolt's types say. */
const word = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Posts one paper's card, so that its message is known and can be voted on; false if the bot may not. */
async function shareCard(
  { call, rateLimiter, addInitialReactions, handlers, log }: InteractionDeps,
  place: Place,
  answer: Reply,
): Promise<boolean> {
  const paperId = onlyPaper(answer);
  if (!paperId) return false;
  const { channel } = place;
  const post = (withPicture: boolean) =>
    rateLimiter(channel, () =>
      call('chat.postMessage', { channel, ...replyToSlack(answer, withPicture), ...NO_UNFURL }),
    );
  const warn = (error: unknown) => {
    log.warn({ channel, error: (error as Error).message }, 'A card may not have been shared whole');
    return true;
  };
  let ts: string;
  try {
    const posted = await post(true).catch((error) => {
      if (!mayBePicture(error)) throw error;
      return post(false);
    });
    ts = String(posted.ts);
  } catch (error) {
    // Where it is no member, or has posted too much, an answer to the button still gets through.
    const isRefused = error instanceof TemporaryError ? error.isUndone : isNo(error);
    return isRefused ? false : warn(error);
  }
  try {
    await handlers.keepShared(place, toMessageId(channel, ts), paperId);
    await addInitialReactions(toMessageId(channel, ts));
    return true;
  } catch (error) {
    return warn(error);
  }
}

/** Slack has not done what it was asked for. */
const isNo = (error: unknown): boolean => error instanceof SlackError || error instanceof SetupError;

interface Pressed {
  readonly action_id: string;
  readonly value?: string;
  readonly selected_option?: { readonly value: string };
}

/** What a button or a select stands for; null if it is none of ours. */
function toUse({ action_id, value, selected_option }: Pressed): Parameters<Handlers['respond']>[1] | null {
  const [kind, command, option] = action_id.split(':');
  if (kind === 'line') return typeof value === 'string' && isCommandLine(value) ? value : null;
  if (!command || !option || typeof selected_option?.value !== 'string') return null;
  return { command, values: { [option]: selected_option.value } };
}

interface Channel {
  readonly name?: string;
  readonly creator?: string;
  readonly is_member?: boolean;
  readonly is_archived?: boolean;
  readonly is_private?: boolean;
}

/** Null if we may not see it. */
const readChannel = async (call: SlackCall, channel: string): Promise<Channel | null> =>
  call('conversations.info', { channel }).then((answer) => answer.channel as Channel, notVisible);

/** Being a member is needed: to be told of reactions, and to look back. */
export async function canPost(call: SlackCall, channel: string): Promise<boolean> {
  const known = await readChannel(call, channel);
  return Boolean(known?.is_member && !known.is_archived);
}

function toCall({ call }: InteractionDeps, place: Place, person: Person): Invocation {
  const { id: user } = person;
  return {
    place,
    person,
    async manages() {
      if (place.channel.startsWith('D')) throw new UserError(slackWording.channelsOnly);
      const { user: member } = (await call('users.info', { user })) as {
        user: { is_admin?: boolean; is_owner?: boolean };
      };
      if (member.is_admin || member.is_owner) return true;
      return (await readChannel(call, place.channel))?.creator === user;
    },
    async findObstacles() {
      const channel = await readChannel(call, place.channel);
      if (!channel?.is_member) return [slackWording.toDo.invite];
      return channel.is_archived ? [slackWording.toDo.unarchive] : [];
    },
    async nameOf(other) {
      const channel = await readChannel(call, other.channel);
      // A private channel's name is nothing for everybody, not even for an admin.
      const isSeen = channel && (!channel.is_private || channel.creator === user);
      return isSeen ? `#${channel.name}` : null;
    },
  };
}

/** A channel that we may not see: everything else is a failure. */
function notVisible(error: unknown): null {
  if (error instanceof SlackError) return null;
  throw error;
}
