import type { App, RespondFn } from '@slack/bolt';
import { type Answer, type Call, isCommandLine, problemAnswer, ROOT } from '../../core/command.ts';
import { UserError } from '../../core/errors.ts';
import type { Handlers, Log } from '../../core/ports.ts';
import type { Place } from '../../core/subscription.ts';
import { cutText } from '../../core/text.ts';
import { wording } from '../../core/wording.ts';
import { answerToSlack } from '../../render/slack.ts';
import type { SlackCall } from './call.ts';
import { PLATFORM, SlackError } from './translate.ts';
import { slackWording } from './wording.ts';

/** Options of a select: at most 100, texts of 75 characters (Block Kit, "Option object"). */
const MOST_OPTIONS = 100;
const LONGEST_OPTION = 75;

export interface InteractionParts {
  readonly call: SlackCall;
  readonly handlers: Pick<Handlers, 'respond' | 'complete'>;
  readonly log: Log;
}

/** Answers commands, buttons and selects: acknowledged first, then worked on. */
export function answerInteractions(app: App, parts: InteractionParts): void {
  const { handlers, log } = parts;

  app.command(`/${ROOT.name}`, async ({ ack, command, respond }) => {
    await ack();
    const { channel_id: channel, team_id: workspace, user_id: user } = command;
    const call = toCall(parts, { platform: PLATFORM, workspace, channel }, user);
    await reply(await handlers.respond(call, `/${ROOT.name} ${command.text}`), respond, false);
  });

  // A link button tells of itself too; without an answer the member sees a warning.
  app.action(/^link:/, async ({ ack }) => ack());

  app.action(/^(line|pick):/, async ({ ack, action, body, respond }) => {
    await ack();
    const call = toCall(
      parts,
      { platform: PLATFORM, workspace: body.team?.id ?? '', channel: body.channel?.id ?? '' },
      body.user.id,
    );
    const use = toUse(action as unknown as Pressed);
    const answer = use ? await handlers.respond(call, use) : problemAnswer(wording.staleButton);
    await reply(answer, respond, true);
  });

  app.options(/^pick:/, async ({ ack, options }) => {
    const [, command = '', option = ''] = options.action_id.split(':');
    const choices = handlers.complete(command, option, options.value).slice(0, MOST_OPTIONS);
    await ack({
      options: choices
        .filter(({ value }) => value.length <= LONGEST_OPTION)
        .map(({ label, value }) => ({
          text: { type: 'plain_text', text: cutText(label, LONGEST_OPTION) },
          value,
        })),
    });
  });

  async function reply(answer: Answer, respond: RespondFn, isUpdate: boolean): Promise<void> {
    const { text, blocks } = answerToSlack(answer);
    // What went wrong stands below; the answer that the button belongs to stays.
    const replaces = isUpdate && !answer.isProblem;
    await respond({
      text,
      blocks: blocks as never,
      response_type: 'ephemeral',
      replace_original: replaces,
    }).catch((error) => log.error({ err: error }, 'An interaction could not be answered'));
  }
}

interface Pressed {
  readonly action_id: string;
  readonly value?: string;
  readonly selected_option?: { readonly value: string };
}

/** What a button or a select stands for; null if it is none of ours. */
function toUse({ action_id, value, selected_option }: Pressed): Parameters<Handlers['respond']>[1] | null {
  const [kind, command, option] = action_id.split(':');
  if (kind === 'line') return value && isCommandLine(value) ? value : null;
  if (!command || !option || !selected_option) return null;
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

function toCall({ call }: InteractionParts, place: Place, user: string): Call {
  return {
    place,
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
