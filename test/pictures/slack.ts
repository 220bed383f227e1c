import { readFileSync } from 'node:fs';
import { escapeHtml } from './discord-text.ts';
import { blockToHtml, emojiHtml, type SlackBlock } from './slack-blocks.ts';
import { mrkdwnToHtml } from './slack-mrkdwn.ts';

/** The fields of a Slack message that a picture shows; other fields are ignored. */
export interface SlackPost {
  readonly text?: string;
  readonly blocks?: readonly SlackBlock[];
  readonly reactions?: readonly {
    readonly name: string;
    readonly count: number;
    readonly users: readonly string[];
  }[];
  readonly username: string;
  /** Seconds since the epoch, as Slack writes them: "1787281200.000100". */
  readonly ts: string;
  readonly ephemeral?: boolean;
  readonly edited?: { readonly ts: string };
}

export interface PageOptions {
  /** Default: the browser's colour scheme. */
  readonly theme?: 'dark' | 'light';
  /** The viewing user, whose own reactions Slack highlights. */
  readonly viewer?: string;
}

const CSS = ['slack.css', 'slack-blocks.css']
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n');
/** Messages of one author that are less than this far apart are grouped under one name. */
const GROUPED_SECONDS = 5 * 60;
const ZONE = { timeZone: 'Asia/Seoul' } as const;
const TIME = new Intl.DateTimeFormat('ko-KR', { ...ZONE, hour: 'numeric', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('ko-KR', { ...ZONE, month: 'long', day: 'numeric', weekday: 'long' });

const svg = (size: number, path: string) =>
  `<svg width="${size}" height="${size}" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;
const EYE_ICON = svg(
  16,
  '<path d="M1.800 10C3.200 6.500 6.300 4.300 10 4.300s6.800 2.200 8.200 5.700c-1.400 3.500-4.500 5.700-8.200 5.700S3.200 13.500 1.800 10Z"/><circle cx="10" cy="10" r="2.800"/>',
);
const CHEVRON_ICON = svg(12, '<path d="m5 7.500 5 5 5-5"/>');
const ADD_ICON = svg(
  16,
  '<path d="M11 3a7 7 0 1 0 6 6.500M6.200 11.500c.7 1.800 2 2.600 3.600 2.600s2.900-.8 3.600-2.600M7.500 8v.600M12 8v.600M16 1.500v5M13.500 4h5"/>',
);
const BOT_ICON =
  '<svg width="22" height="22" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"><path fill-rule="evenodd" d="M5 4h11a2 2 0 0 1 2 2v11a1 1 0 0 0 2 0V9h1a1 1 0 0 1 1 1v7a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a2 2 0 0 1 2-2Zm1.500 3v4h8V7h-8Zm0 6v1.500h8V13h-8Zm0 3v1.500h5V16h-5Z"/></svg>';

/** Renders messages as one self-contained page, as Slack's desktop client would show them. */
export function messagesToHtml(messages: readonly SlackPost[], options: PageOptions = {}): string {
  const { theme, viewer } = options;
  const body = messages.map((message, index) => {
    const before = messages[index - 1];
    const day = DAY.format(dateOf(message));
    const isNewDay = !before || DAY.format(dateOf(before)) !== day;
    const line = isNewDay ? `<div class="day"><span>${day}${CHEVRON_ICON}</span></div>` : '';
    return line + messageHtml(message, { joined: !isNewDay && continues(message, before), viewer });
  });
  return `<!doctype html><html lang="ko"${theme ? ` data-theme="${theme}"` : ''}><head><meta charset="utf-8">
<title>Slack</title><style>${CSS}</style></head><body><main>${body.join('\n')}</main></body></html>`;
}

function messageHtml(
  { text = '', blocks = [], reactions = [], username, ephemeral, edited, ts }: SlackPost,
  { joined, viewer }: { joined: boolean; viewer: string | undefined },
): string {
  const head = joined
    ? ''
    : `<div class="avatar">${BOT_ICON}</div><h4><b>${escapeHtml(username)}</b><span class="badge">앱</span><time>${TIME.format(dateOf({ ts }))}</time></h4>`;
  // If a message has blocks, Slack shows the text only in notifications.
  const body = blocks.length > 0 ? blocks.map(blockToHtml).join('\n') : mrkdwnToHtml(text);
  const pills = reactions.map((reaction) => reactionHtml(reaction, viewer)).join('');
  return `<article class="${joined ? 'joined' : 'first'}">
${ephemeral ? `<div class="only-you">${EYE_ICON}<span>나에게만 표시</span></div>` : ''}${head}
<div class="body">${body}${edited ? '<span class="edited">(편집됨)</span>' : ''}</div>
${pills && `<div class="reactions">${pills}<span class="reaction add">${ADD_ICON}</span></div>`}
</article>`;
}

/** Returns true if a message is grouped with the message before it, under one name. */
function continues(message: SlackPost, before: SlackPost): boolean {
  const isNear = Number(message.ts) - Number(before.ts) < GROUPED_SECONDS;
  return isNear && message.username === before.username && !message.ephemeral && !before.ephemeral;
}

function reactionHtml(
  { name, count, users }: NonNullable<SlackPost['reactions']>[number],
  viewer: string | undefined,
): string {
  const isMine = viewer !== undefined && users.includes(viewer);
  return `<span class="reaction${isMine ? ' mine' : ''}">${emojiHtml(name)}<span>${count}</span></span>`;
}

const dateOf = ({ ts }: Pick<SlackPost, 'ts'>) => new Date(Number(ts) * 1_000);
