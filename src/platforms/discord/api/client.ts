import {
  type ClientOptions,
  GatewayIntentBits,
  OAuth2Scopes,
  Options,
  Partials,
  type RateLimitData,
  REST,
} from 'discord.js';
import { SECOND } from '../../../lib/duration.ts';
import { MAX_RATE_LIMIT_WAIT } from './call.ts';
import type { RequestRateLimiter } from './rate-limiter.ts';
import type { MakeRequest } from './request.ts';

/**
 * The maximum number of cached users, and of cached members per server: without a limit, reactions would fill the
 * caches over time.
 */
const MAX_CACHED_PEOPLE = 200;
/**
 * A limit that is never reached: Discord's limit of 50 requests a second does not apply to answers to interactions
 * (topics/rate-limits).
 */
const INTERACTION_REQUESTS_PER_SECOND = 1_000;
/**
 * How long discord.js waits for each server's data when it connects, in milliseconds. The wait delays commands, which
 * must be acknowledged within 3 seconds.
 */
const GUILD_TIMEOUT = 1.5 * SECOND;

export const SCOPES = [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands];

/**
 * Creates the REST client for requests that are safe to repeat; `createDiscordCall` retries them, with pauses. Each
 * request waits for the rate limit of its route first, then for our rate limiter.
 */
export function createRest(
  token: string,
  apiUrl: string | undefined,
  rateLimiter: RequestRateLimiter,
  makeRequest: MakeRequest,
): REST {
  return new REST({
    ...(apiUrl ? { api: apiUrl } : {}),
    retries: 0,
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    rejectOnRateLimit,
    makeRequest: (url, init) => {
      const request = () => makeRequest(url, init);
      return init.signal ? rateLimiter(init.signal, request) : request();
    },
  }).setToken(token);
}

/**
 * Returns true if discord.js should throw instead of waiting for a rate limit. If the limit has no duration, as in a
 * proxy's 429, discord.js has to throw: otherwise it would retry without a pause.
 */
function rejectOnRateLimit({ retryAfter, timeToReset, sublimitTimeout }: RateLimitData): boolean {
  return retryAfter <= 0 || Math.max(retryAfter, timeToReset, sublimitTimeout) > MAX_RATE_LIMIT_WAIT;
}

/** Returns options that give the gateway client only the intents that we need, and no cache that grows over time. */
export function clientOptions(apiUrl: string | undefined, makeRequest: MakeRequest): ClientOptions {
  return {
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions],
    // Without partials, discord.js drops a reaction if its message or user is not in the cache.
    partials: [Partials.Message, Partials.Reaction, Partials.User],
    allowedMentions: { parse: [] },
    waitGuildTimeout: GUILD_TIMEOUT,
    // discord.js uses this REST client to answer interactions and to look up the gateway's address.
    rest: {
      ...(apiUrl ? { api: apiUrl } : {}),
      makeRequest,
      globalRequestsPerSecond: INTERACTION_REQUESTS_PER_SECOND,
      rejectOnRateLimit,
    },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      AutoModerationRuleManager: 0,
      GuildBanManager: 0,
      GuildEmojiManager: 0,
      GuildInviteManager: 0,
      GuildScheduledEventManager: 0,
      GuildStickerManager: 0,
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      ReactionUserManager: 0,
      StageInstanceManager: 0,
      VoiceStateManager: 0,
      GuildMemberManager: {
        maxSize: MAX_CACHED_PEOPLE,
        keepOverLimit: ({ id, client }) => id === client.user.id,
      },
      UserManager: {
        maxSize: MAX_CACHED_PEOPLE,
        keepOverLimit: ({ id, client }) => id === client.user.id,
      },
    }),
  };
}
