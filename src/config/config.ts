import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isTimeZone } from '../domain/calendar/day.ts';
import { SetupError } from '../domain/errors.ts';
import { LATER_SETTINGS, type Place, type Settings } from '../domain/subscription/subscription.ts';
import { LOG_LEVELS } from '../lib/log.ts';
import { isHttpUrl, type ModelConfig, type Read, readModel, readWhole } from './model.ts';

export interface Config {
  readonly openAi: ModelConfig | null;
  readonly huggingFace: { readonly endpoint: string; readonly token: string | undefined };
  readonly discord: {
    readonly token: string;
    /** Without it discord.js's own. */
    readonly apiUrl: string | undefined;
    /** Commands are registered for this server only. */
    readonly guildId: string | undefined;
  } | null;
  readonly slack: {
    readonly botToken: string;
    /** Socket Mode; without it HTTP mode with the signing secret. */
    readonly appToken: string | undefined;
    readonly signingSecret: string | undefined;
    readonly apiUrl: string | undefined;
  } | null;
  readonly databasePath: string;
  readonly cachePath: string;
  /** The search index: beside the database, and made anew from it if it is missing. */
  readonly searchPath: string;
  /** Of a new subscription. */
  readonly settings: Settings;
  readonly subscribe: readonly Place[];
  /** Is told when something needs a person. */
  readonly alertPlace: Place | null;
  readonly port: number;
  readonly host: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly startAt: number | null;
  /** Must never be seen. */
  readonly secrets: readonly string[];
}

/** What SUBSCRIBE may name; the web channel is always subscribed. */
const PLATFORMS = ['discord', 'slack'];
const SECRETS = [
  ...['OPENAI_API_KEY', 'HF_TOKEN', 'DISCORD_TOKEN'],
  ...['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'],
];

/** The process's environment, with the variables of a `.env` file in this folder where they are not set. */
export function readEnvironment(): NodeJS.ProcessEnv {
  // An empty value counts as not set, so it must not hide the file's.
  for (const [name, value] of Object.entries(process.env)) if (value === '') delete process.env[name];
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/**
 * Reads the configuration; an empty value counts as not set.
 * @throws {SetupError} that lists every mistake at once, without any value that may be secret
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const mistakes: string[] = [];
  const get = (name: string) => env[name]?.trim() || undefined;
  const read: Read = (name, fallback, parse, wanted) => {
    const value = parse(get(name) ?? fallback);
    if (value === undefined) mistakes.push(`${name} must be ${wanted}`);
    return value as NonNullable<typeof value>;
  };

  const databasePath = read(
    'DATABASE_URL',
    'file:data/paperboy.db',
    readFilePath,
    'file:PATH (Postgres comes later)',
  );
  const token = get('HF_TOKEN');
  for (const name of SECRETS) {
    // Anything else cannot stand in a header, and an error would name it.
    if (!/^[\x21-\x7e]*$/.test(get(name) ?? '')) mistakes.push(`${name} must be visible ASCII characters`);
  }

  const discordToken = get('DISCORD_TOKEN');
  const discordApi = read('DISCORD_API_URL', '', readOptionalUrl, 'an http(s) address');
  const slackApi = read('SLACK_API_URL', '', readOptionalUrl, 'an http(s) address');
  const guildId = get('DISCORD_GUILD_ID');
  if (guildId && !/^\d{1,21}$/.test(guildId))
    mistakes.push('DISCORD_GUILD_ID must be the number of a server');

  const config: Config = {
    openAi: readModel(get, read, mistakes),
    huggingFace: {
      endpoint: read(
        'HF_ENDPOINT',
        'https://huggingface.co',
        (text) => (isHttpUrl(text) ? text : undefined),
        'an http(s) address',
      ),
      token,
    },
    discord: discordToken ? { token: discordToken, apiUrl: discordApi || undefined, guildId } : null,
    slack: readSlack(get, slackApi, mistakes),
    databasePath,
    searchPath: `${databasePath?.replace(/\.db$/, '')}.search.db`,
    cachePath: read('CACHE_URL', `file:${databasePath}`, readFilePath, 'file:PATH (other stores come later)'),
    settings: {
      at: read('DIGEST_AT', '12:00', readTime, 'a time such as 09:30'),
      timeZone: read(
        'DIGEST_TIME_ZONE',
        'Asia/Seoul',
        (zone) => (isTimeZone(zone) ? zone : undefined),
        'a time zone such as Asia/Seoul',
      ),
      count: read('DIGEST_COUNT', '5', readWhole(1, 100), 'a whole number from 1 to 100'),
      mode: 'closed',
      fields: [],
      words: [],
      minUpvotes: 0,
      ...LATER_SETTINGS,
    },
    subscribe: read('SUBSCRIBE', '', readPlaces, 'places such as discord:123,slack:C0123'),
    alertPlace: read('ALERT_PLACE', '', readOptionalPlace, 'one place such as discord:123 or slack:C0123'),
    port: read('PORT', '8080', readWhole(0, 65_535), 'a port from 0 to 65535'),
    host: get('HOST') ?? '127.0.0.1',
    logLevel: read(
      'LOG_LEVEL',
      'info',
      (text) => LOG_LEVELS.find((level) => level === text),
      LOG_LEVELS.join(', '),
    ),
    startAt: read('NOW', '', readInstant, 'an ISO instant such as 2026-08-22T03:00:00Z'),
    secrets: SECRETS.map(get).filter((secret) => secret !== undefined),
  };
  if (mistakes.length > 0) throw new SetupError(`The environment is not right:\n- ${mistakes.join('\n- ')}`);
  return Object.freeze(config);
}

function readSlack(
  get: (name: string) => string | undefined,
  api: string | undefined,
  mistakes: string[],
): Config['slack'] {
  const [botToken, appToken, signingSecret] = [
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_SIGNING_SECRET',
  ].map(get);
  if (!botToken) {
    if (appToken || signingSecret) mistakes.push('SLACK_BOT_TOKEN must be set for Slack to be on');
    return null;
  }
  if (!appToken && !signingSecret) {
    mistakes.push(
      'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode) must be set beside SLACK_BOT_TOKEN',
    );
  }
  // Slack's own client joins a method's name to it.
  return { botToken, appToken, signingSecret, apiUrl: api ? `${api}/` : undefined };
}

const readOptionalUrl = (text: string) => (!text || isHttpUrl(text) ? text.replace(/\/+$/, '') : undefined);

/** The absolute path, so that two spellings of one file are known to be one. */
function readFilePath(text: string): string | undefined {
  const path = text.match(/^file:(?:\/\/(?=\/))?(.+)$/)?.[1];
  return path && resolve(path);
}

/** `HH:MM` in minutes past midnight. */
function readTime(text: string): number | undefined {
  const [, hours, minutes] = text.match(/^([01]?\d|2[0-3]):([0-5]\d)$/) ?? [];
  return hours && minutes ? Number(hours) * 60 + Number(minutes) : undefined;
}

function readInstant(text: string): number | null | undefined {
  if (!text) return null;
  const instant = Date.parse(text);
  return /^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:?\d{2})$/.test(text) && Number.isFinite(instant)
    ? instant
    : undefined;
}

function readOptionalPlace(text: string): Place | null | undefined {
  const places = readPlaces(text);
  return places && places.length <= 1 ? (places[0] ?? null) : undefined;
}

function readPlaces(text: string): Place[] | undefined {
  const places = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
    .map((item) => {
      const [platform = '', channel = '', ...rest] = item.split(':');
      const isId = platform !== 'discord' || /^\d{1,21}$/.test(channel);
      return PLATFORMS.includes(platform) && channel && isId && rest.length === 0
        ? { platform, workspace: '', channel }
        : undefined;
    });
  return places.every((place) => place !== undefined) ? places : undefined;
}
