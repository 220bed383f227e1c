import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { NO_ENV_FILE } from '../../src/config/env-file.ts';
import { environment } from '../../src/config/schema.ts';

/** Names that systems, shells, containers, CI and other programs set; many are similar to ours. */
const INNOCENT = `
  PATH HOME USER LOGNAME SHELL PWD OLDPWD TERM LANG LC_ALL TZ HOSTNAME HOSTTYPE MACHTYPE OSTYPE SHLVL EDITOR PAGER MAIL _
  TMPDIR TEMP TMP DISPLAY XDG_RUNTIME_DIR SSH_AUTH_SOCK SSH_CONNECTION COLORTERM NO_COLOR FORCE_COLOR PS1 IFS POST MOST
  PORTS SPORT HOSTS HOST_IP NOWAIT NOW_REGION LOGLEVEL LOG_LEVELS LOG_FORMAT LOG_FILE CACHE_DIR CACHE_HOME DATABASE_URI
  DATABASE_HOST DATABASE_NAME DATABASE_URLS DB_HOST DB_URL POSTGRES_PASSWORD PGHOST REDIS_URL SUBSCRIPTION_ID WEB_HOST
  NODE_ENV NODE_OPTIONS NODE_VERSION NODE_PATH NVM_DIR npm_config_loglevel npm_package_name npm_config_https_proxy INIT_CWD
  YARN_VERSION http_proxy https_proxy no_proxy all_proxy FTP_PROXY ftp_proxy RSYNC_PROXY SOCKS_PROXY HTTPS_PROXY_HOST
  KUBERNETES_PORT KUBERNETES_SERVICE_HOST KUBERNETES_PORT_443_TCP_ADDR PAPERBOY_PORT PAPERBOY_SERVICE_HOST
  PAPERBOY_SERVICE_PORT PAPERBOY_PORT_8080_TCP PAPERBOY_PORT_8080_TCP_PORT DISCORD_PORT SLACK_PORT OPENAI_PORT
  DOCKER_HOST COMPOSE_PROJECT_NAME CONTAINER_NAME container CI GITHUB_ACTIONS GITHUB_TOKEN GITHUB_RUN_ID RUNNER_OS
  GITLAB_CI CI_JOB_TOKEN BUILDKITE CIRCLE_TOKEN JENKINS_URL TRAVIS VERCEL_URL HEROKU_APP_ID DYNO FLY_APP_NAME RAILWAY_TOKEN
  SLACK_WEBHOOK_URL SLACK_WEBHOOK SLACK_CHANNEL SLACK_CHANNEL_ID SLACK_CLIENT_ID SLACK_CLIENT_SECRET SLACK_APP_ID
  SLACK_APP_URL SLACK_USER_TOKEN SLACK_VERIFICATION_TOKEN SLACK_TEAM_ID SLACK_USERNAME SLACK_BOT_NAME SLACK_BOT_ID
  DISCORD_WEBHOOK_URL DISCORD_CLIENT_ID DISCORD_PUBLIC_KEY DISCORD_APPLICATION_ID DISCORD_CHANNEL_ID DISCORD_GUILD_IDS
  OPENAI_ORG_ID OPENAI_ORGANIZATION OPENAI_PROJECT_ID OPENAI_API_TYPE OPENAI_API_VERSION OPENAI_LOG OPENAI_MODE
  OPENAI_WEBHOOK_SECRET AZURE_OPENAI_API_KEY AZURE_OPENAI_ENDPOINT MY_OPENAI_API_KEY VITE_OPENAI_API_KEY OPENAI_ENGINE
  HF_HOME HF_HUB_CACHE HF_HUB_OFFLINE HF_HUB_TOKEN HF_DATASETS_CACHE HUGGING_FACE_HUB_TOKEN TRANSFORMERS_CACHE HF_API_TOKEN
  ANTHROPIC_API_KEY AWS_ACCESS_KEY_ID AWS_REGION GOOGLE_API_KEY CHECK_MODE CHECK_INTERVAL ALERT_EMAIL SECRET_KEY API_KEY
  TOKEN BOT_TOKEN MODEL MODEL_NAME BASE_URL ROLES SHARDS TOKEN_KEY WEB_CONCURRENCY MEMORY_LIMIT SystemRoot
  IMAGE_DIGEST DIGEST PYTHONPATH JAVA_HOME GOPATH CARGO_HOME LS_COLORS LESS PROMPT_COMMAND HISTSIZE WSL_DISTRO_NAME
`
  .split(/\s+/)
  .filter(Boolean);
const VALUES = Object.fromEntries(INNOCENT.map((name) => [name, 'x']));
/** Settings with valid values, so that proxies and the like are not refused for their value. */
const env: Record<string, string | undefined> = {
  ...VALUES,
  http_proxy: 'http://a:1',
  https_proxy: 'http://a:1',
  all_proxy: 'http://a:1',
};

describe('8: names in the environment', () => {
  it('that others set raise no alarm', () => {
    expect(INNOCENT.length).toBeGreaterThan(150);
    for (const name of INNOCENT) expect(readConfig({ [name]: env[name] }).similarNames, name).toEqual([]);
    expect(readConfig(env).similarNames).toEqual([]);
  });

  it.each([
    ['DISCORD_TOKN', 'DISCORD_TOKEN'],
    ['DISOCRD_TOKEN', 'DISCORD_TOKEN'],
    ['DISCORD_TOEKN', 'DISCORD_TOKEN'],
    ['DISCORDTOKEN', 'DISCORD_TOKEN'],
    ['DISCORD-TOKEN', 'DISCORD_TOKEN'],
    ['discord_token', 'DISCORD_TOKEN'],
    ['DISCORD_TOKEN\u200B', 'DISCORD_TOKEN'],
    ['\uFEFFDISCORD_TOKEN', 'DISCORD_TOKEN'],
    ['DISCORD_TOKEN ', 'DISCORD_TOKEN'],
    ['DISCORD_GILD_ID', 'DISCORD_GUILD_ID'],
    ['SLACK_BOT_TOKKEN', 'SLACK_BOT_TOKEN'],
    ['SLACK_APPTOKEN', 'SLACK_APP_TOKEN'],
    ['SLACK_SIGNIN_SECRET', 'SLACK_SIGNING_SECRET'],
    ['OPENAI_APIKEY', 'OPENAI_API_KEY'],
    ['OPEN_AI_API_KEY', 'OPENAI_API_KEY'],
    ['OPENAI_BASE_URI', 'OPENAI_BASE_URL'],
    ['OPENAI_MODLE', 'OPENAI_MODEL'],
    ['HF_ENDPONT', 'HF_ENDPOINT'],
    ['DIGEST_TIMEZONE', 'DIGEST_TIME_ZONE'],
    ['DIGEST_COUNTS_', 'DIGEST_COUNT'],
    ['DISCORD_TOK', 'DISCORD_TOKEN'],
    ['SLACK_BOT_TKN', 'SLACK_BOT_TOKEN'],
    ['DIGST_AT', 'DIGEST_AT'],
  ])('that nobody else uses are mistakes: %j', (name, setting) => {
    const shown = name.replace(/[\u200B\uFEFF]/g, '').replace(' ', '?');
    const sentence = `\n- ${shown} is unknown: did you mean ${setting}?`;
    expect(() => readConfig({ [name]: 'hunter2' })).toThrow(sentence);
    expect(() => readConfig({ [name]: 'hunter2', PORT: 'x' })).toThrow(sentence);
    expect(() => readConfig({ [name]: 'hunter2' })).not.toThrow('hunter2');
    expect(readConfig({ [name]: ' ' }).similarNames).toEqual([]);
    // If the setting itself is set, the other name is not for us.
    expect(() => readConfig({ [name]: 'hunter2', [setting]: '?', PORT: 'x' })).not.toThrow('is unknown');
  });

  it.each([
    ['DISCORD_BOT_TOKEN', 'DISCORD_TOKEN'],
    ['DISCORD_TOKENS', 'DISCORD_TOKEN'],
    ['DISCORD_TOKEN_2', 'DISCORD_TOKEN'],
    ['DISCORD_TOKEN_FILE', 'DISCORD_TOKEN'],
    ['PAPERBOY_DISCORD_TOKEN', 'DISCORD_TOKEN'],
    ['SLACK_TOKEN', 'SLACK_BOT_TOKEN'],
    ['SLACK_API_TOKEN', 'SLACK_BOT_TOKEN'],
    ['OPENAI_API_BASE', 'OPENAI_BASE_URL'],
    ['OPENAI_API_KEYS', 'OPENAI_API_KEY'],
    ['OPENAI_MODEL_NAME', 'OPENAI_MODEL'],
    ['OPENAI_MODEL_ID', 'OPENAI_MODEL'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['HTTPS_PORXY', 'HTTPS_PROXY'],
    ['https_porxy', 'HTTPS_PROXY'],
    ['HTTP_PROXI', 'HTTP_PROXY'],
    ['NO_PORXY', 'NO_PROXY'],
    ['ALERT_PLACES', 'ALERT_PLACE'],
    ['ALERT_PLCE', 'ALERT_PLACE'],
    ['LOG_LEVE', 'LOG_LEVEL'],
    ['NODE_EXTRA_CA_CERT', 'NODE_EXTRA_CA_CERTS'],
    ['NODE_TLS_REJECT_UNAUTHORISED', 'NODE_TLS_REJECT_UNAUTHORIZED'],
  ])('that others might use are only returned, for a warning: %s', (name, setting) => {
    expect(readConfig({ [name]: 'hunter2' }).similarNames).toEqual([{ name, setting }]);
    const isProxy = setting.endsWith('_PROXY');
    if (isProxy)
      expect(readConfig({ [name]: 'x', [setting.toLowerCase()]: 'http://a:1' }).similarNames).toEqual([]);
  });
});

describe('8: names in .env', () => {
  const mistakesIn = (name: string, more: Record<string, string> = {}) => {
    try {
      const file = { ...NO_ENV_FILE, onlyHere: [name], lines: [{ name, line: 3, mistake: null }] };
      readConfig({ [name]: 'hunter2', ...more }, file);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    ['DISCORD_TOKN', 'DISCORD_TOKEN'],
    ['DISCORD_BOT_TOKEN', 'DISCORD_TOKEN'],
    ['OPENAI_API_BASE', 'OPENAI_BASE_URL'],
    ['PAPERBOY_PORT', 'PORT'],
    ['port', 'PORT'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['SUBSCRIBED', 'SUBSCRIBE'],
    ['HUGGING_FACE_HUB_TOKEN', 'HF_TOKEN'],
    ['HTTPPROXY', 'HTTP_PROXY'],
  ])('that are similar to ours are mistakes, with their line: %s', (name, setting) => {
    const message = mistakesIn(name);
    expect(message).toContain(`\n- ${name} (.env line 3) is unknown: did you mean ${setting}?`);
    expect(message).not.toContain('hunter2');
  });

  it.each(['POSTGRES_PASSWORD', 'COMPOSE_PROJECT_NAME', 'TZ', 'GITHUB_TOKEN', 'VITE_OPENAI_API_KEY'])(
    'of other programs are not: %s',
    (name) => expect(mistakesIn(name)).toBe(''),
  );

  it('of other programs are not, next to ours', () => {
    expect(mistakesIn('OPENAI_API_BASE', { OPENAI_BASE_URL: 'http://a:1' })).toBe('');
    expect(mistakesIn('DISCORD_TOKN', { DISCORD_TOKEN: 'x' })).toContain('DISCORD_TOKN (.env line 3)');
  });
});

it('8: no setting is similar to another one', () => {
  for (const name of Object.keys(environment.shape))
    expect(readConfig({ [name]: '' }).similarNames).toEqual([]);
});
