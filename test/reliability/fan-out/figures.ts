import { cardWording } from '../../../src/i18n/ko/card.ts';
import { DAY } from './places.ts';
import type { Noon } from './scene.ts';

const SECOND = 1_000;

/** Of the requests that come with the token: when they came, in milliseconds, rising. */
export const instantsOf = ({ discord }: Pick<Noon, 'discord'>): number[] =>
  discord.requests.filter(({ path }) => !/^\/(interactions|webhooks)\//.test(path)).map(({ at }) => at);

/** The most instants that lie within less than a second. */
export function largestSecond(instants: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [index, at] of instants.entries()) {
    while (at - (instants[from] ?? at) >= SECOND) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

/** Requests a second while there was enough to do: from the first message to where a twentieth is left. */
export function busyRate({ discord }: Pick<Noon, 'discord'>): number {
  const first = discord.requests.find(({ method }) => method === 'POST')?.at ?? 0;
  const busy = instantsOf({ discord }).filter((at) => at >= first);
  const end = busy[Math.floor(busy.length * 0.95)] ?? first;
  return (busy.filter((at) => at < end).length / (end - first)) * SECOND;
}

/** The shortest time between two messages that came for one channel of Slack, in milliseconds. */
export function smallestGap({ slack }: Pick<Noon, 'slack'>): number {
  const posts = slack.requests.filter(({ method }) => method === 'chat.postMessage');
  const gaps = [...Map.groupBy(posts, ({ body }) => String(body.channel)).values()].flatMap((those) =>
    those.slice(1).map(({ at }, index) => at - (those[index]?.at ?? 0)),
  );
  return Math.min(...gaps);
}

/** Answers that said that it was too much. */
export const countLimited = (noon: Noon) => ({
  discord: noon.discord.refusals.filter(({ status }) => status === 429).length,
  slack: noon.slack.refusals.filter(({ error }) => error === 'ratelimited').length,
});

/** What stands in the channels of a place, in order: the heading, then papers by their ids. */
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

/** Places by what stands in them: the edition, once and in order; nothing, where they refuse; something else. */
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

/** From a platform's first message to the last request about a place that is not slow, in milliseconds. */
export function timeOfOthers({ discord, slack, places }: Noon, platform: 'discord' | 'slack'): number {
  const requests =
    platform === 'discord'
      ? discord.requests.map(({ path, at }) => ({ channel: path.split('/')[2], at }))
      : slack.requests
          // First votes come when there is time for them.
          .filter(({ method }) => method === 'chat.postMessage')
          .map(({ body, at }) => ({ channel: String(body.channel), at }));
  const ours = new Set(places.all.map(({ channel }) => channel));
  const instants = requests
    .filter(({ channel }) => channel && ours.has(channel) && !places.slow.has(`${platform}:${channel}`))
    .map(({ at }) => at);
  return (instants.at(-1) ?? 0) - (instants[0] ?? 0);
}

export const messagesOf = ({ discord, slack, places }: Noon): number =>
  places.all
    .filter(({ platform, channel }) => platform === 'slack' || discord.channel(channel))
    .map(({ platform, channel }) => (platform === 'slack' ? slack : discord).messages(channel).length)
    .reduce((sum, length) => sum + length, 0);
