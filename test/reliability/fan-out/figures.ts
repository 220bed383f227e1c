import { cardWording } from '../../../src/i18n/ko/card.ts';
import { DAY } from './places.ts';
import type { Noon } from './scene.ts';

const SECOND = 1_000;

/** Arrival times of the requests with the token, in milliseconds, ascending. */
export const instantsOf = ({ discord }: Pick<Noon, 'discord'>): number[] =>
  discord.requests.filter(({ path }) => !/^\/(interactions|webhooks)\//.test(path)).map(({ at }) => at);

/** The largest number of instants within one second. */
export function largestSecond(instants: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (const [index, at] of instants.entries()) {
    while (at - (instants[from] ?? at) >= SECOND) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

/** Requests per second under full load: from the first message until 5 % are left. */
export function busyRate({ discord }: Pick<Noon, 'discord'>): number {
  const first = discord.requests.find(({ method }) => method === 'POST')?.at ?? 0;
  const busy = instantsOf({ discord }).filter((at) => at >= first);
  const end = busy[Math.floor(busy.length * 0.95)] ?? first;
  return (busy.filter((at) => at < end).length / (end - first)) * SECOND;
}

/** The requests for messages on Slack. */
export const postsOf = ({ slack }: Pick<Noon, 'slack'>) =>
  slack.requests.filter(({ method }) => method === 'chat.postMessage');

/** The shortest time between two messages to the same Slack channel, in milliseconds. */
export function smallestGap(noon: Pick<Noon, 'slack'>): number {
  const gaps = [...Map.groupBy(postsOf(noon), ({ body }) => String(body.channel)).values()].flatMap((those) =>
    those.slice(1).map(({ at }, index) => at - (those[index]?.at ?? 0)),
  );
  return Math.min(...gaps);
}

/** Number of rate limit responses (429). */
export const countLimited = (noon: Noon) => ({
  discord: noon.discord.refusals.filter(({ status }) => status === 429).length,
  slack: noon.slack.refusals.filter(({ error }) => error === 'ratelimited').length,
});

/** The messages of a place's channels, in order: the heading, then paper ids. */
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

/** Places by content: the edition, once and in order; nothing, if they refuse; anything else. */
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

/** Time from a platform's first message to the last request for a place that is not slow, in milliseconds. */
export function timeOfOthers({ discord, slack, places }: Noon, platform: 'discord' | 'slack'): number {
  const requests =
    platform === 'discord'
      ? discord.requests.map(({ path, at }) => ({ channel: path.split('/')[2], at }))
      : slack.requests
          // Initial reactions have low priority.
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
