import { readFileSync } from 'node:fs';
import { type MarkdownOptions, markdownToHtml, type Place } from './discord-markdown.ts';
import { escapeHtml, plainToHtml } from './discord-text.ts';
import { messageTime, timeText } from './discord-time.ts';

/** The fields of a Discord message that a picture shows; other fields are ignored. */
export interface DiscordMessage {
  readonly content?: string;
  readonly embeds?: readonly DiscordEmbed[];
  readonly components?: readonly {
    readonly type: number;
    readonly components?: readonly DiscordComponent[];
  }[];
  readonly flags?: number;
  readonly reactions?: readonly {
    readonly emoji: { readonly name: string | null };
    readonly count: number;
    readonly me: boolean;
  }[];
  /** The time in ISO 8601 format. */
  readonly timestamp: string;
  readonly edited_timestamp?: string | null;
  readonly author: { readonly username: string; readonly bot?: boolean };
  readonly thread?: { readonly name: string; readonly message_count?: number };
  /** The command that the message answers. */
  readonly interaction?: { readonly name: string; readonly user: { readonly username: string } };
}

export interface DiscordEmbed {
  readonly title?: string;
  readonly url?: string;
  readonly description?: string;
  readonly color?: number;
  readonly author?: { readonly name: string; readonly url?: string; readonly icon_url?: string };
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline?: boolean }[];
  readonly thumbnail?: { readonly url: string };
  readonly image?: { readonly url: string };
  readonly footer?: { readonly text: string; readonly icon_url?: string };
  readonly timestamp?: string;
}

/** A button or a select menu. */
export interface DiscordComponent {
  readonly type: number;
  readonly style?: number;
  readonly label?: string;
  readonly url?: string;
  readonly emoji?: { readonly name?: string };
  readonly disabled?: boolean;
  readonly placeholder?: string;
  /** The options of a select; it shows the labels of the chosen ones. */
  readonly options?: readonly { readonly label: string; readonly default?: boolean }[];
}

export interface PageOptions {
  /** Default: the browser's colour scheme. */
  readonly theme?: 'dark' | 'light';
  /** The current time in the picture; default: the last message's time. */
  readonly now?: Date;
  /** If set, the page has a channel header with this name. */
  readonly channel?: string;
}

const CSS = ['discord.css', 'discord-accessories.css', 'discord-markdown.css']
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n');
const SUPPRESS_EMBEDS = 1 << 2;
const EPHEMERAL = 1 << 6;
/** Messages of one author that are less than this far apart (in milliseconds) are grouped under one name. */
const GROUPED_MS = 7 * 60_000;
const BUTTON_STYLES = ['', 'primary', 'secondary', 'success', 'danger', 'secondary'];

const svg = (size: number, path: string) =>
  `<svg width="${size}" height="${size}" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">${path}</svg>`;
const OPEN_ICON = svg(
  16,
  '<path d="M15 2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 1 1-2 0V4.41l-6.3 6.3a1 1 0 1 1-1.4-1.42L19.58 3H16a1 1 0 0 1-1-1Z"/><path d="M5 2a3 3 0 0 0-3 3v14a3 3 0 0 0 3 3h14a3 3 0 0 0 3-3v-6a1 1 0 1 0-2 0v6a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h6a1 1 0 1 0 0-2H5Z"/>',
);
const EYE_ICON = svg(
  16,
  '<path fill-rule="evenodd" d="M12 5C6.5 5 3 9.500 2 12c1 2.500 4.500 7 10 7s9-4.500 10-7c-1-2.500-4.500-7-10-7Zm0 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9Zm0-2.300a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400Z"/>',
);
const HASH_ICON = svg(
  24,
  '<path fill-rule="evenodd" d="M10.990 3.160A1 1 0 1 0 9 2.840L8.150 8H4a1 1 0 0 0 0 2h3.820l-.67 4H3a1 1 0 1 0 0 2h3.820l-.8 4.840a1 1 0 0 0 1.970.320L8.850 16h4.970l-.8 4.840a1 1 0 0 0 1.970.320l.860-5.160H20a1 1 0 1 0 0-2h-3.820l.670-4H21a1 1 0 1 0 0-2h-3.820l.8-4.840a1 1 0 1 0-1.970-.320L15.150 8h-4.970l.8-4.840ZM14.150 14l.67-4H9.850l-.67 4h4.970Z"/>',
);
const BOT_ICON = svg(
  24,
  '<path d="M5 4h11a2 2 0 0 1 2 2v11a1 1 0 0 0 2 0V9h1a1 1 0 0 1 1 1v7a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a2 2 0 0 1 2-2Zm1.500 3v4h8V7h-8Zm0 6v1.500h8V13h-8Zm0 3v1.500h5V16h-5Z"/>',
);

/** Renders messages as one self-contained page, as Discord's desktop client would show them. */
export function messagesToHtml(messages: readonly DiscordMessage[], options: PageOptions = {}): string {
  const { theme, channel } = options;
  const now = options.now ?? new Date(messages.at(-1)?.timestamp ?? 0);
  const first = messages[0] && timeText(new Date(messages[0].timestamp), 'D', now);
  const body = [
    channel && `<header>${HASH_ICON}<span>${escapeHtml(channel)}</span></header>`,
    '<main>',
    first && `<div class="day"><span>${first}</span></div>`,
    ...messages.map((message, index) => messageHtml(message, messages[index - 1], { now })),
    '</main>',
  ];
  return `<!doctype html><html lang="ko"${theme ? ` data-theme="${theme}"` : ''}><head><meta charset="utf-8">
<title>Discord</title><style>${CSS}</style></head><body>${body.filter(Boolean).join('\n')}</body></html>`;
}

function messageHtml(
  message: DiscordMessage,
  before: DiscordMessage | undefined,
  options: Required<MarkdownOptions>,
): string {
  const { content, embeds = [], components = [], flags = 0, reactions = [], thread } = message;
  const joined = before !== undefined && continues(message, before);
  const edited = message.edited_timestamp ? '<span class="edited">(수정됨)</span>' : '';
  const accessories = [
    ...(flags & SUPPRESS_EMBEDS ? [] : embeds.map((embed) => embedHtml(embed, options))),
    ...components.map(rowHtml),
    reactions.length > 0 && `<div class="reactions">${reactions.map(reactionHtml).join('')}</div>`,
    thread && threadHtml(thread),
    flags & EPHEMERAL &&
      `<div class="ephemeral-note">${EYE_ICON}나만 볼 수 있습니다 • <a>메시지 닫기</a></div>`,
  ].filter(Boolean);
  const classes = ['message', !joined && 'first', flags & EPHEMERAL && 'ephemeral', thread && 'with-thread'];
  return `<article class="${classes.filter(Boolean).join(' ')}">
${joined ? '' : headHtml(message, options.now)}
${content ? `<div class="content">${markdownToHtml(content, 'content', options)}${edited}</div>` : ''}
${accessories.length > 0 ? `<div class="accessories">${accessories.join('\n')}</div>` : ''}
</article>`;
}

/** Returns true if a message is grouped with the message before it, under one name. */
function continues(message: DiscordMessage, before: DiscordMessage): boolean {
  const apart = Date.parse(message.timestamp) - Date.parse(before.timestamp);
  const sort = ({ flags = 0 }: DiscordMessage) => flags & EPHEMERAL;
  return (
    message.author.username === before.author.username &&
    apart < GROUPED_MS &&
    !message.interaction &&
    !before.thread &&
    sort(message) === sort(before)
  );
}

function headHtml({ author, timestamp, interaction }: DiscordMessage, now: Date): string {
  const isBot = author.bot ?? true;
  const asked = interaction
    ? `<div class="asked"><i class="avatar mini">${escapeHtml(interaction.user.username.slice(0, 1))}</i>
<b>${escapeHtml(interaction.user.username)}</b>님이 <a>/${escapeHtml(interaction.name)}</a> 사용함</div>`
    : '';
  const avatar = isBot ? BOT_ICON : escapeHtml(author.username.slice(0, 1));
  return `${asked}<div class="avatar">${avatar}</div>
<h4><span class="name">${escapeHtml(author.username)}</span>${isBot ? '<span class="tag">앱</span>' : ''}
<time>${messageTime(new Date(timestamp), now)}</time></h4>`;
}

function embedHtml(embed: DiscordEmbed, options: Required<MarkdownOptions>): string {
  const { title, url, description, color, author, fields = [], thumbnail, image, footer, timestamp } = embed;
  const inTitle: Place = url ? 'linked-title' : 'title';
  const picture = (address: string) => `<img src="${escapeHtml(address)}" alt="">`;
  const linked = (html: string, to: string | undefined) =>
    to ? `<a href="${escapeHtml(to)}">${html}</a>` : html;
  const icon = (address: string | undefined) => (address ? picture(address) : '');
  const ending = [
    footer && plainToHtml(footer.text),
    timestamp && messageTime(new Date(timestamp), options.now),
  ].filter(Boolean);
  const parts = [
    author &&
      `<div class="author">${icon(author.icon_url)}<span>${linked(plainToHtml(author.name), author.url)}</span></div>`,
    title && `<div class="title">${linked(markdownToHtml(title, inTitle, options), url)}</div>`,
    description && `<div class="description">${markdownToHtml(description, 'description', options)}</div>`,
    fields.length > 0 && `<div class="fields">${fieldsHtml(fields, inTitle, options)}</div>`,
    image && `<div class="image">${picture(image.url)}</div>`,
    thumbnail && `<div class="thumbnail">${picture(thumbnail.url)}</div>`,
    ending.length > 0 &&
      `<div class="footer">${icon(footer?.icon_url)}<span>${ending.join('<i>•</i>')}</span></div>`,
  ];
  const classes = ['embed', thumbnail && 'with-thumbnail', image && 'with-image'].filter(Boolean).join(' ');
  const bar = color ? ` style="border-left-color:#${color.toString(16).padStart(6, '0')}"` : '';
  return `<section class="${classes}"${bar}><div class="grid">${parts.filter(Boolean).join('\n')}</div></section>`;
}

/** Lays out fields in twelve columns: each row has one full-width field or up to three inline fields. */
function fieldsHtml(
  fields: NonNullable<DiscordEmbed['fields']>,
  place: Place,
  options: MarkdownOptions,
): string {
  const rows: (typeof fields)[number][][] = [];
  for (const field of fields) {
    const row = rows.at(-1);
    if (field.inline && row?.[0]?.inline && row.length < 3) row.push(field);
    else rows.push([field]);
  }
  return rows
    .flatMap((row) =>
      row.map(({ name, value }, index) => {
        const width = 12 / row.length;
        return `<div class="field" style="grid-column:${index * width + 1}/${(index + 1) * width + 1}">
<div class="field-name">${markdownToHtml(name, place, options)}</div>
<div class="field-value">${markdownToHtml(value, 'value', options)}</div></div>`;
      }),
    )
    .join('');
}

function rowHtml({ type, components = [] }: NonNullable<DiscordMessage['components']>[number]): string {
  if (type !== 1) throw new Error(`No picture of a component of type ${type} yet`);
  return `<div class="row">${components.map(componentHtml).join('')}</div>`;
}

function componentHtml({
  type,
  style = 2,
  label = '',
  emoji,
  disabled,
  placeholder = '',
  options = [],
}: DiscordComponent): string {
  if (type === 3) {
    const chosen = options.filter((option) => option.default);
    const text = chosen.map((option) => `<span>${escapeHtml(option.label)}</span>`).join('');
    return `<div class="select${text ? ' chosen' : ''}">${text || escapeHtml(placeholder)}<i></i></div>`;
  }
  if (type !== 2) throw new Error(`No picture of a component of type ${type} yet`);
  const face = emoji?.name ? `<span class="emoji">${escapeHtml(emoji.name)}</span>` : '';
  return `<span class="button ${BUTTON_STYLES[style] ?? ''}${disabled ? ' disabled' : ''}">${face}${plainToHtml(label)}${
    style === 5 ? OPEN_ICON : ''
  }</span>`;
}

function reactionHtml({ emoji, count, me }: NonNullable<DiscordMessage['reactions']>[number]): string {
  return `<span class="reaction${me ? ' me' : ''}"><span class="emoji">${escapeHtml(emoji.name ?? '')}</span>${count}</span>`;
}

function threadHtml({ name, message_count = 0 }: NonNullable<DiscordMessage['thread']>): string {
  const last = message_count
    ? '최근 메시지를 보려면 스레드를 여세요.'
    : '이 스레드에 최근 메시지가 없습니다.';
  return `<div class="thread"><div><b>${plainToHtml(name)}</b><a>메시지 ${message_count}개 ›</a></div><p>${last}</p></div>`;
}
