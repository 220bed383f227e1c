import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { environment } from '../../src/config/schema.ts';
import { SetupError } from '../../src/domain/errors.ts';

/** Returns the error message for an invalid environment. */
function complaint(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError);
    return (error as Error).message;
  }
  throw new Error('There was no complaint');
}

describe('an empty environment', () => {
  it('is valid, and has the documented defaults', () => {
    expect(readConfig({})).toEqual({
      openAi: null,
      huggingFace: { endpoint: 'https://huggingface.co', token: undefined },
      discord: null,
      slack: null,
      databasePath: resolve('data/paperboy.db'),
      cachePath: resolve('data/paperboy.db'),
      searchPath: resolve('data/paperboy.search.db'),
      settings: {
        at: 12 * 60,
        timeZone: 'Asia/Seoul',
        count: 5,
        mode: 'closed',
        fields: [],
        words: [],
        exclude: { fields: [], words: [] },
        mention: null,
        publish: 'off',
        minUpvotes: 0,
        weekdays: [0, 1, 2, 3, 4, 5, 6],
        layout: 'channel',
        best: null,
      },
      subscribe: [],
      alertPlace: null,
      alertsSubscribers: true,
      proxies: { http: null, https: null, except: '' },
      port: 8080,
      host: '127.0.0.1',
      webHosts: [],
      logLevel: 'info',
      startAt: null,
      secrets: [],
      similarNames: [],
    });
  });

  it('is the same as one with empty values', () => {
    const names = [
      'DATABASE_URL',
      'PORT',
      'HOST',
      'WEB_HOSTS',
      'DIGEST_AT',
      'SUBSCRIBE',
      'ALERT_PLACE',
      'NOW',
      'OPENAI_API_KEY',
      'HF_ENDPOINT',
      'DISCORD_TOKEN',
      'DISCORD_API_URL',
      'DISCORD_GUILD_ID',
      'SLACK_API_URL',
    ];
    const empty = Object.fromEntries(names.map((name, index) => [name, index % 2 ? '' : '  ']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it('results in an immutable configuration', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});

describe('a variable', () => {
  it.each([
    [
      'DATABASE_URL',
      'file:/var/lib/paperboy.db',
      { databasePath: '/var/lib/paperboy.db', searchPath: '/var/lib/paperboy.search.db' },
    ],
    ['DATABASE_URL', 'file:/var/db.dbs/store', { searchPath: '/var/db.dbs/store.search.db' }],
    ['DATABASE_URL', 'file:///var/lib/paperboy.db', { databasePath: '/var/lib/paperboy.db' }],
    [
      'DATABASE_URL',
      'file:paper boy.db',
      { databasePath: resolve('paper boy.db'), cachePath: resolve('paper boy.db') },
    ],
    [
      'CACHE_URL',
      'file:cache.db',
      { databasePath: resolve('data/paperboy.db'), cachePath: resolve('cache.db') },
    ],
    [
      'HF_ENDPOINT',
      'http://127.0.0.1:9000',
      { huggingFace: { endpoint: 'http://127.0.0.1:9000', token: undefined } },
    ],
    ['PORT', '0', { port: 0 }],
    ['PORT', ' 9090 ', { port: 9090 }],
    ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
    [
      'WEB_HOSTS',
      'Papers.Example, 192.168.0.5,fd00::5,[FD00::6],논문.example.,',
      {
        webHosts: ['papers.example', '192.168.0.5', '[fd00::5]', '[fd00::6]', 'xn--s80bq8p.example'],
      },
    ],
    [
      'PUBLIC_URL',
      'https://papers.example',
      { publicUrl: 'https://papers.example', webHosts: ['papers.example'] },
    ],
    ['LOG_LEVEL', 'debug', { logLevel: 'debug' }],
    ['NOW', '2026-08-22T03:00:00Z', { startAt: Date.parse('2026-08-22T03:00:00Z') }],
    ['NOW', '2026-08-22T12:00:00+09:00', { startAt: Date.parse('2026-08-22T03:00:00Z') }],
  ])('%s=%s is valid', (name, value, expected) => {
    expect(readConfig({ [name]: value })).toMatchObject(expected);
  });

  it.each([
    ['00:00', 0],
    ['9:30', 570],
    ['09:30', 570],
    ['23:59', 1439],
  ])('DIGEST_AT=%s is %i minutes past midnight', (value, at) => {
    expect(readConfig({ DIGEST_AT: value }).settings.at).toBe(at);
  });

  it('for the digest sets the defaults of new subscriptions', () => {
    const env = { DIGEST_TIME_ZONE: 'America/New_York', DIGEST_COUNT: '100' };
    expect(readConfig(env).settings).toMatchObject({ timeZone: 'America/New_York', count: 100 });
  });

  it.each([
    ['DATABASE_URL', ['postgres://user:pass@db/paper', 'paperboy.db', 'file:', 'redis://x', ':memory:']],
    ['CACHE_URL', ['redis://localhost', 'cache.db', 'file:']],
    ['HF_ENDPOINT', ['huggingface.co', 'ftp://huggingface.co', 'javascript:1', 'https://']],
    ['OPENAI_BASE_URL', ['127.0.0.1:8000/v1', 'file:///v1']],
    ['DISCORD_API_URL', ['discord.com/api', 'file:///api', 'https://user:pass@discord.com/api']],
    ['DISCORD_GUILD_ID', ['my server', '12a', '-1', '1'.repeat(22)]],
    ['DIGEST_AT', ['24:00', '12', '12:60', '12:5', '1200', 'noon', '-1:00', '12:00:00']],
    ['DIGEST_TIME_ZONE', ['KST', 'Seoul', '한국']],
    ['DIGEST_COUNT', ['0', '-1', '2.5', 'five', '1e2', '101', '0x5']],
    ['PORT', ['65536', '-1', '80a', 'http']],
    [
      'WEB_HOSTS',
      [
        'http://papers.example',
        'papers.example:80',
        'a b',
        '*',
        '*.example',
        'a/b',
        'me@a',
        'a,?',
        '[::1',
        '999.1.1.1',
      ],
    ],
    ['LOG_LEVEL', ['loud', 'INFO', 'constructor']],
    ['NOW', ['yesterday', '2026-08-22', '1755831600000', '2026-13-01T00:00:00Z']],
    [
      'SUBSCRIBE',
      [
        'slack',
        'slack:',
        ':C1',
        'smoke:signal',
        'slack:C1:C2',
        'slack:C1;slack:C2',
        'constructor:C1',
        'discord:general',
        'discord:#1',
        'discord:123:456',
      ],
    ],
  ])('%s is named in the error if it is invalid', (name, values) => {
    for (const value of values) expect(complaint({ [name]: value }), value).toContain(`\n- ${name} must be`);
  });
});

describe('SUBSCRIBE', () => {
  it('lists places, separated by commas and blanks', () => {
    expect(readConfig({ SUBSCRIBE: ' discord:123 , slack:C0123,, ' }).subscribe).toEqual([
      { platform: 'discord', workspace: '', channel: '123' },
      { platform: 'slack', workspace: '', channel: 'C0123' },
    ]);
  });

  it('is refused completely if one of its places is invalid', () => {
    expect(complaint({ SUBSCRIBE: 'slack:C0123,smoke:signal' })).toContain('SUBSCRIBE');
  });
});

describe('ALERT_PLACE', () => {
  it('names one place', () => {
    expect(readConfig({ ALERT_PLACE: 'slack:C0123' }).alertPlace).toEqual({
      ...{ platform: 'slack', workspace: '', channel: 'C0123' },
    });
  });

  it.each(['slack:C0123,discord:1', 'smoke:signal', 'C0123'])('is refused: %s', (text) => {
    expect(complaint({ ALERT_PLACE: text })).toContain('ALERT_PLACE');
  });
});

describe('ALERT_SUBSCRIBERS', () => {
  it.each([
    ['0', false],
    ['1', true],
    ['off', false],
    ['True', true],
  ])('can be %s', (text, expected) =>
    expect(readConfig({ ALERT_SUBSCRIBERS: text }).alertsSubscribers).toBe(expected),
  );

  it('is refused if it is neither on nor off', () =>
    expect(complaint({ ALERT_SUBSCRIBERS: '2' })).toContain('ALERT_SUBSCRIBERS'));
});

describe('the model', () => {
  it('is on with a key', () => {
    expect(readConfig({ OPENAI_API_KEY: 'sk-1' }).openAi).toEqual({
      apiKey: 'sk-1',
      baseUrl: undefined,
      model: expect.any(String),
      timeoutMs: 60_000,
      concurrency: 8,
      claimCheck: null,
      translatesQueries: true,
      price: { prompt: 0.4, completion: 1.6 },
      maxDailyTokens: null,
    });
  });

  it('can have a price, a daily limit and a claim check', () => {
    const env = {
      OPENAI_API_KEY: 'sk-1',
      ...{ OPENAI_MODEL: 'lamp', OPENAI_PRICE: '0.1, 2', OPENAI_MAX_DAILY_TOKENS: '250000' },
      ...{ CHECK_MODEL: 'judge', CHECK_SHARE: '.25' },
    };
    expect(readConfig(env).openAi).toMatchObject({
      price: { prompt: 0.1, completion: 2 },
      maxDailyTokens: 250_000,
      claimCheck: { model: 'judge', share: 0.25 },
    });
    expect(readConfig({ OPENAI_API_KEY: 'sk-1', SEARCH_MODEL: 'off' }).openAi?.translatesQueries).toBe(false);
    expect(readConfig({ OPENAI_API_KEY: 'sk-1', OPENAI_MODEL: 'lamp' }).openAi?.price).toBeNull();
    expect(readConfig({ OPENAI_API_KEY: 'sk-1', CHECK_MODEL: 'judge' }).openAi?.claimCheck?.share).toBe(0.1);
  });

  it.each([
    ['OPENAI_PRICE', '0.1'],
    ['OPENAI_PRICE', '0.1,0.2,0.3'],
    ['OPENAI_PRICE', 'cheap,dear'],
    ['OPENAI_MAX_DAILY_TOKENS', '0'],
    ['OPENAI_MAX_DAILY_TOKENS', '1e6'],
    ['CHECK_SHARE', '1.5'],
    ['CHECK_SHARE', 'some'],
  ])('cannot have %s=%s', (name, value) =>
    expect(() => readConfig({ OPENAI_API_KEY: 'sk-1', CHECK_MODEL: 'judge', [name]: value })).toThrow(name),
  );

  it('is on with a base URL and no key', () => {
    const env = { OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1', OPENAI_MODEL: 'lamp', OPENAI_TIMEOUT: '5' };
    expect(readConfig(env).openAi).toMatchObject({
      apiKey: undefined,
      baseUrl: 'http://127.0.0.1:8000/v1',
      model: 'lamp',
      timeoutMs: 5_000,
    });
  });
});

describe('Discord', () => {
  it('is on with a token, regardless of other variables', () => {
    expect(readConfig({ DISCORD_TOKEN: ' abc.def ' }).discord).toEqual({
      token: 'abc.def',
      apiUrl: undefined,
      guildId: undefined,
    });
    const others = { DISCORD_API_URL: 'http://127.0.0.1:9/api', DISCORD_GUILD_ID: '1087654321' };
    expect(readConfig({ DISCORD_TOKEN: 'abc', ...others }).discord).toEqual({
      token: 'abc',
      apiUrl: 'http://127.0.0.1:9/api',
      guildId: '1087654321',
    });
    expect(readConfig(others).discord).toBeNull();
  });
});

describe('Slack', () => {
  const none = { appToken: undefined, signingSecret: undefined, apiUrl: undefined };

  it('is on with a bot token and a way to receive events', () => {
    const env = { SLACK_BOT_TOKEN: ' xoxb-1 ' };
    const [appToken, signingSecret] = ['xapp-1', 'abc'];
    expect(readConfig({ ...env, SLACK_APP_TOKEN: appToken }).slack).toEqual({
      ...none,
      botToken: 'xoxb-1',
      appToken,
    });
    expect(readConfig({ ...env, SLACK_SIGNING_SECRET: signingSecret }).slack).toEqual({
      ...none,
      botToken: 'xoxb-1',
      signingSecret,
    });
    const both = { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret };
    expect(readConfig({ ...env, ...both }).slack).toMatchObject({ appToken, signingSecret });
  });

  it.each(['http://127.0.0.1:9/api', 'http://127.0.0.1:9/api/'])('has an API at %s', (url) => {
    const env = { SLACK_BOT_TOKEN: 'xoxb', SLACK_APP_TOKEN: 'xapp', SLACK_API_URL: url };
    expect(readConfig(env).slack).toMatchObject({ apiUrl: 'http://127.0.0.1:9/api/' });
  });

  it('is off without credentials, even with an API address', () => {
    expect(readConfig({ SLACK_API_URL: 'http://127.0.0.1:9/api' }).slack).toBeNull();
  });

  it.each([
    [{ SLACK_BOT_TOKEN: 'x0xb' }, 'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode)'],
    [{ SLACK_APP_TOKEN: 'x0pp' }, 'SLACK_BOT_TOKEN'],
    [{ SLACK_SIGNING_SECRET: 'x0cret' }, 'SLACK_BOT_TOKEN'],
  ])('is refused if it is only half configured: %j', (env, name) => {
    expect(complaint(env)).toContain(`- ${name} must be set`);
    expect(complaint(env)).not.toContain('x0');
  });
});

describe('an error message', () => {
  it('lists all mistakes at once', () => {
    const wrong = [
      'DATABASE_URL',
      'HF_ENDPOINT',
      'DIGEST_AT',
      'DIGEST_TIME_ZONE',
      'DIGEST_COUNT',
      'SUBSCRIBE',
      'ALERT_PLACE',
      'PORT',
    ];
    const all = [
      ...wrong,
      'LOG_LEVEL',
      'NOW',
      'OPENAI_BASE_URL',
      'OPENAI_TIMEOUT',
      'OPENAI_CONCURRENCY',
      'DISCORD_API_URL',
      'DISCORD_GUILD_ID',
      'SLACK_API_URL',
    ];
    const message = complaint(Object.fromEntries(all.map((name) => [name, '?'])));
    const named = [...message.matchAll(/^- ([A-Z_]+) must be/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(all.toSorted());
  });

  it('shows the invalid value', () => {
    for (const [name, value] of [
      ['PORT', '80a'],
      ['DIGEST_AT', 'noon'],
      ['DATABASE_URL', 'data/paper.db'],
      ['SUBSCRIBE', 'discord:general'],
      ['HF_ENDPOINT', 'https://huggingface.co/papers'],
    ] as const) {
      expect(complaint({ [name]: value })).toContain(` (it is ${JSON.stringify(value)})`);
    }
  });

  it('never shows a value that could be a misplaced secret', () => {
    const settings = Object.entries(environment.shape).map(([name]) => name);
    const secrets = [
      'xoxb-1234-abcd',
      'xapp-1-A0-1-ff',
      'sk-proj-abcd1234',
      'hf_abcdABCD',
      'ghp_abcdABCD',
      'MTA4NzY1NDMyMTA5ODc2NTQzMg.GabcDE.abcdefghijklmnopqrstuvwxyz01',
      '8f742231b10e8888abcd99a7zz085a5f',
      'x'.repeat(100),
    ];
    for (const secret of secrets) {
      const env = Object.fromEntries(settings.map((name) => [name, `${secret} `]));
      expect(complaint(env)).not.toContain(secret);
      expect(complaint(env)).not.toContain(secret.slice(-6));
    }
  });

  it('never shows the value of a secret in the place of another setting', () => {
    const secret = 'hunter2';
    for (const name of ['DISCORD_TOKEN', 'SLACK_SIGNING_SECRET', 'DISCORD_TOKN', 'POSTGRES_PASSWORD']) {
      const message = complaint({
        [name]: secret,
        PORT: secret,
        DIGEST_AT: `at ${secret}`,
        SUBSCRIBE: secret,
      });
      expect(message).not.toContain(secret);
    }
  });

  it('shows nothing of a URL with a password', () => {
    const message = complaint({
      DATABASE_URL: 'postgres://user:pa55word@db/paper?sslkey=pa55word',
      OPENAI_BASE_URL: 'https://me:pa55word@model.example/v1',
    });
    expect(message).not.toContain('pa55word');
    expect(message).not.toContain('postgres:');
  });
});

const CREDENTIALS = [
  'OPENAI_API_KEY',
  'HF_TOKEN',
  'DISCORD_TOKEN',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
];

it('every credential counts as a secret', () => {
  const { secrets } = readConfig(Object.fromEntries(CREDENTIALS.map((name) => [name, ` value-of-${name} `])));
  expect(secrets.toSorted()).toEqual(CREDENTIALS.map((name) => `value-of-${name}`).toSorted());
});

it.each(CREDENTIALS)('%s must fit into a header, and is not quoted if it does not', (name) => {
  expect(() => readConfig({ [name]: 'top\nsecret' })).toThrow(`${name} must be visible ASCII characters`);
  expect(() => readConfig({ [name]: '비밀번호' })).not.toThrow('비밀번호');
});
