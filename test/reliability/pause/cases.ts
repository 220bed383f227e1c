import { ChannelType } from 'discord.js';
import { DAY } from '../../../src/lib/duration.ts';
import { OUTCOMES as DISCORD_OUTCOMES } from '../../../src/platforms/discord/errors.ts';
import { OUTCOMES as SLACK_OUTCOMES } from '../../../src/platforms/slack/errors.ts';
import { defaultGuildId } from '../../emulators/discord/index.ts';
import { discordPlaceId, slackPlaceId } from '../../fixtures/place-ids.ts';
import type { DailyPlace } from '../days/places.ts';
import type { DaysWorld } from '../days/world.ts';
import type { RefusalFault, Refusals, Refused } from './refusals.ts';

export interface Scene {
  readonly world: DaysWorld;
  readonly refusals: Refusals;
}

/** How a reason to pause a place begins and ends. No event tells the bot of either. */
interface Steps {
  /** `until` is the end of the reason, in milliseconds since the epoch. */
  begin(scene: Scene, channel: string, until: number): void;
  end(scene: Scene, channel: string): void;
}

export interface PauseCase extends Steps {
  readonly name: string;
  /** The cause that the bot stores (`Pause.cause`). */
  readonly cause: string;
  readonly place: DailyPlace;
  /** The Discord server; '' on Slack. */
  readonly guild: string;
  readonly type: ChannelType;
  /** True if the bot has to be invited to the channel; Slack only. */
  readonly isPrivate: boolean;
}

type Draft = Steps &
  Pick<PauseCase, 'name' | 'cause'> & {
    readonly layout?: DailyPlace['layout'];
    readonly guild?: string;
    readonly type?: ChannelType;
    readonly isPrivate?: true;
  };

/** Servers whose state is the reason, so they have no other places. */
const TIMED_OUT = '200000000000000002';
const TIMED_OUT_BRIEFLY = '200000000000000003';
const FULL = '200000000000000004';

const codesOf = (outcomes: Readonly<Record<string, { readonly state: string }>>): string[] =>
  Object.keys(outcomes).filter((code) => outcomes[code]?.state === 'channelBlocked');
const DISCORD_CODES = codesOf(DISCORD_OUTCOMES);
const SLACK_CODES = codesOf(SLACK_OUTCOMES);
const NO_HISTORY = 'no message history';

/** The causes for which places are paused, except those that begin with an event. */
export const CAUSES: readonly string[] = [...DISCORD_CODES, ...SLACK_CODES, NO_HISTORY];

/** The platform refuses posts to a channel, or everything about it. */
const refusing = (what: Refused, fault: RefusalFault): Steps => ({
  begin: ({ refusals }, channel) => refusals.add(channel, what, fault),
  end: ({ refusals }, channel) => refusals.delete(channel),
});

const discordCodes = DISCORD_CODES.flatMap((code) =>
  (['posts', 'everything'] as const).map((what): Draft => {
    const status = code.startsWith('50') ? 403 : 400;
    const body = { message: `Refused (${code})`, code: Number(code) };
    return { name: `${code} to ${what}`, cause: code, ...refusing(what, { kind: 'status', status, body }) };
  }),
);

const slackCodes = SLACK_CODES.flatMap((code) =>
  // If the scope for posts is missing, the whole platform is off: only reads can pause a single place.
  (code === 'missing_scope' ? (['reads'] as const) : (['posts', 'everything'] as const)).map(
    (what): Draft => ({
      name: `${code} to ${what}`,
      cause: code,
      ...refusing(what, { kind: 'error', error: code }),
    }),
  ),
);

/** The bot lacks a permission in a channel. */
const lacking = (permission: string, cause: string): Pick<Draft, 'name' | 'cause' | 'begin' | 'end'> => ({
  name: `no ${permission}`,
  cause,
  begin: ({ world }, channel) => world.discord.setMissing(channel, [permission], true),
  end: ({ world }, channel) => world.discord.setMissing(channel, [], true),
});

const discordStates: readonly Draft[] = [
  lacking('ViewChannel', '50001'),
  lacking('SendMessages', '50013'),
  { ...lacking('Connect', '50001'), type: ChannelType.GuildVoice },
  ...['SendMessages', 'SendMessagesInThreads', 'CreatePublicThreads'].map((permission): Draft => {
    const steps = lacking(permission, '50013');
    return { ...steps, name: `${steps.name}, in threads`, layout: 'thread' };
  }),
  {
    name: 'no ReadMessageHistory',
    cause: NO_HISTORY,
    begin({ world, refusals }, channel) {
      world.discord.setMissing(channel, ['ReadMessageHistory'], true);
      // The bot only looks for a message that it might have sent.
      refusals.add(channel, 'posts', { kind: 'status', status: 500 });
    },
    end({ world, refusals }, channel) {
      world.discord.setMissing(channel, [], true);
      refusals.delete(channel);
    },
  },
  {
    name: 'a timeout that is lifted',
    cause: '50013',
    guild: TIMED_OUT,
    begin: ({ world }, _channel, until) => world.discord.timeOut(TIMED_OUT, until + 7 * DAY, true),
    end: ({ world }) => world.discord.timeOut(TIMED_OUT, null, true),
  },
  {
    name: 'a timeout that ends by itself',
    cause: '50013',
    guild: TIMED_OUT_BRIEFLY,
    begin: ({ world }, _channel, until) => world.discord.timeOut(TIMED_OUT_BRIEFLY, until, true),
    end: () => {},
  },
  {
    name: 'too many threads',
    cause: '160006',
    guild: FULL,
    layout: 'thread',
    begin: ({ world }, channel) => world.discord.fillThreads(channel, 1_000),
    end: ({ world }, channel) => world.discord.archiveThreads(channel),
  },
];

const slackStates: readonly Draft[] = [
  {
    name: 'archived',
    cause: 'is_archived',
    begin: ({ world }, channel) => world.slack.archive(channel),
    end: ({ world }, channel) => world.slack.archive(channel, false),
  },
  {
    name: 'removed from a private channel',
    cause: 'channel_not_found',
    isPrivate: true,
    begin: ({ world }, channel) => world.slack.kick(channel),
    end: ({ world }, channel) => world.slack.invite(channel),
  },
];

function toCase(platform: DailyPlace['platform'], draft: Draft, index: number): PauseCase {
  const {
    layout = 'channel',
    guild = defaultGuildId,
    type = ChannelType.GuildText,
    isPrivate = false,
  } = draft;
  const number = String(index + 1).padStart(4, '0');
  const isDiscord = platform === 'discord';
  const channel = isDiscord ? `30000000000001${number}` : `C0PAUSE${number}`;
  const placeId = isDiscord ? discordPlaceId(channel, guild) : slackPlaceId(channel);
  return {
    name: `${platform}, ${draft.name}`,
    cause: draft.cause,
    place: { platform, channel, placeId, count: 2, layout, weekly: false },
    guild: isDiscord ? guild : '',
    type,
    isPrivate,
    begin: draft.begin,
    end: draft.end,
  };
}

export const CASES: readonly PauseCase[] = [
  ...[...discordCodes, ...discordStates].map((draft, index) => toCase('discord', draft, index)),
  ...[...slackCodes, ...slackStates].map((draft, index) => toCase('slack', draft, index)),
];
