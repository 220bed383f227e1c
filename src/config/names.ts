import { countSlips } from '../domain/search/count-slips.ts';
import { removeInvisible } from '../lib/text.ts';
import type { EnvFile } from './env-file.ts';
import { NODE_SETTINGS } from './node-settings.ts';
import { environment } from './schema.ts';
import { settingDocs } from './setting.ts';

/** Names that other programs, earlier versions or habit give to a setting. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  OPENAI_API_KEY: ['OPENAI_KEY', 'OPENAI_TOKEN', 'OPENAI_SECRET_KEY', 'OPENAI_API_TOKEN'],
  OPENAI_BASE_URL: [
    'OPENAI_API_BASE',
    'OPENAI_API_BASE_URL',
    'OPENAI_API_URL',
    'OPENAI_API_HOST',
    'OPENAI_BASE',
  ],
  OPENAI_MODEL: ['OPENAI_MODEL_NAME', 'OPENAI_API_MODEL', 'OPENAI_CHAT_MODEL', 'OPENAI_DEFAULT_MODEL'],
  DISCORD_TOKEN: ['DISCORD_BOT_TOKEN', 'DISCORD_API_TOKEN', 'DISCORD_SECRET', 'DISCORD_KEY'],
  DISCORD_GUILD_ID: ['DISCORD_GUILD', 'DISCORD_SERVER_ID', 'DISCORD_SERVER', 'GUILD_ID'],
  SLACK_BOT_TOKEN: ['SLACK_TOKEN', 'SLACK_API_TOKEN', 'SLACK_BOT_USER_TOKEN', 'SLACK_OAUTH_TOKEN'],
  SLACK_APP_TOKEN: ['SLACK_APP_LEVEL_TOKEN', 'SLACK_SOCKET_TOKEN', 'SLACK_XAPP_TOKEN'],
  SLACK_SIGNING_SECRET: ['SLACK_SECRET', 'SLACK_SIGNING_KEY', 'SLACK_APP_SIGNING_SECRET'],
  HF_TOKEN: [
    'HF_API_TOKEN',
    'HF_API_KEY',
    'HUGGINGFACE_TOKEN',
    'HUGGING_FACE_HUB_TOKEN',
    'HUGGINGFACEHUB_API_TOKEN',
  ],
  DATABASE_URL: ['DB_URL', 'DATABASE_URI', 'DATABASE_PATH', 'DB_PATH'],
  DIGEST_AT: ['DIGEST_TIME', 'DIGEST_HOUR'],
  DIGEST_TIME_ZONE: ['DIGEST_TZ', 'DIGEST_ZONE'],
  DIGEST_COUNT: ['DIGEST_SIZE', 'DIGEST_LIMIT', 'DIGEST_PAPERS'],
};

/** Settings that turn a platform, the model or the alerts on: without them, much is missing. */
const SWITCHES: readonly string[] = [
  'DISCORD_TOKEN',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_MODEL',
  'ALERT_PLACE',
];
/** Begins the names of settings that are only ours or those of the services that we use. */
const SPECIFIC = /^(?:DISCORD|SLACK|OPENAI|HF|DIGEST)_/;
/** Names of other programs that differ from ours by one character. */
const FOREIGN: readonly string[] = ['OPENAI_MODE', 'LOGLEVEL'];
/** Settings whose misspelt names are worth a warning, although other programs could share the name. */
const SHARED: readonly string[] = [
  'DATABASE_URL',
  'SUBSCRIBE',
  'LOG_LEVEL',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  ...NODE_SETTINGS,
];

/** Returns whether we have a setting with this name. */
export function isSetting(name: string): boolean {
  if (Object.hasOwn(environment.shape, name)) return true;
  const setting = Object.entries(environment.shape).find(([ours]) => ours.toLowerCase() === name)?.[1];
  return setting !== undefined && settingDocs.get(setting)?.isInAnyCase === true;
}

/** The largest number of slips in a misspelt name. */
const MAX_SLIPS = 2;

interface Meant {
  readonly setting: string;
  /** False if the name can be in use elsewhere: an alias, a plural, a numbered or longer name (`OPENAI_MODEL_ID`). */
  readonly isTypo: boolean;
}

/** Returns the setting that an unknown name probably means; null if it is not similar to any. */
export function findMeant(name: string): Meant | null {
  if (NODE_SETTINGS.includes(name)) return null;
  const folded = fold(name);
  const same = (other: string) => fold(other) === folded;
  for (const setting of NAMES) {
    if (same(setting)) return { setting, isTypo: true };
    if (ALIASES[setting]?.some(same) || same(`PAPERBOY_${setting}`) || same(`${setting}_FILE`)) {
      return { setting, isTypo: false };
    }
  }
  const slips = (setting: string) => countSlips(folded, fold(setting), MAX_SLIPS);
  const [nearest] = NAMES.filter((setting) => {
    const length = Math.max(folded.length, fold(setting).length);
    return slips(setting) <= (length < 7 ? 0 : length < 12 ? 1 : MAX_SLIPS);
  }).sort((a, b) => slips(a) - slips(b));
  // Other programs put their own name before it: `MY_OPENAI_API_KEY`.
  if (!nearest || name.endsWith(`_${nearest}`)) return null;
  const isOther = name === `${nearest}S` || name.startsWith(`${nearest}_`) || /\d$/.test(name);
  return { setting: nearest, isTypo: !isOther };
}

/** Settings for tests are left out: nobody sets them, and `SLACK_APP_URL` would be similar to one. */
const NAMES = Object.entries(environment.shape)
  .filter(([, setting]) => !settingDocs.get(setting)?.isForTests)
  .map(([name]) => name)
  .concat(NODE_SETTINGS);

const fold = (name: string): string =>
  removeInvisible(name)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z\d]/g, '');

/** Returns the mistakes in the lines of `.env` that set our variables, or probably should. */
export function findLineMistakes({ lines }: EnvFile, isSet: (setting: string) => boolean): string[] {
  const mistakes: string[] = [];
  const first = new Map<string, number>();
  for (const { name, line, mistake, isWithinValue } of lines) {
    const where = `(.env line ${line})`;
    if (isWithinValue) {
      if (!isSet(name)) mistakes.push(`${name} ${where} ${mistake}`);
      continue;
    }
    const meant = isSetting(name) ? null : findMeant(name);
    if (isSetting(name)) {
      const earlier = first.get(name);
      if (mistake) mistakes.push(`${name} ${where} ${mistake}`);
      if (earlier)
        mistakes.push(`${name} ${where} is already set in line ${earlier}: remove one of the lines`);
      else first.set(name, line);
    } else if (meant && (meant.isTypo || !isSet(meant.setting))) {
      mistakes.push(`${clean(name)} ${where} ${isUnknown(meant)}`);
    }
  }
  return mistakes;
}

/** A variable that we do not know, and the setting that it might mean. */
export interface SimilarName {
  readonly name: string;
  readonly setting: string;
}

/**
 * Checks the names in the environment, which other programs share. A name that nobody else uses is a mistake if it is
 * similar to a setting that is not set; a name that others might use is only returned.
 */
export function checkNames(
  names: readonly string[],
  isSet: (setting: string) => boolean,
): { mistakes: string[]; similar: SimilarName[] } {
  const mistakes: string[] = [];
  const similar: SimilarName[] = [];
  for (const name of names) {
    if (isSetting(name) || FOREIGN.includes(name)) continue;
    const meant = findMeant(name);
    if (!meant || isSet(meant.setting)) continue;
    const { setting, isTypo } = meant;
    if (isTypo && SPECIFIC.test(setting)) mistakes.push(`${clean(name)} ${isUnknown(meant)}`);
    else if (SWITCHES.includes(setting) || (isTypo && SHARED.includes(setting)))
      similar.push({ name: clean(name), setting });
  }
  return { mistakes, similar };
}

const isUnknown = ({ setting }: Meant) => `is unknown: did you mean ${setting}?`;
const clean = (name: string) => removeInvisible(name).replace(/[^\x21-\x7e]/g, '?');
