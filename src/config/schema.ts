import { z } from 'zod';
import { isTimeZone } from '../domain/calendar/day.ts';
import { LOG_LEVELS } from '../lib/log.ts';
import {
  parseBaseUrl,
  parseFileUrl,
  parseHostNames,
  parseHttpUrl,
  parseInstant,
  parsePlace,
  parsePlaces,
  parsePrice,
  parseShare,
  parseSwitch,
  parseTime,
  parseWhole,
} from './parse.ts';
import { parsed, proxy, secret, settingDocs, whole } from './setting.ts';

export const DEFAULT_MODEL = 'gpt-4.1-mini';
/** OpenAI's price for the default model, in the format of OPENAI_PRICE (openai.com/api/pricing, 2025). */
export const DEFAULT_PRICE = '0.40,1.60';

const model = { section: 'Model', needs: ['OPENAI_API_KEY', 'OPENAI_BASE_URL'] } as const;

/**
 * Every environment variable: its type, default, error message and documentation. .env.example and
 * docs/configuration.md are generated from this schema (`npm run docs:config`).
 */
export const environment = z
  .object({
    OPENAI_API_KEY: secret({ section: 'Model', text: 'API key. A self-hosted server might not need one.' }),
    OPENAI_BASE_URL: parsed(parseHttpUrl, 'an http(s) URL without a user name or password')
      .optional()
      .register(settingDocs, {
        section: 'Model',
        text: 'Base URL of the server, such as `http://127.0.0.1:11434/v1`.',
        default: "OpenAI's own",
      }),
    OPENAI_MODEL: z
      .string()
      .prefault(DEFAULT_MODEL)
      .register(settingDocs, { ...model, text: 'Name of the model.' }),
    OPENAI_TIMEOUT: whole(1, 600, 'a whole number of seconds')
      .prefault('60')
      .register(settingDocs, { ...model, text: 'Timeout of one request, in seconds (1 to 600).' }),
    OPENAI_CONCURRENCY: whole(1, 64)
      .prefault('8')
      .register(settingDocs, {
        ...model,
        text: 'How many papers are summarised concurrently at most (1 to 64). Fewer while the server answers too slowly.',
      }),
    OPENAI_MAX_DAILY_TOKENS: parsed(parseWhole(1, 1e12), 'a whole number of tokens')
      .optional()
      .register(settingDocs, {
        ...model,
        text: "Token limit for one UTC day. Once it is reached, the rest of the day's cards show the abstract and say so.",
        default: 'no limit',
      }),
    OPENAI_PRICE: parsed(
      parsePrice,
      'two prices in US dollars per million tokens, input and output, such as 0.40,1.60',
    )
      .optional()
      .register(settingDocs, {
        ...model,
        text: 'Prices in US dollars per million input and output tokens, such as `0.40,1.60`. The cost estimates in the log and in `/paper status` use them.',
        default: `\`${DEFAULT_PRICE}\` for \`${DEFAULT_MODEL}\` at OpenAI`,
      }),
    CHECK_MODEL: z.string().optional().register(settingDocs, {
      section: 'Model',
      needs: model.needs,
      text: 'A second model on the same server, which checks some of the summaries for false claims.',
      default: 'no check',
    }),
    CHECK_SHARE: parsed(parseShare, 'a share from 0 to 1')
      .prefault('0.1')
      .register(settingDocs, {
        section: 'Model',
        needs: ['CHECK_MODEL'],
        text: 'The share of summaries that `CHECK_MODEL` checks (0 to 1). Repaired summaries are always checked.',
      }),
    SEARCH_MODEL: parsed(parseSwitch, 'on or off').prefault('on').register(settingDocs, {
      section: 'Model',
      needs: model.needs,
      text: 'Whether Korean questions that no paper matches are sent to the model, which turns them into English search words: `on` or `off` ([Privacy](operating.md#privacy)).',
    }),
    HF_ENDPOINT: parsed(parseHttpUrl, 'an http(s) URL without a user name or password')
      .prefault('https://huggingface.co')
      .register(settingDocs, { section: 'Hugging Face', text: 'Base URL of the Hugging Face Hub.' }),
    HF_TOKEN: secret({ section: 'Hugging Face', text: 'Access token. It doubles the rate limit.' }),
    DIGEST_AT: parsed(parseTime, 'a time such as 09:30')
      .prefault('12:00')
      .register(settingDocs, { section: 'Editions', text: 'Posting time, `HH:MM`.' }),
    DIGEST_TIME_ZONE: z
      .string()
      .refine(isTimeZone, 'must be a time zone such as Asia/Seoul')
      .prefault('Asia/Seoul')
      .register(settingDocs, { section: 'Editions', text: 'Time zone of the posting time.' }),
    DIGEST_COUNT: whole(1, 100)
      .prefault('5')
      .register(settingDocs, { section: 'Editions', text: 'Number of papers in an edition (1 to 100).' }),
    DISCORD_TOKEN: secret({ section: 'Discord', text: 'Bot token.' }),
    DISCORD_GUILD_ID: z
      .string()
      .regex(/^\d{1,21}$/, 'must be a server id')
      .optional()
      .register(settingDocs, {
        section: 'Discord',
        text: 'Id of one server: commands are registered only there, and appear immediately.',
        default: 'all servers',
      }),
    DISCORD_API_URL: parsed(parseBaseUrl, 'an http(s) URL without a user name or password')
      .optional()
      .register(settingDocs, {
        section: 'Discord',
        isForTests: true,
        text: 'Another base URL of the REST API, for tests.',
        default: "discord.js's own",
      }),
    SLACK_BOT_TOKEN: secret({ section: 'Slack', text: 'Bot token (`xoxb-…`).' }),
    SLACK_APP_TOKEN: secret({ section: 'Slack', text: 'App-level token (`xapp-…`), for Socket Mode.' }),
    SLACK_SIGNING_SECRET: secret({
      section: 'Slack',
      text: 'Signing secret. Without an app-level token it turns HTTP mode on: Slack sends its requests to `/slack/events` on `PORT`.',
    }),
    SLACK_API_URL: parsed(parseBaseUrl, 'an http(s) URL without a user name or password')
      .optional()
      .register(settingDocs, {
        section: 'Slack',
        isForTests: true,
        text: 'Another base URL of the Web API, for tests.',
        default: "Slack's own",
      }),
    SUBSCRIBE: parsed(parsePlaces, 'places such as discord:123,slack:C0123')
      .prefault('')
      .register(settingDocs, {
        section: 'Channels',
        text: 'Channels to subscribe at startup, separated by commas. They get the defaults under Editions. A channel that a user has unsubscribed stays unsubscribed.',
      }),
    ALERT_PLACE: parsed(parsePlace, 'one place such as discord:123 or slack:C0123')
      .prefault('')
      .register(settingDocs, {
        section: 'Channels',
        text: "A channel that gets a message when something needs an operator's attention.",
      }),
    ALERT_SUBSCRIBERS: parsed(parseSwitch, '1 or 0').prefault('1').register(settingDocs, {
      section: 'Channels',
      text: 'Whether whoever subscribed a channel is told, once, when the channel has accepted no messages for a day: `1` or `0`.',
    }),
    DATABASE_URL: parsed(parseFileUrl, 'file:PATH (Postgres is not supported yet)')
      .prefault('file:data/paperboy.db')
      .register(settingDocs, { section: 'Storage', text: 'SQLite file, `file:PATH`.' }),
    CACHE_URL: parsed(parseFileUrl, 'file:PATH (other stores are not supported yet)')
      .optional()
      .register(settingDocs, {
        section: 'Storage',
        text: 'A separate SQLite file, `file:PATH`, for data that can be lost without harm.',
        default: 'the database',
      }),
    HTTP_PROXY: proxy(
      'Proxy for `http:` addresses: `http://HOST:PORT` or `https://HOST:PORT`, with `USER:PASSWORD@` before the host if it asks for them.',
    ),
    HTTPS_PROXY: proxy(
      'Proxy for `https:` addresses, in the same form. Discord, Slack, Hugging Face and OpenAI need this one.',
    ),
    ALL_PROXY: proxy('Proxy for the addresses whose own variable is not set.'),
    NO_PROXY: z.string().prefault('').register(settingDocs, {
      section: 'Network',
      isInAnyCase: true,
      text: 'Addresses to connect to directly, separated by commas: hosts, with their subdomains (`corp.example`); IP addresses and ranges (`10.0.0.0/8`); all of them also with a port (`localhost:11434`); or `*` for everything. Loopback addresses have to be listed, too.',
    }),
    HOST: z.string().prefault('127.0.0.1').register(settingDocs, {
      section: 'Process',
      text: 'Address that the web channel, `/healthz` and `/metrics` listen on. They have no log-in: keep them on loopback, or behind a proxy that authenticates.',
    }),
    PORT: parsed(parseWhole(0, 65_535), 'a port from 0 to 65535').prefault('8080').register(settingDocs, {
      section: 'Process',
      text: 'Port of the web server; 0 selects any free port.',
    }),
    WEB_HOSTS: parsed(parseHostNames, 'host names such as papers.example,192.168.0.5, without ports')
      .prefault('')
      .register(settingDocs, {
        section: 'Process',
        text: "Host names that the web channel answers to, separated by commas, in addition to loopback names such as `localhost`: what readers see in their browser's address bar, without the port. It refuses all other names, whatever `HOST` is. `/healthz` and `/metrics` accept any.",
        default: 'loopback names',
      }),
    PUBLIC_URL: parsed(parseHttpUrl, 'an http(s) URL without a user name or password')
      .optional()
      .register(settingDocs, {
        section: 'Process',
        text: 'Address under which readers reach the web channel from outside, such as `https://papers.example`, for links in feeds and previews. Its host name is one of WEB_HOSTS.',
        default: 'the address that a reader asks for',
      }),
    LOG_LEVEL: z
      .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
      .default('info')
      .register(settingDocs, {
        section: 'Process',
        text: `Minimum level to log: \`${LOG_LEVELS.join('`, `')}\`. The log is JSON lines on standard error; on a terminal, lines for people.`,
      }),
    NOW: parsed(parseInstant, 'an ISO instant such as 2026-08-22T03:00:00Z')
      .optional()
      .register(settingDocs, {
        section: 'Process',
        isForTests: true,
        text: 'Time at which the clock starts, for tests and replays.',
        default: 'the system clock',
      }),
  })
  .refine((env) => env.SLACK_BOT_TOKEN || !(env.SLACK_APP_TOKEN || env.SLACK_SIGNING_SECRET), {
    path: ['SLACK_BOT_TOKEN'],
    error: 'must be set to enable Slack',
    // Run this check even if other checks have failed, so that all mistakes are reported together.
    when: () => true,
  })
  .refine((env) => !env.SLACK_BOT_TOKEN || env.SLACK_APP_TOKEN || env.SLACK_SIGNING_SECRET, {
    path: ['SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode)'],
    error: 'must be set together with SLACK_BOT_TOKEN',
    when: () => true,
  });

export type Environment = z.output<typeof environment>;
