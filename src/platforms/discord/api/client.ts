import {
  type ClientOptions,
  GatewayIntentBits,
  OAuth2Scopes,
  Options,
  Partials,
  type RateLimitData,
  REST,
} from 'discord.js';
import { MAX_LIMIT } from './call.ts';
import type { RequestRateLimiter } from './rate-limiter.ts';
import { makeRequest } from './request.ts';

/** Users and members that are kept: reactions would fill the caches over time. */
const KEPT_PEOPLE = 200;
const ANSWERS_A_SECOND = 1_000;
/** Until servers that are out are no longer waited for; commands wait meanwhile, and have 3 seconds. */
const WAIT_FOR_GUILDS = 1_500;

export const SCOPES = [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands];

/**
 * The REST client of the publisher and of all that may be repeated: `createDiscordCall` retries, with pauses. A
 * request waits for its turn last, after the limits of its channel.
 */
export function createRest(token: string, apiUrl: string | undefined, pace: RequestRateLimiter): REST {
  return new REST({
    ...(apiUrl ? { api: apiUrl } : {}),
    retries: 0,
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    rejectOnRateLimit,
    makeRequest: (url, init) => {
      const request = () => makeRequest(url, init);
      return init.signal ? pace(init.signal, request) : request();
    },
  }).setToken(token);
}

/** discord.js waits in a queue for the rest; where no time is named (a proxy's 429) it would not wait at all. */
function rejectOnRateLimit({ retryAfter, timeToReset, sublimitTimeout }: RateLimitData): boolean {
  return retryAfter <= 0 || Math.max(retryAfter, timeToReset, sublimitTimeout) > MAX_LIMIT;
}

/** The gateway client: what reactions and commands need and no more; nothing that grows over time is kept. */
export function clientOptions(apiUrl: string | undefined): ClientOptions {
  return {
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions],
    // Without these discord.js drops reactions to messages, and by people, that it has not seen.
    partials: [Partials.Message, Partials.Reaction, Partials.User],
    allowedMentions: { parse: [] },
    waitGuildTimeout: WAIT_FOR_GUILDS,
    // It only answers interactions, which the limit of 50 a second is not for (topics/rate-limits, "Global").
    rest: {
      ...(apiUrl ? { api: apiUrl } : {}),
      makeRequest,
      globalRequestsPerSecond: ANSWERS_A_SECOND,
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
      GuildMemberManager: { maxSize: KEPT_PEOPLE, keepOverLimit: ({ id, client }) => id === client.user.id },
      UserManager: { maxSize: KEPT_PEOPLE, keepOverLimit: ({ id, client }) => id === client.user.id },
    }),
  };
}
