import type { StoredMessage as SlackMessage } from '../../emulators/slack/index.ts';
import type { DailyPlace } from './places.ts';
import type { DaysWorld } from './world.ts';

/** A message on a platform. */
export interface Shown {
  /** What it is: `2026-01-05` for a heading, `2601.05001` for a card, `weekly 2026-01-09`; otherwise its text. */
  readonly slot: string;
  /** When it was posted, in milliseconds since the epoch. */
  readonly at: number;
}

/** Returns what a message's content is about; see `Shown.slot`. */
export function slotOf(content: object): string {
  const text = JSON.stringify(content).replaceAll('\\', '');
  const week = /papers\/week\/[^#]+#(\d{4}-\d\d-\d\d)/.exec(text)?.[1];
  if (week) return `weekly ${week}`;
  const paper = /huggingface\.co\/papers\/(\d{4}\.\d{5})/.exec(text)?.[1];
  if (paper) return paper;
  const [, year = '', month = '', date = ''] = /(\d{4})년 (\d+)월 (\d+)일/.exec(text) ?? [];
  return year ? `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}` : text;
}

/** Returns a place's messages in the order in which members read them: the cards of a thread after its heading. */
export function shownIn({ discord, slack }: DaysWorld, { platform, channel }: DailyPlace): Shown[] {
  if (platform === 'discord') {
    const read = (id: string): Shown[] =>
      discord
        .messages(id)
        .flatMap(({ id: messageId, timestamp, embeds, content, components }) => [
          { slot: slotOf({ embeds, content, components }), at: Date.parse(timestamp) },
          ...(discord.thread(id, messageId) ? read(messageId) : []),
        ]);
    return read(channel);
  }
  const toShown = ({ text, blocks, ts }: SlackMessage): Shown => ({
    slot: slotOf({ text, blocks }),
    at: Number(ts) * 1_000,
  });
  return slack
    .messages(channel)
    .flatMap((message) => [toShown(message), ...slack.replies(channel, message.ts).map(toShown)]);
}

/** Returns the place of a request that posts a message to it, and the message's content; null for other requests. */
export function postedBy(
  { discord, places }: Pick<DaysWorld, 'discord' | 'places'>,
  { method, path, body }: { readonly method: string; readonly path?: string; readonly body: unknown },
): { readonly place: DailyPlace; readonly content: object } | null {
  const fields = (body ?? {}) as Record<string, unknown>;
  const { channel, text, blocks, embeds, content, components } = fields;
  if (path === undefined) {
    const place = method === 'chat.postMessage' ? places.find((it) => it.channel === channel) : undefined;
    return place ? { place, content: { text, blocks } } : null;
  }
  const id = method === 'POST' ? /^\/channels\/(\d+)\/messages$/.exec(path)?.[1] : undefined;
  if (!id) return null;
  const found = discord.channel(id) as { readonly parent_id?: string | null } | undefined;
  const place = places.find((it) => it.channel === id || it.channel === found?.parent_id);
  return place ? { place, content: { embeds, content, components } } : null;
}
