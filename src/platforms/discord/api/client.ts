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
import { makeRequest } from './request.ts';

/** The maximum number of cached users, and of cached members per server: reactions would fill the caches over time. */
const MAX_CACHED_PEOPLE = 200;
/** More than interactions can need: Discord's limit of 50 a second does not apply to them (topics/rate-limits). */
const INTERACTION_REQUESTS_PER_SECOND = 1_000;
/**
 * How long discord.js waits, when it connects, for guilds that are unavailable, in milliseconds. It delays commands
 * meanwhile, and they must be acknowledged within 3 seconds.
 */
const GUILD_TIMEOUT = 1.5 * SECOND;

export const SCOPES = [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands];

/**
 * The REST client for all requests that are safe to repeat; `createDiscordCall` retries them, with pauses. A request
 * waits for its channel's rate limit first, and for our rate limiter last.
 */
export function createRest(token: string, apiUrl: string | undefined, rateLimiter: RequestRateLimiter): REST {
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
 * Whether discord.js throws at a rate limit instead of waiting. One without a duration, such as a proxy's 429, has to
 * throw, because discord.js would not wait at all.
 */
function rejectOnRateLimit({ retryAfter, timeToReset, sublimitTimeout }: RateLimitData): boolean {
  return retryAfter <= 0 || Math.max(retryAfter, timeToReset, sublimitTimeout) > MAX_RATE_LIMIT_WAIT;
}

/** The gateway client, with only the intents for reactions and commands, and no cache that grows over time. */
export function clientOptions(apiUrl: string | undefined): ClientOptions {
  return {
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions],
    // Without partials, discord.js drops reactions to messages and by users that are not in its cache.
    partials: [Partials.Message, Partials.Reaction, Partials.User],
    allowedMentions: { parse: [] },
    waitGuildTimeout: GUILD_TIMEOUT,
    // This REST client only answers interactions.
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
