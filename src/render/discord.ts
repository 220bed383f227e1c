import type { CommandButton, Reply } from '../command/invocation.ts';
import { toButton } from '../command/parse-line.ts';
import {
  type Card,
  type CardLimits,
  fit,
  isPlainText,
  type LinkButton,
  type Section,
} from '../domain/card/card.ts';
import { cardWording } from '../i18n/ko/card.ts';
import { cutText } from '../lib/text.ts';
import { escapeDiscord } from './discord-text.ts';
import { limits } from './limits.ts';
import { itemsToDiscord } from './lists/discord-list.ts';

/** The parts of a Discord message that we render (Discord's reference, "Embed" and "Button"). */
export interface DiscordMessage {
  readonly content?: string;
  readonly embeds: readonly DiscordEmbed[];
  readonly components: readonly { readonly type: 1; readonly components: readonly DiscordButton[] }[];
}

interface DiscordEmbed {
  readonly title: string;
  readonly url?: string;
  readonly description?: string;
  readonly color: number;
  readonly thumbnail?: { readonly url: string };
  readonly fields: readonly DiscordField[];
  readonly footer?: { readonly text: string };
}

interface DiscordField {
  readonly name: string;
  readonly value: string;
  /** True if the field shares a row with those beside it. */
  readonly inline?: true;
}

type DiscordButton =
  | { readonly type: 2; readonly style: 5; readonly label: string; readonly url: string }
  | { readonly type: 2; readonly style: 2; readonly label: string; readonly custom_id: string };

const COLORS: Record<Card['kind'], number> = { heading: 0xd9a441, paper: 0xb23a22, answer: 0x5b6b7f };
const MAX_EMBEDS = 10;
/** The maximum number of characters in a description (Discord's reference, "Embed Limits"). */
const MAX_DESCRIPTION = 4_096;
/** The sections that share a row. */
const SHORT: readonly Section['name'][] = ['fields', 'upvotes', 'votes'];
/** The share of a list among the cards of a message; other cards have a share of 1. */
const LIST_SHARE = 4;
/** The maximum number of characters of a list besides its papers. */
const LIST_HEAD = 1_500;
/** The maximum numbers of buttons in a row and of characters in a button's label (Discord's reference, "Button"). */
const MAX_ROW_BUTTONS = 5;
const MAX_LABEL = 80;
/**
 * The maximum number of characters in a field's name (Discord's reference, "Embed Limits"). A name can contain text
 * that a member typed.
 */
const MAX_FIELD_NAME = 256;
/** Up to ten cards share the limits of a message, so a link longer than `buttonUrl` becomes text, which can be cut. */
const REPLY_LIMITS: CardLimits = { ...limits.discord, buttonUrl: 100 };

/** Returns the id of the role that a card mentions; null if it mentions none. */
export const mentionedRole = ({ kind, mention }: Card): string | null =>
  kind === 'heading' && mention && ROLE.test(mention) ? mention : null;
const ROLE = /^\d{17,20}$/;

/** Renders a card as one message: an embed and a row of link buttons, or plain text. */
export function cardToDiscord(card: Card): DiscordMessage {
  const fitted = fit(card, limits.discord);
  if (isPlainText(card)) return { content: escapeDiscord(fitted.title.text), embeds: [], components: [] };
  const row = [
    ...fitted.buttons.map(({ label, url }) => ({ type: 2, style: 5, label, url }) as const),
    ...(card.commands ?? []).map(toButton).map(commandButton),
  ];
  const role = mentionedRole(card);
  return {
    ...(role ? { content: `<@&${role}>` } : {}),
    embeds: [cardToEmbed(fitted)],
    components: row.length > 0 ? [{ type: 1, components: row }] : [],
  };
}

/** Renders a reply as one message: an embed for each card, with its links as text, and rows of command buttons. */
export function replyToDiscord({ cards, buttons }: Reply): DiscordMessage {
  const embeds: DiscordEmbed[] = [];
  let left = limits.discord.total;
  const shown = cards.slice(0, MAX_EMBEDS);
  const shareOf = ({ items = [] }: Card) => (items.length > 0 ? LIST_SHARE : 1);
  let shares = shown.reduce((sum, card) => sum + shareOf(card), 0);
  for (const card of shown) {
    // All embeds of a message share one limit. Each gets its share of what the earlier embeds have not used.
    const { items = [] } = card;
    const links = linksToFields(fit(card, REPLY_LIMITS).buttons);
    const total = Math.floor((left * shareOf(card)) / shares) - sizeOf(links);
    const fitted = fit(card, {
      ...REPLY_LIMITS,
      total: items.length > 0 ? Math.min(total, LIST_HEAD) : total,
    });
    const own = cardToEmbed(fitted);
    const room = Math.min(total - embedSize(own), MAX_DESCRIPTION - (own.description ?? '').length) - 2;
    const words = [own.description, itemsToDiscord(items, room)].filter(Boolean).join('\n\n');
    const embed = {
      ...own,
      ...(words ? { description: words } : {}),
      fields: [...own.fields, ...links],
    };
    left -= embedSize(embed);
    shares -= shareOf(card);
    embeds.push(embed);
  }
  const papers = cards.flatMap(({ items = [] }) => items.map(({ command }) => toButton(command)));
  return { embeds, components: [...toRows(papers), ...toRows(buttons)] };
}

const embedSize = ({ title, description = '', fields, footer }: DiscordEmbed): number =>
  sizeOf([{ name: title, value: description }, ...fields]) + (footer?.text.length ?? 0);

/**
 * Renders buttons in rows. The papers of a list have buttons, not a select: what is chosen in a select cannot be chosen
 * again (discord/discord-api-docs#4801).
 */
const toRows = (buttons: readonly CommandButton[]): DiscordMessage['components'] =>
  Array.from({ length: Math.ceil(buttons.length / MAX_ROW_BUTTONS) }, (_, at) => ({
    type: 1,
    components: buttons.slice(at * MAX_ROW_BUTTONS, (at + 1) * MAX_ROW_BUTTONS).map(commandButton),
  }));

const commandButton = ({ label, line }: CommandButton): DiscordButton => ({
  type: 2,
  style: 2,
  label: cutText(label, MAX_LABEL),
  custom_id: line,
});

function cardToEmbed(card: Card): DiscordEmbed {
  const { kind, title, thumbnail, notice, sections, footer } = card;
  // Discord rejects a field without a name, so unlabelled text goes into the description.
  const main = sections.filter(({ name, label }) => name === 'summary' || name === 'abstract' || !label);
  const description = [
    ...(notice ? [`> ${escapeDiscord(notice)}\n`] : []),
    ...main.map(({ label, text }) => `${label ? `**${escapeDiscord(label)}**\n` : ''}${escapeDiscord(text)}`),
  ].join('\n');
  return {
    title: escapeDiscord(title.text) || '…',
    ...(title.url ? { url: title.url } : {}),
    ...(description ? { description } : {}),
    color: COLORS[kind],
    ...(thumbnail ? { thumbnail: { url: thumbnail.url } } : {}),
    fields: sections
      .filter((section) => !main.includes(section))
      .map((section) => ({
        name: escapeDiscord(cutText(section.label, MAX_FIELD_NAME, limits.discord.measure)),
        value: sectionToValue(section),
        ...(SHORT.includes(section.name) ? { inline: true } : {}),
      })),
    // Not escaped: Discord does not render Markdown in a footer, so the backslashes would be visible.
    ...(footer ? { footer: { text: footer } } : {}),
  };
}

function sectionToValue({ name, text, url }: Section): string {
  if (name === 'channel' && /^\d+$/.test(text)) return `<#${text}>`;
  // In an embed, a mention shows the role's name and notifies nobody.
  if (name === 'mention' && ROLE.test(text)) return `<@&${text}>`;
  const shown = escapeDiscord(text) || '…';
  if (!url) return shown;
  // Escapes do not work in a link's text (discord/discord-api-docs#6185), so text that needs them is not linked.
  return shown === text ? `[${shown}](${url})` : `${shown} [${cardWording.labels.links}](${url})`;
}

/** Renders links as text, because the buttons of a reply run commands. */
function linksToFields(buttons: readonly LinkButton[]): DiscordField[] {
  const links = buttons.map(({ label, url }) => `[${escapeDiscord(label)}](${url})`);
  return links.length > 0 ? [{ name: cardWording.labels.links, value: links.join(' · ') }] : [];
}

const sizeOf = (fields: readonly DiscordField[]): number =>
  fields.reduce((size, { name, value }) => size + name.length + value.length, 0);
