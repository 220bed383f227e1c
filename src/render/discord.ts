import type { Reply } from '../command/invocation.ts';
import { type Card, type CardLimits, fit, type LinkButton, type Section } from '../domain/card/card.ts';
import { cardWording } from '../i18n/ko/card.ts';
import { cutText } from '../lib/text.ts';
import { escapeDiscord } from './discord-text.ts';
import { limits } from './limits.ts';

/** The part of Discord's message that a card becomes (resources/message, "Embed"; components/reference). */
export interface DiscordMessage {
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
}

type DiscordButton =
  | { readonly type: 2; readonly style: 5; readonly label: string; readonly url: string }
  | { readonly type: 2; readonly style: 2; readonly label: string; readonly custom_id: string };

const COLORS: Record<Card['kind'], number> = { heading: 0xd9a441, paper: 0xb23a22, answer: 0x5b6b7f };
const MAX_EMBEDS = 10;
/** Buttons in a row, and a button's label (components/reference, "Button"). */
const ROW = 5;
const LABEL = 80;
/** Of a field (resources/message, "Embed Limits"); what somebody typed may stand there. */
const NAME = 256;
/** Ten cards share one message, so a link has to be short to be one; a longer address is text. */
const ANSWER: CardLimits = { ...limits.discord, buttonUrl: 100 };

/** One card as a message of its own: an embed and a row of link buttons. */
export function cardToDiscord(card: Card): DiscordMessage {
  const fitted = fit(card, limits.discord);
  const row = fitted.buttons.map(({ label, url }) => ({ type: 2, style: 5, label, url }) as const);
  return { embeds: [cardToEmbed(fitted)], components: row.length > 0 ? [{ type: 1, components: row }] : [] };
}

/** An answer as one message: an embed a card, links in their text, a row of buttons that ask for more. */
export function answerToDiscord({ cards, buttons }: Reply): DiscordMessage {
  const embeds: DiscordEmbed[] = [];
  let left = limits.discord.total;
  const shown = cards.slice(0, MAX_EMBEDS);
  for (const [index, card] of shown.entries()) {
    // The 6000 are shared by all: each takes its part of what is left, so short ones leave more to the others.
    const links = linksToFields(fit(card, ANSWER).buttons);
    const total = Math.floor(left / (shown.length - index)) - sizeOf(links);
    const fitted = fit(card, { ...ANSWER, total });
    const own = cardToEmbed(fitted);
    const embed = { ...own, fields: [...own.fields, ...links] };
    left -=
      sizeOf([{ name: embed.title, value: embed.description ?? '' }, ...embed.fields]) +
      (fitted.footer?.length ?? 0);
    embeds.push(embed);
  }
  const all = buttons.map(
    ({ label, line }) => ({ type: 2, style: 2, label: cutText(label, LABEL), custom_id: line }) as const,
  );
  const rows = Array.from({ length: Math.ceil(all.length / ROW) }, (_, at) =>
    all.slice(at * ROW, (at + 1) * ROW),
  );
  return { embeds, components: rows.map((components) => ({ type: 1, components })) };
}

function cardToEmbed(card: Card): DiscordEmbed {
  const { kind, title, thumbnail, notice, sections, footer } = card;
  // The first text needs no field of its own; a field cannot go without a name.
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
        name: escapeDiscord(cutText(section.label, NAME, limits.discord.measure)),
        value: sectionToValue(section),
      })),
    // A footer knows no Markdown: a backslash would be seen.
    ...(footer ? { footer: { text: footer } } : {}),
  };
}

function sectionToValue({ text, url }: Section): string {
  const shown = escapeDiscord(text) || '…';
  if (!url) return shown;
  // Nothing can be escaped in a link's text: backslashes would be seen (discord/discord-api-docs#6185).
  return shown === text ? `[${shown}](${url})` : `${shown} [${cardWording.labels.links}](${url})`;
}

/** In an answer the buttons are for asking more, so links stand in the text. */
function linksToFields(buttons: readonly LinkButton[]): DiscordField[] {
  const links = buttons.map(({ label, url }) => `[${escapeDiscord(label)}](${url})`);
  return links.length > 0 ? [{ name: cardWording.labels.links, value: links.join(' · ') }] : [];
}

const sizeOf = (fields: readonly DiscordField[]): number =>
  fields.reduce((size, { name, value }) => size + name.length + value.length, 0);
