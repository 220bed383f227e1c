import fc from 'fast-check';
import { createLog } from '../../../src/compose/logger.ts';
import { readConfig } from '../../../src/config/config.ts';
import { SetupError } from '../../../src/domain/errors.ts';
import { must, target } from './target.ts';
import { json, text } from './values.ts';

/** Environment variables with valid and almost valid values. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  ...{ OPENAI_BASE_URL: ['http://127.0.0.1:1/v1', 'https://a:b@c/'], OPENAI_MODEL: ['made-up'] },
  ...{ OPENAI_TIMEOUT: ['60', '601', '1e2'], OPENAI_CONCURRENCY: ['8', '0'], OPENAI_PRICE: ['0.4,1.6', '1'] },
  ...{ OPENAI_MAX_DAILY_TOKENS: ['1000', '-1'], CHECK_MODEL: ['made-up'], CHECK_SHARE: ['0.5', '2'] },
  ...{ HF_ENDPOINT: ['https://huggingface.co', 'ftp://x'], DISCORD_GUILD_ID: ['123', 'x'] },
  ...{ DISCORD_API_URL: ['http://127.0.0.1:1/api'], SLACK_API_URL: ['http://127.0.0.1:1/api/'] },
  ...{
    DATABASE_URL: ['file:a.db', 'file:///a/b.db', 'postgres://a:b@c/d'],
    CACHE_URL: ['file:b.db', 'redis://x'],
  },
  ...{ DIGEST_AT: ['09:30', '24:00'], DIGEST_TIME_ZONE: ['Asia/Seoul', 'KST'], DIGEST_COUNT: ['5', '101'] },
  ...{ SUBSCRIBE: ['discord:123,slack:C0123', 'web:x'], ALERT_PLACE: ['discord:1', 'discord:1,slack:C2'] },
  ...{
    PORT: ['8080', '99999'],
    HOST: ['127.0.0.1'],
    LOG_LEVEL: ['info', 'loud'],
    NOW: ['2026-08-22T03:00:00Z', 'now'],
  },
};
const SECRETS = [
  ...['OPENAI_API_KEY', 'HF_TOKEN', 'DISCORD_TOKEN'],
  // Names that only look like ours.
  ...['DISCORD_TOKN', 'DISCORD_BOT_TOKEN', 'SLACK_TOKEN'],
  ...['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'],
];

/** Visible ASCII, including characters that JSON and URLs escape. */
const secret = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019"\\/+=%$&<>-_'), minLength: 8, maxLength: 40 })
  .filter((it) => /[a-z]{2}/i.test(it));
const value = (name: string) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('', ...(NAMES[name] ?? [])) },
    { weight: 1, arbitrary: text },
  );
const environment = fc.record({
  ...Object.fromEntries(
    Object.keys(NAMES).map((name) => [
      name,
      fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value(name) }),
    ]),
  ),
  ...Object.fromEntries(
    SECRETS.map((name) => [
      name,
      fc.oneof(
        { weight: 9, arbitrary: secret },
        { weight: 6, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: text },
        {
          weight: 1,
          arbitrary: fc.constantFrom('xoxb-a1b2c3d4', 'xapp-a1b2c3d4', 'sk-a1b2c3d4', '"a1b2c3d4"'),
        },
      ),
    ]),
  ),
});

/** Any environment leads to a configuration or to a list of mistakes, and no log line shows a secret. */
export const environments = target(
  'environment',
  fc.record({ environment, where: fc.nat(8), other: json }),
  ({ environment, where, other }) => {
    const env = environment as NodeJS.ProcessEnv;
    const secrets = SECRETS.flatMap((name) => env[name]?.trim() ?? []).filter(({ length }) => length >= 8);
    try {
      const config = readConfig(env);
      must(Object.isFrozen(config), 'a configuration that may change');
      must(
        secrets.every((it) => config.secrets.includes(it)),
        'a secret that nobody hides',
      );
    } catch (error) {
      must(error instanceof SetupError, 'another error than a mistake in the environment', String(error));
      must(
        /^The configuration is invalid:(\n- [A-Z_]+ .+)+$/.test(error.message),
        'no list of mistakes',
        error.message,
      );
      mustHide(error.message, secrets);
    }
    const visible = secrets.filter((it) => /^[\x21-\x7e]+$/.test(it));
    const lines: string[] = [];
    const log = createLog('debug', visible, { write: (line) => lines.push(line) });
    for (const it of visible) log.error(...lineWith(it, where, other));
    must(lines.length === visible.length, 'a line is missing', lines);
    for (const line of lines) {
      mustHide(line, visible);
      must(typeof JSON.parse(line).msg === 'string', 'no JSON', line);
    }
  },
);

/** Returns the arguments of a log line that contains the secret `it`. */
function lineWith(it: string, where: number, other: unknown): [object, string] {
  const circle: Record<string, unknown> = { it };
  circle.again = circle;
  const lines: [object, string][] = [
    [{ it, other }, 'x'],
    [{ [it]: other }, 'x'],
    [{ other: [{ deep: { it: `Bearer ${it}` } }] }, 'x'],
    [{ err: new Error(`at ${it}`, { cause: new Error(it) }) }, 'x'],
    [{ err: new AggregateError([new Error(it), it], it) }, `x${it}${it}`],
    [{ said: JSON.stringify({ headers: { authorization: `Bearer ${it}` } }) }, 'x'],
    [{ url: `https://a.example/?token=${encodeURIComponent(it)}` }, 'x'],
    [circle, 'x'],
    [{ err: Object.assign(new Error('x'), { code: it, status: { it }, config: { it } }), count: 1n }, 'x'],
  ];
  return lines[where] ?? [{}, 'x'];
}

function mustHide(said: string, secrets: readonly string[]): void {
  const inJson = (it: string) => JSON.stringify(it).slice(1, -1);
  for (const it of secrets) {
    const forms = [it, inJson(it), inJson(inJson(it)), encodeURIComponent(it.toWellFormed())];
    must(!forms.some((form) => said.includes(form)), 'a secret is told', { said, it });
  }
}
