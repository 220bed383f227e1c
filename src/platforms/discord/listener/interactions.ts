import {
  type APIApplicationCommandOptionChoice,
  type AutocompleteInteraction,
  type ButtonInteraction,
  ChannelType,
  type ChatInputCommandInteraction,
  type Client,
  DiscordAPIError,
  Events,
  type ForumChannel,
  type GuildBasedChannel,
  GuildMember,
  type MediaChannel,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  PermissionFlagsBits,
  type User,
} from 'discord.js';
import { type Invocation, onlyPaper, problemAnswer, type Reply } from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { showPapersOf } from '../../../command/message-papers.ts';
import { isCommandLine } from '../../../command/parse-line.ts';
import type { Settings } from '../../../domain/subscription/settings.ts';
import type { Place } from '../../../domain/subscription/subscription.ts';
import { commandWording } from '../../../i18n/ko/command.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import { cutText } from '../../../lib/text.ts';
import type { AddInitialReactions } from '../../shared/initial-reactions.ts';
import { toMessageId } from '../../shared/message-id.ts';
import type { DiscordCall } from '../api/call.ts';
import { findRole } from '../mention.ts';
import { DIRECT_MESSAGES, PLATFORM } from '../message.ts';
import { changeByInputs, changeBySelect, opensModal, showInputs, toMessage } from './forms.ts';
import { type AnyInteraction, findObstaclesHere } from './spot.ts';

/**
 * Discord allows at most 25 choices, with names and values of up to 100 characters (receiving-and-responding,
 * "Autocomplete").
 */
const MAX_CHOICES = 25;
const MAX_CHOICE_LENGTH = 100;
/**
 * Error codes for an interaction that was already answered or dismissed, or is too old: nobody is waiting for a reply.
 */
const TOO_LATE_CODES = [10008, 10015, 10062, 40060, 50027];

export interface InteractionDeps {
  readonly addInitialReactions: AddInitialReactions;
  readonly handlers: Pick<Handlers, 'respond' | 'complete' | 'keepShared'>;
  readonly call: DiscordCall;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Answers commands, completions and button clicks. Commands and clicks are acknowledged before they are processed,
 * because Discord waits only 3 seconds.
 */
export function watchInteractions(client: Client<true>, deps: InteractionDeps): void {
  client.on(Events.InteractionCreate, async (interaction) => {
    try {
      if (interaction.isAutocomplete()) await complete(deps, interaction);
      if (interaction.isChatInputCommand()) await answerCommand(deps, interaction);
      if (interaction.isMessageContextMenuCommand()) await answerOnMessage(deps, interaction);
      if (interaction.isButton()) await answerButton(deps, interaction);
      if (interaction.isStringSelectMenu())
        await changeBySelect(deps.handlers, interaction, toInvocation(deps, interaction));
      if (interaction.isModalSubmit())
        await changeByInputs(deps.handlers, interaction, toInvocation(deps, interaction));
    } catch (error) {
      const isLate = error instanceof DiscordAPIError && TOO_LATE_CODES.includes(Number(error.code));
      if (isLate) deps.log.debug({ error: error.message }, 'Too late to answer an interaction');
      else deps.log.error({ err: error }, 'Could not answer an interaction');
    }
  });
}

async function complete({ handlers }: InteractionDeps, interaction: AutocompleteInteraction): Promise<void> {
  const { name, value } = interaction.options.getFocused(true);
  const subcommand = interaction.options.getSubcommand(false) ?? '';
  const choices = handlers
    .complete(word(subcommand), word(name), word(value))
    .filter((choice) => choice.value.length <= MAX_CHOICE_LENGTH)
    .slice(0, MAX_CHOICES)
    .map(
      (choice): APIApplicationCommandOptionChoice<string> => ({
        name: cutText(choice.label, MAX_CHOICE_LENGTH),
        value: choice.value,
      }),
    );
  await interaction.respond(choices);
}

async function answerCommand(deps: InteractionDeps, interaction: ChatInputCommandInteraction): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const [subcommand] = interaction.options.data;
  const values = (subcommand?.options ?? []).map(({ name, value }) => [word(name), word(value)] as const);
  const use = { command: word(subcommand?.name), values: Object.fromEntries(values) };
  const invocation = toInvocation(deps, interaction);
  const form = values.length === 0 ? ({ form: 'panel' } as const) : {};
  await interaction.editReply(toMessage(await deps.handlers.respond({ ...invocation, ...form }, use)));
}

/** Answers the command on a message. Discord sends the message with it, so the bot needs no access to the channel. */
async function answerOnMessage(
  deps: InteractionDeps,
  interaction: MessageContextMenuCommandInteraction,
): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const { content, embeds, components, messageSnapshots } = interaction.targetMessage;
  const forwarded = messageSnapshots.map((message) => ({ content: message.content, embeds: message.embeds }));
  // discord.js's classes become Discord's own properties.
  const message = JSON.parse(JSON.stringify({ content, embeds, components, forwarded }));
  const reply = await showPapersOf(deps.handlers, toInvocation(deps, interaction), message);
  await interaction.editReply(toMessage(reply));
}

/** Runs the command line that a button contains as its custom id. Such a button still works after a restart. */
async function answerButton(deps: InteractionDeps, interaction: ButtonInteraction): Promise<void> {
  const line = word(interaction.customId);
  const invocation = toInvocation(deps, interaction);
  if (opensModal(line)) return showInputs(deps.handlers, interaction, invocation);
  await interaction.deferUpdate();
  const reply = isCommandLine(line)
    ? await deps.handlers.respond(invocation, { pressed: line })
    : problemAnswer(commandWording.staleButton);
  if (reply.isShared) await share(deps, interaction, invocation.place, reply);
  else if (reply.standsBelow) {
    await interaction.followUp({ ...toMessage(reply), flags: MessageFlags.Ephemeral });
  } else await interaction.editReply(toMessage(reply));
}

/**
 * Posts a reply that everybody in the channel can see. If it is the card of one paper, reactions to it count as
 * votes.
 */
async function share(
  { handlers, addInitialReactions }: InteractionDeps,
  interaction: ButtonInteraction,
  place: Place,
  reply: Reply,
): Promise<void> {
  const message = await interaction.followUp(toMessage(reply));
  const paperId = onlyPaper(reply);
  if (!paperId) return;
  const messageId = toMessageId(place, message.id);
  await handlers.keepShared(place, messageId, paperId);
  await addInitialReactions(messageId);
}

/**
 * Returns a string or number as a string, and anything else as '': discord.js's types promise values that Discord can
 * omit.
 */
const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function toInvocation(deps: InteractionDeps, interaction: AnyInteraction): Invocation {
  const { guildId, channelId, channel, client, user, member, memberPermissions } = interaction;
  const manages = memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false;
  const place = { platform: PLATFORM, workspace: word(guildId) || DIRECT_MESSAGES, channel: word(channelId) };
  const parent = channel?.isThread() ? channel.parent : null;
  const forumOf = ({ id, type }: ForumChannel | MediaChannel) => ({
    place: { ...place, channel: id },
    hasPosts: true,
    findObstacles: (settings: Settings) => findObstaclesHere(deps, interaction, settings, type),
  });
  return {
    place,
    ...(parent?.isThreadOnly() ? { forum: forumOf(parent) } : {}),
    person: {
      id: word(user.id),
      name: word(member instanceof GuildMember ? member.displayName : user.displayName),
    },
    manages: async () => manages,
    findObstacles: (settings) => findObstaclesHere(deps, interaction, settings),
    canPublish: channel?.type === ChannelType.GuildAnnouncement,
    findMention: (typed) => findRole(deps, interaction, typed),
    async nameOf(place) {
      const known = client.channels.cache.get(place.channel);
      if (!known) return place.workspace === guildId ? `#${place.channel}` : null;
      if (known.isDMBased() || known.guildId !== guildId) return null;
      return manages || canSee(known, user) ? `#${known.name}` : null;
    },
  };
}

function canSee(channel: GuildBasedChannel, user: User): boolean {
  try {
    return channel.permissionsFor(user)?.has(PermissionFlagsBits.ViewChannel) ?? false;
  } catch {
    // discord.js throws if Discord sent the member without roles.
    return false;
  }
}
