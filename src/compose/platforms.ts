import { EventEmitter } from 'node:events';
import type { Instrumentation } from '../app/telemetry/instrument.ts';
import type { Config } from '../config/config.ts';
import { WEB_PLACE } from '../domain/subscription/subscription.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Network } from '../lib/network/network.ts';
import { createDiscordCall, type DiscordCall } from '../platforms/discord/api/call.ts';
import { createRest } from '../platforms/discord/api/client.ts';
import { createRequestRateLimiter } from '../platforms/discord/api/rate-limiter.ts';
import { createMakeRequest } from '../platforms/discord/api/request.ts';
import type { KnownChannels } from '../platforms/discord/forum.ts';
import { createDiscordInitialReactions } from '../platforms/discord/initial-reactions.ts';
import { createDiscordMessenger } from '../platforms/discord/messenger.ts';
import { createDiscordPublisher } from '../platforms/discord/publisher.ts';
import type { AddInitialReactions } from '../platforms/shared/initial-reactions.ts';
import { createSlackCall, type SlackCall } from '../platforms/slack/api/call.ts';
import type { SlackFetch } from '../platforms/slack/api/client.ts';
import {
  type ChannelRateLimiter,
  createChannelRateLimiter,
  rateLimitCalls,
} from '../platforms/slack/api/rate-limiter.ts';
import { retryReads } from '../platforms/slack/api/retry-reads.ts';
import { createSlackInitialReactions } from '../platforms/slack/initial-reactions.ts';
import { createSlackMessenger } from '../platforms/slack/messenger.ts';
import { createSlackPublisher } from '../platforms/slack/publisher.ts';
import { createWebPublisher, type WebEvents } from '../platforms/web/publisher.ts';
import type { MessageLog } from '../ports/message-log.ts';
import type { Messenger, Publisher } from '../ports/publisher.ts';

/** Publishers and clients. A chat platform without credentials has no publisher, and its client is null. */
export interface Platforms {
  /** The publishers by platform. If a platform rejects our credentials, its publisher is removed. */
  readonly publishers: Map<string, Publisher>;
  /** The messengers of the enabled chat platforms, by platform. */
  readonly messengers: ReadonlyMap<string, Messenger>;
  /** Notifies the open pages of the web channel of changes. */
  readonly events: WebEvents;
  readonly discord: DiscordClient | null;
  readonly slack: SlackClient | null;
}

/** Discord's credentials, and functions that make requests with them. */
export type DiscordClient = NonNullable<Config['discord']> & {
  readonly call: DiscordCall;
  readonly channels: KnownChannels;
  readonly addInitialReactions: AddInitialReactions;
};

export type SlackClient = NonNullable<Config['slack']> & {
  readonly call: SlackCall;
  readonly rateLimiter: ChannelRateLimiter;
  readonly addInitialReactions: AddInitialReactions;
};

interface ClientDeps {
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface PlatformDeps extends ClientDeps {
  readonly messages: MessageLog;
  readonly instrumentation: Instrumentation;
}

/** Creates the clients and publishers, without making a request. */
export function connectPlatforms(
  { messages, instrumentation, network, clock, log, signal }: PlatformDeps,
  config: Pick<Config, 'discord' | 'slack'>,
): Platforms {
  const events: WebEvents = new EventEmitter();
  // Each open page adds a listener, so many listeners do not indicate a leak.
  events.setMaxListeners(0);
  const clientDeps = { network, clock, log, signal };
  const discord = config.discord && createDiscordClient(config.discord, clientDeps);
  const slack = config.slack && createSlackClient(config.slack, clientDeps);
  const publishers = new Map<string, Publisher>();
  const add = (platform: string, publisher: Publisher) =>
    publishers.set(platform, instrumentation.publisher(platform, publisher));
  add(WEB_PLACE.platform, createWebPublisher({ messages, clock, events }));
  if (slack) add('slack', createSlackPublisher({ ...slack, log }));
  if (discord) add('discord', createDiscordPublisher({ ...discord, clock }));
  const messengers = new Map<string, Messenger>();
  if (slack) messengers.set('slack', createSlackMessenger(slack));
  if (discord) messengers.set('discord', createDiscordMessenger(discord));
  return { publishers, messengers, events, discord, slack };
}

export function createDiscordClient(config: NonNullable<Config['discord']>, deps: ClientDeps): DiscordClient {
  const makeRequest = createMakeRequest(deps.network);
  const rest = createRest(config.token, config.apiUrl, createRequestRateLimiter(deps.clock), makeRequest);
  const call = createDiscordCall({ ...deps, rest });
  const channels: KnownChannels = { typeOf: () => undefined };
  return { ...config, call, channels, addInitialReactions: createDiscordInitialReactions({ ...deps, call }) };
}

function createSlackClient(config: NonNullable<Config['slack']>, deps: ClientDeps): SlackClient {
  const fetch = deps.network.fetch as SlackFetch;
  const once = createSlackCall(config.botToken, config.apiUrl, deps.signal, fetch);
  const call = retryReads(rateLimitCalls(once, deps), deps);
  return {
    ...config,
    call,
    rateLimiter: createChannelRateLimiter(deps),
    addInitialReactions: createSlackInitialReactions({ ...deps, call }),
  };
}
