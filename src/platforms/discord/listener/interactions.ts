import {
  type APIApplicationCommandOptionChoice,
  type AutocompleteInteraction,
  type ButtonInteraction,
  ChannelType,
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type GuildBasedChannel,
  GuildMember,
  type Interaction,
  MessageFlags,
  PermissionFlagsBits,
  type User,
} from 'discord.js';
import { type Invocation, onlyPaper, problemAnswer, type Reply } from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { isCommandLine } from '../../../command/parse-line.ts';
import { UserError } from '../../../domain/errors.ts';
import { commandWording } from '../../../i18n/ko/command.ts';
import { discordWording } from '../../../i18n/ko/discord.ts';
import type { Log } from '../../../lib/log.ts';
import { cutText } from '../../../lib/text.ts';
import { replyToDiscord } from '../../../render/discord.ts';
import { toMessageId } from '../../shared/message-id.ts';
import { INITIAL_REACTIONS, PLATFORM } from '../message.ts';
import { missingNames, neededPermissions } from '../permissions.ts';

/** At most 25 choices, names and values of 100 characters (receiving-and-responding, "Autocomplete"). */
const MAX_CHOICES = 25;
const MAX_CHOICE = 100;
/** It was answered already, dismissed, or too late: nobody waits any more. */
const TOO_LATE = [10008, 10015, 10062, 40060, 50027];

/** Channels whose messages can have threads (topics/threads). */
const WITH_THREADS: readonly ChannelType[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

export interface InteractionDeps {
  readonly handlers: Pick<Handlers, 'respond' | 'complete' | 'keepShared'>;
  readonly log: Log;
}

/** Answers whatever a member does with our commands and buttons: acknowledged first, then worked on. */
export async function onInteraction(deps: InteractionDeps, interaction: Interaction): Promise<void> {
  try {
    if (interaction.isAutocomplete()) await complete(deps, interaction);
    if (interaction.isChatInputCommand()) await answerCommand(deps, interaction);
    if (interaction.isButton()) await answerButton(deps, interaction);
  } catch (error) {
    const isLate = error instanceof DiscordAPIError && TOO_LATE.includes(Number(error.code));
    if (isLate) deps.log.debug({ error: error.message }, 'An interaction was over before its answer');
    else deps.log.error({ err: error }, 'An interaction could not be answered');
  }
}

async function complete({ handlers }: InteractionDeps, interaction: AutocompleteInteraction): Promise<void> {
  const { name, value } = interaction.options.getFocused(true);
  const subcommand = interaction.options.getSubcommand(false) ?? '';
  const choices = handlers
    .complete(word(subcommand), word(name), word(value))
    .filter((choice) => choice.value.length <= MAX_CHOICE)
    .slice(0, MAX_CHOICES)
    .map(
      (choice): APIApplicationCommandOptionChoice<string> => ({
        name: cutText(choice.label, MAX_CHOICE),
        value: choice.value,
      }),
    );
  await interaction.respond(choices);
}

async function answerCommand(
  { handlers }: InteractionDeps,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const [subcommand] = interaction.options.data;
  const values = (subcommand?.options ?? []).map(({ name, value }) => [word(name), word(value)] as const);
  const use = { command: word(subcommand?.name), values: Object.fromEntries(values) };
  await interaction.editReply(toReply(await handlers.respond(toCall(interaction), use)));
}

/** A button's custom id is the command line that it stands for, so it works after any restart. */
async function answerButton(
  { handlers, log }: InteractionDeps,
  interaction: ButtonInteraction,
): Promise<void> {
  await interaction.deferUpdate();
  const line = word(interaction.customId);
  const call = toCall(interaction);
  const answer = isCommandLine(line)
    ? await handlers.respond(call, line)
    : problemAnswer(commandWording.staleButton);
  if (answer.isShared) {
    const message = await interaction.followUp(toReply(answer));
    const paperId = onlyPaper(answer);
    if (!paperId) return;
    await handlers.keepShared(call.place, toMessageId(message.channelId, message.id), paperId);
    for (const emoji of INITIAL_REACTIONS) {
      await message.react(emoji).catch((error) => log.debug({ error: error.message }, 'No first votes'));
    }
  } else if (answer.standsBelow)
    await interaction.followUp({ ...toReply(answer), flags: MessageFlags.Ephemeral });
  else await interaction.editReply(toReply(answer));
}

/** What should be a word or a number may be something else, whatever discord.js's types say. */
const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

// discord.js wants mutable arrays.
const toReply = (answer: Reply) => structuredClone(replyToDiscord(answer)) as object;

function toCall(interaction: ChatInputCommandInteraction | ButtonInteraction): Invocation {
  const { guildId, channelId, channel, client, user, appPermissions, memberPermissions } = interaction;
  const { member } = interaction;
  const manages = memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false;
  return {
    place: { platform: PLATFORM, workspace: word(guildId), channel: word(channelId) },
    person: {
      id: word(user.id),
      name: word(member instanceof GuildMember ? member.displayName : user.displayName),
    },
    manages: async () => manages,
    async findObstacles(layout) {
      const isThread = channel?.isThread() ?? false;
      if (layout === 'thread' && channel && !WITH_THREADS.includes(channel.type)) {
        throw new UserError(discordWording.noThreadHere);
      }
      return missingNames(neededPermissions(layout, isThread), appPermissions.bitfield);
    },
    async nameOf(place) {
      const known = client.channels.cache.get(place.channel);
      if (!known) return place.workspace === guildId ? `#${place.channel}` : null;
      if (known.isDMBased() || known.guildId !== guildId) return null;
      return manages || maySee(known, user) ? `#${known.name}` : null;
    },
  };
}

function maySee(channel: GuildBasedChannel, user: User): boolean {
  try {
    return channel.permissionsFor(user)?.has(PermissionFlagsBits.ViewChannel) ?? false;
  } catch {
    // discord.js keeps members as they came: of one without roles nothing is known.
    return false;
  }
}
