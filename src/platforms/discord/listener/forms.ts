import {
  type ButtonInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js';
import { answerCard } from '../../../cards/build-card.ts';
import { findMistakes, formToValues } from '../../../command/form.ts';
import {
  type Invocation,
  type ParsedCommand,
  problemAnswer,
  type Reply,
} from '../../../command/invocation.ts';
import type { Handlers } from '../../../command/listener.ts';
import { settingOptions } from '../../../command/options/setting-options.ts';
import { commandWording } from '../../../i18n/ko/command.ts';
import { discordWording } from '../../../i18n/ko/discord.ts';
import { replyToDiscord } from '../../../render/discord.ts';
import { INPUTS, inputsToDiscord, panelToDiscord, SELECT } from '../../../render/forms/discord-panel.ts';

type Responder = Pick<Handlers, 'respond'>;
const SUBSCRIBE = { command: 'subscribe', values: {} } as const;

// Messages are copied because discord.js's types require mutable arrays.
export const toMessage = (reply: Reply): object => {
  const message = structuredClone(replyToDiscord(reply)) as object;
  return reply.form ? { ...message, components: panelToDiscord(reply.form, reply.buttons) } : message;
};

/** Returns true for the custom id of a button that opens a modal. */
export const opensModal = (customId: string): boolean => customId.startsWith(INPUTS);

/** Opens the modal of a panel's button. Discord accepts a modal only as the first response. */
export async function showInputs(
  { respond }: Responder,
  interaction: ButtonInteraction,
  invocation: Invocation,
): Promise<void> {
  const reply = await respond({ ...invocation, form: 'modal' }, SUBSCRIBE);
  const names = interaction.customId.slice(INPUTS.length).split(',');
  const modal = reply.form ? inputsToDiscord(names, reply.form.typed) : null;
  if (modal) await interaction.showModal(modal as never);
  else await answerAlone(interaction, reply.form ? problemAnswer(commandWording.staleButton) : reply);
}

/** Changes the setting of a panel's select, and redraws the panel. */
export async function changeBySelect(
  { respond }: Responder,
  interaction: StringSelectMenuInteraction,
  invocation: Invocation,
): Promise<void> {
  await interaction.deferUpdate();
  const name = interaction.customId.slice(SELECT.length);
  const isKnown = interaction.customId.startsWith(SELECT) && Object.hasOwn(settingOptions, name);
  const reply = isKnown
    ? await respond({ ...invocation, form: 'panel' }, change({ [name]: interaction.values.join(',') }))
    : problemAnswer(commandWording.staleButton);
  await redraw(interaction, reply);
}

/** Changes the settings of a modal, and redraws the panel; mistakes are named below it. */
export async function changeByInputs(
  { respond }: Responder,
  interaction: ModalSubmitInteraction,
  invocation: Invocation,
): Promise<void> {
  if (interaction.isFromMessage()) await interaction.deferUpdate();
  else await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  const typed = Object.fromEntries(
    [...interaction.fields.fields.values()].map((field) => [field.customId, typedIn(field)]),
  );
  const values = formToValues(typed);
  const mistakes = Object.entries(findMistakes(values));
  const reply =
    !interaction.customId.startsWith(INPUTS) || Object.keys(values).length === 0
      ? problemAnswer(commandWording.staleButton)
      : mistakes.length > 0
        ? nameMistakes(mistakes, typed, interaction.customId)
        : await respond({ ...invocation, form: 'panel' }, change(values));
  await redraw(interaction, reply);
}

/** Returns what was typed into an input, or chosen in a select. */
function typedIn(field: object): string {
  if ('values' in field && Array.isArray(field.values)) return field.values.join(',');
  return 'value' in field && typeof field.value === 'string' ? field.value : '';
}

/** Names each mistake, and repeats what was typed, because Discord does not keep it; a button opens the modal again. */
const nameMistakes = (
  mistakes: readonly (readonly [name: string, text: string])[],
  typed: ParsedCommand['values'],
  customId: string,
): Reply => ({
  cards: [
    answerCard(discordWording.mistakes, [
      ...mistakes.map(([name, text]) => ({ name: 'text', label: koOf(name), text }) as const),
      {
        name: 'text',
        label: discordWording.typed,
        text: Object.entries(typed)
          .filter(([name, text]) => Object.hasOwn(settingOptions, name) && text)
          .map(([name, text]) => `${koOf(name)}: ${text}`)
          .join('\n'),
      },
    ]),
  ],
  buttons: [{ label: discordWording.typeAgain, line: customId }],
  standsBelow: true,
});

const koOf = (name: string): string => settingOptions[name]?.ko ?? name;

const change = (values: ParsedCommand['values']) => ({ command: SUBSCRIBE.command, values });

/** Redraws the panel with the new settings; shows a problem below it, for its user alone. */
async function redraw(
  interaction: StringSelectMenuInteraction | ModalSubmitInteraction,
  reply: Reply,
): Promise<void> {
  if (reply.standsBelow) await interaction.followUp({ ...toMessage(reply), flags: MessageFlags.Ephemeral });
  else await interaction.editReply(toMessage(reply));
}

const answerAlone = (interaction: ButtonInteraction, reply: Reply) =>
  interaction.reply({ ...toMessage(reply), flags: MessageFlags.Ephemeral });
