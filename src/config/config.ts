import { SetupError } from '../domain/errors.ts';
import type { Price } from '../domain/paper/cost.ts';
import { INITIAL_SETTINGS, type Settings } from '../domain/subscription/settings.ts';
import type { Place } from '../domain/subscription/subscription.ts';
import { readHostName } from '../lib/host-name.ts';
import type { Proxies } from '../lib/network/proxies.ts';
import { type EnvFile, NO_ENV_FILE, readEnvFile } from './env-file.ts';
import { findMistakes, findSimilarSecrets, type ReadEnvironment } from './mistakes.ts';
import { isSetting, type SimilarName } from './names.ts';
import { parsePrice } from './parse.ts';
import { DEFAULT_MODEL, DEFAULT_PRICE, type Environment, environment } from './schema.ts';
import { settingDocs } from './setting.ts';

export interface Config {
  readonly openAi: ModelConfig | null;
  readonly huggingFace: { readonly endpoint: string; readonly token: string | undefined };
  readonly discord: {
    readonly token: string;
    /** The base URL of the REST API; undefined for discord.js's default. */
    readonly apiUrl: string | undefined;
    /** The only server in which commands are registered; undefined for all servers. */
    readonly guildId: string | undefined;
  } | null;
  readonly slack: {
    readonly botToken: string;
    /** The token for Socket Mode; undefined for HTTP mode, which uses the signing secret. */
    readonly appToken: string | undefined;
    readonly signingSecret: string | undefined;
    readonly apiUrl: string | undefined;
  } | null;
  /** An absolute path, like `cachePath` and `searchPath`. */
  readonly databasePath: string;
  readonly cachePath: string;
  /** The file of the search index, next to the database. A missing file is rebuilt from the database. */
  readonly searchPath: string;
  /** The default settings of a new subscription. */
  readonly settings: Settings;
  readonly subscribe: readonly Place[];
  /** The place to which alerts are sent; null for no alerts. */
  readonly alertPlace: Place | null;
  /** False if nobody is told about paused places. */
  readonly alertsSubscribers: boolean;
  readonly proxies: Proxies;
  readonly port: number;
  readonly host: string;
  /** The host names that the web page answers to, besides loopback, as `readHostName` returns them. */
  readonly webHosts: readonly string[];
  /** The address under which readers reach the page from outside; undefined: the one that they ask for. */
  readonly publicUrl: string | undefined;
  readonly logLevel: Environment['LOG_LEVEL'];
  /** The time at which the clock starts, in milliseconds since the epoch; null for the system clock. */
  readonly startAt: number | null;
  /** The values that must never be logged or printed. */
  readonly secrets: readonly string[];
  /** Variables that we do not know, but whose names are similar to a setting that is not set. */
  readonly similarNames: readonly SimilarName[];
}

/** The model that writes summaries, and its limits. */
export interface ModelConfig {
  readonly apiKey: string | undefined;
  readonly baseUrl: string | undefined;
  readonly model: string;
  readonly timeoutMs: number;
  /** The maximum number of papers that are summarised concurrently. */
  readonly concurrency: number;
  /** The model of the claim check, and the share of summaries (0 to 1) to check; null for no check. */
  readonly claimCheck: { readonly model: string; readonly share: number } | null;
  /** False if no members' questions are sent to the model. */
  readonly translatesQueries: boolean;
  readonly price: Price | null;
  /** The limit on tokens per UTC day; null for no limit. */
  readonly maxDailyTokens: number | null;
}

/** Returns the environment of the process, with missing values read from `.env` in the working directory. */
export function readEnvironment(): ReadEnvironment {
  // An empty value counts as not set, so it must not override the value in `.env`.
  for (const [name, value] of Object.entries(process.env)) if (value === '') delete process.env[name];
  const file = readEnvFile(isSetting);
  const onlyHere = file.onlyHere.filter((name) => process.env[name] === undefined);
  for (const name of onlyHere) process.env[name] = file.values[name];
  return { env: process.env, file: { ...file, onlyHere } };
}

/**
 * Returns those of a command's options that npm has taken for itself: it takes what stands before `--`, sets a variable
 * for it, and passes on the values alone.
 */
export const takenByNpm = (options: readonly string[]): string[] =>
  options.filter((option) => process.env[`npm_config_${option}`] !== undefined);

/**
 * Reads the configuration; an empty value counts as not set.
 * @param file the `.env` that completed `env`, if there is one
 * @throws {SetupError} that lists all mistakes together, without secrets and what could be one
 */
export function readConfig(env: NodeJS.ProcessEnv, file: EnvFile = NO_ENV_FILE): Config {
  const values = valuesInUse(env);
  const { success, data, error } = environment.safeParse(values);
  const { mistakes, similarNames } = findMistakes({ env, file }, values, error?.issues ?? []);
  if (!success || mistakes.length > 0) {
    throw new SetupError(`The configuration is invalid:\n- ${mistakes.join('\n- ')}`);
  }
  return Object.freeze<Config>({
    openAi: toModelConfig(data),
    huggingFace: { endpoint: data.HF_ENDPOINT, token: data.HF_TOKEN },
    discord: data.DISCORD_TOKEN
      ? { token: data.DISCORD_TOKEN, apiUrl: data.DISCORD_API_URL, guildId: data.DISCORD_GUILD_ID }
      : null,
    slack: data.SLACK_BOT_TOKEN
      ? {
          botToken: data.SLACK_BOT_TOKEN,
          appToken: data.SLACK_APP_TOKEN,
          signingSecret: data.SLACK_SIGNING_SECRET,
          // Slack's client appends the method name directly, so the URL must end in a slash.
          apiUrl: data.SLACK_API_URL && `${data.SLACK_API_URL}/`,
        }
      : null,
    databasePath: data.DATABASE_URL,
    cachePath: data.CACHE_URL ?? data.DATABASE_URL,
    searchPath: `${data.DATABASE_URL.replace(/\.db$/, '')}.search.db`,
    settings: {
      at: data.DIGEST_AT,
      timeZone: data.DIGEST_TIME_ZONE,
      count: data.DIGEST_COUNT,
      ...INITIAL_SETTINGS,
    },
    subscribe: data.SUBSCRIBE,
    alertPlace: data.ALERT_PLACE,
    alertsSubscribers: data.ALERT_SUBSCRIBERS,
    proxies: {
      http: data.HTTP_PROXY ?? data.ALL_PROXY ?? null,
      https: data.HTTPS_PROXY ?? data.ALL_PROXY ?? null,
      except: data.NO_PROXY,
    },
    port: data.PORT,
    host: data.HOST,
    webHosts: [...data.WEB_HOSTS, ...hostNameOf(data.PUBLIC_URL)],
    publicUrl: data.PUBLIC_URL,
    logLevel: data.LOG_LEVEL,
    startAt: data.NOW ?? null,
    secrets: [...secretsOf(values, data), ...findSimilarSecrets(env)],
    similarNames,
  });
}

/** Returns the secret values, and the passwords in those that are URLs. */
function secretsOf(values: Record<string, string>, env: Environment): string[] {
  const secrets = Object.entries(environment.shape).flatMap(([name, setting]) =>
    settingDocs.get(setting)?.isSecret ? (values[name] ?? []) : [],
  );
  const passwords = [env.HTTP_PROXY, env.HTTPS_PROXY, env.ALL_PROXY]
    .flatMap((url) => url?.password ?? [])
    .flatMap((password) => [password, decodeURIComponent(password)]);
  return [...secrets, ...passwords];
}

/** Returns the values that are set, trimmed. Omits the values of disabled parts: they must not cause errors. */
function valuesInUse(env: NodeJS.ProcessEnv): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, setting] of Object.entries(environment.shape)) {
    const { needs, isInAnyCase } = settingDocs.get(setting) ?? {};
    const value = (isInAnyCase && env[name.toLowerCase()]?.trim()) || env[name]?.trim();
    if (value && (!needs || needs.some((other) => values[other]))) values[name] = value;
  }
  // Where it is not used, it can name a proxy for other programs, such as a SOCKS proxy.
  if (values.HTTP_PROXY && values.HTTPS_PROXY) delete values.ALL_PROXY;
  return values;
}

const hostNameOf = (url: string | undefined): string[] => {
  const name = url && readHostName(new URL(url).host);
  return name ? [name] : [];
};

/** Returns null if neither an API key nor a base URL is set. */
function toModelConfig(env: Environment): ModelConfig | null {
  if (!env.OPENAI_API_KEY && !env.OPENAI_BASE_URL) return null;
  const isDefault = env.OPENAI_MODEL === DEFAULT_MODEL && !env.OPENAI_BASE_URL;
  return {
    apiKey: env.OPENAI_API_KEY,
    baseUrl: env.OPENAI_BASE_URL,
    model: env.OPENAI_MODEL,
    timeoutMs: env.OPENAI_TIMEOUT * 1000,
    concurrency: env.OPENAI_CONCURRENCY,
    claimCheck: env.CHECK_MODEL ? { model: env.CHECK_MODEL, share: env.CHECK_SHARE } : null,
    translatesQueries: env.SEARCH_MODEL,
    price: env.OPENAI_PRICE ?? (isDefault ? parsePrice(DEFAULT_PRICE) : undefined) ?? null,
    maxDailyTokens: env.OPENAI_MAX_DAILY_TOKENS ?? null,
  };
}
