import { cardWording } from '../../../src/i18n/ko/card.ts';
import { DAY } from './places.ts';
import type { Noon } from './scene.ts';

const SECOND = 1_000;

/**
 * Returns the arrival times, in milliseconds and ascending, of the requests that count against Discord's global
 * limit. These are the requests with the bot's token.
 */
export const instantsOf = ({ discord }: Pick<Noon, 'discord'>): number[] =>
  discord.requests.filter(({ path }) => !/^\/(interactions|webhooks)\//.test(path)).map(({ at }) => at);

/** Returns the largest number of instants within any one second. */
export function largestSecond(instants: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [index, at] of instants.entries()) {
    while (at - (instants[from] ?? at) >= SECOND) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

/**
 * Returns the number of requests per second to Discord under full load: from the first message until only 5 %
 * of the requests are left.
 */
export function busyRate({ discord }: Pick<Noon, 'discord'>): number {
  const first = discord.requests.find(({ method }) => method === 'POST')?.at ?? 0;
  const busy = instantsOf({ discord }).filter((at) => at >= first);
  const end = busy[Math.floor(busy.length * 0.95)] ?? first;
  return (busy.filter((at) => at < end).length / (end - first)) * SECOND;
}

/** Returns the requests that post messages on Slack. */
export const postsOf = ({ slack }: Pick<Noon, 'slack'>) =>
  slack.requests.filter(({ method }) => method === 'chat.postMessage');

/** Returns the shortest time between two messages to the same Slack channel, in milliseconds. */
export function smallestGap(noon: Pick<Noon, 'slack'>): number {
  const gaps = [...Map.groupBy(postsOf(noon), ({ body }) => String(body.channel)).values()].flatMap((those) =>
    those.slice(1).map(({ at }, index) => at - (those[index]?.at ?? 0)),
  );
  return Math.min(...gaps);
}

/** Counts the rate limit responses (429) per platform. */
export const countLimited = (noon: Noon) => ({
  discord: noon.discord.refusals.filter(({ status }) => status === 429).length,
  slack: noon.slack.refusals.filter(({ error }) => error === 'ratelimited').length,
});

/** Returns the messages in a channel, in order: 'heading' for a heading, the paper id for a card. */
function shown({ discord, slack }: Noon, platform: string, channel: string): string[] {
  const heading = cardWording.headingTitle(DAY);
  if (platform === 'discord') {
    if (!discord.channel(channel)) return [];
    return discord
      .messages(channel)
      .map(({ embeds: [embed] }) =>
        embed?.title === heading ? 'heading' : (embed?.url?.split('/').at(-1) ?? ''),
      );
  }
  return slack
    .messages(channel)
    .map(({ text }) => (text.startsWith(heading) ? 'heading' : (/Paper (\d+) of/.exec(text)?.[1] ?? '')))
    .map((it) => (/^\d+$/.test(it) ? `2608.${it.padStart(5, '0')}` : it));
}

/**
 * Counts the places by their messages: `delivered` if the edition is there once, complete and in order;
 * `empty` if there are no messages; `others` for any other result.
 */
export function countPlaces(noon: Noon, count: number) {
  const wanted = [
    'heading',
    ...Array.from({ length: count }, (_, n) => `2608.${String(n + 1).padStart(5, '0')}`),
  ];
  const all = noon.places.all.map(({ platform, channel }) => shown(noon, platform, channel).join());
  return {
    delivered: all.filter((those) => those === wanted.join()).length,
    empty: all.filter((those) => those === '').length,
    others: all.filter((those) => those !== '' && those !== wanted.join()).length,
  };
}

/** Returns the time from the first to the last request for a platform's places, except slow ones, in milliseconds. */
export function timeOfOthers({ discord, slack, places }: Noon, platform: 'discord' | 'slack'): number {
  const requests =
    platform === 'discord'
      ? discord.requests.map(({ path, at }) => ({ channel: path.split('/')[2], at }))
      : slack.requests
          // Initial reactions on Slack have low priority, so they are not measured.
          .filter(({ method }) => method === 'chat.postMessage')
          .map(({ body, at }) => ({ channel: String(body.channel), at }));
  const ours = new Set(places.all.map(({ channel }) => channel));
  const instants = requests
    .filter(({ channel }) => channel && ours.has(channel) && !places.slow.has(channel))
    .map(({ at }) => at);
  return (instants.at(-1) ?? 0) - (instants[0] ?? 0);
}

export const messagesOf = ({ discord, slack, places }: Noon): number =>
  places.all
    .filter(({ platform, channel }) => platform === 'slack' || discord.channel(channel))
    .map(({ platform, channel }) => (platform === 'slack' ? slack : discord).messages(channel).length)
    .reduce((sum, length) => sum + length, 0);
