import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { SetupError } from '../../src/domain/errors.ts';

/** Returns the mistakes in an environment, one sentence each. */
function mistakesIn(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError);
    const [head, ...mistakes] = (error as Error).message.split('\n- ');
    expect(head).toBe('The configuration is invalid:');
    for (const mistake of mistakes) expect(mistake).not.toContain('\n');
    return mistakes;
  }
}

/** A credential of each kind, with made-up content. */
const DISCORD = 'MTA4NzY1NDMyMTA5ODc2NTQzMg.GabcDE.abcdefghijklmnopqrstuvwxyz01';
const SLACK_BOT = 'xoxb-1-2-abc';
const SLACK_APP = 'xapp-1-A0-2-abc';
const SIGNING = '8f742231b10e8888abcd99a7cc085a5f';
const SLACK = { SLACK_BOT_TOKEN: SLACK_BOT, SLACK_APP_TOKEN: SLACK_APP };

describe('8: credentials', () => {
  it('of the right kind are accepted, and so are those of other servers and of tests', () => {
    expect(mistakesIn({ ...SLACK, SLACK_SIGNING_SECRET: SIGNING, DISCORD_TOKEN: DISCORD })).toEqual([]);
    expect(
      mistakesIn({ SLACK_BOT_TOKEN: 'xoxe.xoxb-1-abc', SLACK_SIGNING_SECRET: 'loopback-signing-secret' }),
    ).toEqual([]);
    for (const key of [
      'ollama',
      'EMPTY',
      'none',
      'lm-studio',
      'sk-no-key-required',
      'not-needed',
      'hf_abc',
      'a=b&c<d>$e%f',
    ])
      expect(mistakesIn({ OPENAI_API_KEY: key }), key).toEqual([]);
    expect(mistakesIn({ DISCORD_TOKEN: 'test-token', HF_TOKEN: 'hf_abc' })).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp[]]>([
    [
      'swapped Slack tokens',
      { SLACK_BOT_TOKEN: SLACK_APP, SLACK_APP_TOKEN: SLACK_BOT },
      [
        /^SLACK_BOT_TOKEN .*app-level token.*belongs in SLACK_APP_TOKEN/,
        /^SLACK_APP_TOKEN .*bot token.*belongs in SLACK_BOT_TOKEN/,
      ],
    ],
    ["a user's token", { ...SLACK, SLACK_BOT_TOKEN: 'xoxp-1-abcdef' }, [/^SLACK_BOT_TOKEN .*user's token/]],
    [
      'another Slack token',
      { ...SLACK, SLACK_BOT_TOKEN: 'xoxs-1-abcdef' },
      [/^SLACK_BOT_TOKEN .*another kind/],
    ],
    [
      'a signing secret',
      { ...SLACK, SLACK_BOT_TOKEN: SIGNING },
      [/^SLACK_BOT_TOKEN looks like a signing secret/],
    ],
    [
      'a client secret',
      { ...SLACK, SLACK_APP_TOKEN: SIGNING },
      [/^SLACK_APP_TOKEN looks like .*client secret/],
    ],
    [
      'a token as signing secret',
      { SLACK_BOT_TOKEN: SLACK_BOT, SLACK_SIGNING_SECRET: SLACK_APP },
      [/^SLACK_SIGNING_SECRET .*belongs in SLACK_APP_TOKEN/],
    ],
    [
      'an app id',
      { SLACK_BOT_TOKEN: SLACK_BOT, SLACK_SIGNING_SECRET: 'A0123ABCDEF' },
      [/^SLACK_SIGNING_SECRET looks like an app id/],
    ],
    [
      'a client id',
      { ...SLACK, SLACK_APP_TOKEN: '1234567890.1234567890' },
      [/^SLACK_APP_TOKEN looks like a client id/],
    ],
    ['a prefix', { DISCORD_TOKEN: `Bot ${DISCORD}` }, [/^DISCORD_TOKEN begins with "Bot ".*remove it/]],
    ['a public key', { DISCORD_TOKEN: SIGNING + SIGNING }, [/^DISCORD_TOKEN looks like a public key/]],
    ['an application id', { DISCORD_TOKEN: '1087654321098765432' }, [/^DISCORD_TOKEN looks like an id/]],
    [
      "Discord's client secret",
      { DISCORD_TOKEN: `${'aB3_-'.repeat(6)}xy` },
      [/^DISCORD_TOKEN looks like a client secret/],
    ],
    [
      'a webhook',
      { DISCORD_TOKEN: 'https://discord.com/api/webhooks/1/abc' },
      [/^DISCORD_TOKEN holds a URL/],
    ],
    [
      'a token of another service',
      { OPENAI_API_KEY: DISCORD },
      [/^OPENAI_API_KEY .*belongs in DISCORD_TOKEN/],
    ],
    ['a key as token', { HF_TOKEN: 'sk-abcdef' }, [/^HF_TOKEN .*belongs in OPENAI_API_KEY/]],
    ['a key as address', { OPENAI_BASE_URL: 'sk-abcdef' }, [/^OPENAI_BASE_URL .*belongs in OPENAI_API_KEY/]],
    ['a header', { OPENAI_API_KEY: 'Bearer sk-abcdef' }, [/^OPENAI_API_KEY begins with "Bearer "/]],
    ['the name again', { HF_TOKEN: 'HF_TOKEN=hf_abcdef' }, [/^HF_TOKEN contains its own name/]],
  ])('%s is named, and what belongs there', (_kind, env, expected) => {
    const mistakes = mistakesIn(env);
    expect(mistakes).toHaveLength(expected.length);
    for (const [at, pattern] of expected.entries()) expect(mistakes[at]).toMatch(pattern);
    for (const value of Object.values(env)) expect(mistakes.join()).not.toContain(value.slice(3));
  });

  it.each([
    ...[
      'xoxb-...',
      'xoxb-',
      'xoxb-your-token',
      'xapp-xxx-xxx',
      'sk-...',
      'sk-xxxx',
      'hf_***',
      'your-token-here',
      'YOUR_API_KEY',
    ],
    ...[
      '<your token>',
      '<token>',
      '[token]',
      '{{ token }}',
      'changeme',
      'change-me',
      'REPLACE_ME',
      'TODO',
      'xxx',
      '...',
      '****',
    ],
    ...[
      '$DISCORD_TOKEN',
      '$'.concat('{DISCORD_TOKEN}'),
      '%DISCORD_TOKEN%',
      'insert-token-here',
      'paste_token',
      'sk-...abcd',
      'xoxb-12…ef',
      'hf_••••ab',
    ],
  ])('a placeholder is named: %s', (value) => {
    for (const name of ['DISCORD_TOKEN', 'OPENAI_API_KEY', 'HF_TOKEN']) {
      const [mistake, ...more] = mistakesIn({ [name]: value });
      expect(mistake).toMatch(new RegExp(`^${name} is (still a placeholder|abbreviated): set it to `));
      expect(more).toEqual([]);
    }
  });
});

describe('8: what files, shells and containers add to a value', () => {
  it.each(['"8080"', "'8080'", '"8080', '8080"', '“8080”', '`8080`', '「8080」'])(
    'quotation marks are named: %s',
    (value) => {
      expect(mistakesIn({ PORT: value })).toEqual([
        expect.stringMatching(/^PORT has a quotation mark .*--env-file/),
      ]);
      const token = value.replace('8080', DISCORD);
      expect(mistakesIn({ DISCORD_TOKEN: token })).toEqual([
        expect.stringMatching(/^DISCORD_TOKEN has a quotation mark/),
      ]);
    },
  );

  it.each(['\u200B', '\u00AD', '\u2060', '\u202A'])(
    'invisible characters are named, and shown: %j',
    (character) => {
      const code = `\\u{${character.codePointAt(0)?.toString(16)}}`;
      expect(mistakesIn({ PORT: `80${character}80` })).toEqual([
        `PORT contains invisible characters: type it anew (it is "80${code}80")`,
      ]);
      expect(mistakesIn({ SLACK_BOT_TOKEN: `${SLACK_BOT}${character}`, SLACK_APP_TOKEN: SLACK_APP })).toEqual(
        ['SLACK_BOT_TOKEN contains invisible characters: type it anew'],
      );
    },
  );

  it.each([
    ['a b', 'a blank'],
    ['a\nb', 'a line break'],
    ['비밀', 'another character'],
  ])('what does not fit into a header is named: %j', (value, what) =>
    expect(mistakesIn({ HF_TOKEN: value })).toEqual([
      `HF_TOKEN must be visible ASCII characters, but contains ${what}: set it to an access token (hf_) of Hugging Face`,
    ]),
  );

  it('blanks and carriage returns around a value do not matter; a line break within does', () => {
    expect(mistakesIn({ PORT: ' 8080\r', OPENAI_API_KEY: '\tsk-abc\r\n', DIGEST_AT: '\uFEFF09:30' })).toEqual(
      [],
    );
    expect(mistakesIn({ SUBSCRIBE: 'slack:C1,\nslack:C2' })).toEqual([
      expect.stringMatching(/^SUBSCRIBE contains a line break/),
    ]);
  });
});

describe('8: addresses', () => {
  it.each([
    'http://127.0.0.1:11434/v1',
    'http://127.0.0.1:11434/v1/',
    'http://127.0.0.1:9',
    'https://api.openai.com/v1',
    'https://models.example/openai/deployments/x',
    'https://router.huggingface.co/v1',
    // The base of some services ends so.
    'https://llm.example/models',
    'https://llm.example/v1/models/',
  ])('of a model server are accepted: %s', (url) => expect(mistakesIn({ OPENAI_BASE_URL: url })).toEqual([]));

  it.each([
    ['https://api.openai.com/v1/chat/completions', 'remove "/chat/completions"'],
    ['http://127.0.0.1:8000/v1/chat/completions/', 'remove "/chat/completions/"'],
    ['http://127.0.0.1:8000/v1/completions', 'remove "/completions"'],
    ['http://127.0.0.1:11434/api/chat', 'remove "/api/chat"'],
    ['https://api.openai.com', 'must end in /v1'],
    ['http://127.0.0.1:8000/v1?key=1', 'remove everything from the ? or #'],
    ['127.0.0.1:8000/v1', 'must begin with http:// or https://'],
    ['localhost:11434', 'must begin with http:// or https://'],
    ['models.example/v1', 'must begin with http:// or https://'],
    ['//models.example/v1', 'must begin with http:// or https://'],
    ['http://', 'must be an http(s) URL'],
    ['/v1', 'must be an http(s) URL'],
    ['https://me:pass@models.example/v1', 'without a user name or password'],
  ])('of a model server are refused with the reason: %s', (url, reason) => {
    const [mistake, ...more] = mistakesIn({ OPENAI_BASE_URL: url });
    expect(mistake).toContain(reason);
    expect(more).toEqual([]);
  });

  it('of a Hugging Face mirror can have a path', () => {
    for (const url of [
      'https://hub.example/artifactory/api/huggingfaceml/main',
      'http://127.0.0.1:9000/hf/',
    ]) {
      expect(mistakesIn({ HF_ENDPOINT: url })).toEqual([]);
    }
  });

  it.each<[string, string, RegExp]>([
    ['HF_ENDPOINT', 'https://huggingface.co/papers', /remove "\/papers"/],
    ['HF_ENDPOINT', 'https://huggingface.co/api/', /remove "\/api\/"/],
    ['HF_ENDPOINT', 'huggingface.co', /must begin with http/],
    ['DISCORD_API_URL', 'https://discord.com/api/v10', /the version is added/],
    ['HOST', 'http://0.0.0.0', /without scheme and port/],
    ['HOST', '0.0.0.0:8080', /without scheme and port/],
    ['DATABASE_URL', 'file:/proc/x/paperboy.db', /on a disk/],
    ['DATABASE_URL', 'C:\\data\\paper.db', /Windows path/],
    ['DATABASE_URL', 'file:C:\\data\\paper.db', /Windows path/],
    ['DATABASE_URL', 'file:///C:/data/paper.db', /Windows path/],
    ['CACHE_URL', '.\\cache.db', /Windows path/],
    ['DATABASE_URL', 'data/paper.db', /must begin with file:/],
    ['DATABASE_URL', '/data/paper.db', /must begin with file:/],
    ['DATABASE_URL', 'sqlite:///data/paper.db', /must be file:PATH.*\(it is "sqlite:/],
    ['DATABASE_URL', 'mysql://db/paper', /must be file:PATH/],
    ['DATABASE_URL', 'file://data/paper.db', /file:\/\/\/PATH/],
    ['DATABASE_URL', 'file:~/paper.db', /only shells know ~/],
    ['DATABASE_URL', 'file::memory:', /path of a file/],
    ['SUBSCRIBE', 'discord:general', /the channel's id, 17 to 20 digits/],
    ['SUBSCRIBE', 'slack:C1,discord:#papers', /the channel's id, 17 to 20 digits/],
    ['SUBSCRIBE', 'slack:#general', /the channel's id, such as C0123/],
    ['ALERT_PLACE', 'slack:general', /the channel's id, such as C0123/],
    ['SUBSCRIBE', 'slack:C1;slack:C2', /separated by commas/],
    ['SUBSCRIBE', 'slack:C1 slack:C2', /separated by commas/],
    ['SUBSCRIBE', 'web:web', /always subscribed/],
    ['SUBSCRIBE', '1087654321', /such as discord:123/],
  ])('%s=%s is refused with the reason', (name, value, reason) => {
    const [mistake, ...more] = mistakesIn({ [name]: value });
    expect(mistake).toMatch(new RegExp(`^${name} must `));
    expect(mistake).toMatch(reason);
    expect(more).toEqual([]);
  });

  it.each(['::', '::1', '0.0.0.0', 'localhost', 'my-host'])('HOST=%s is accepted', (host) =>
    expect(mistakesIn({ HOST: host })).toEqual([]),
  );
});

it.each(['discord:123, slack:C0123', 'discord:123 ,slack:C0123', 'discord:1,  discord:2,slack:C3,'])(
  '8: places can have blanks around their commas: %s',
  (places) => expect(mistakesIn({ SUBSCRIBE: places })).toEqual([]),
);

describe('8: a value that can hold a password', () => {
  it.each([
    ['OPENAI_BASE_URL', 'https://bot:hun/ter2@llm.corp/v1'],
    ['OPENAI_BASE_URL', 'https://user:p@hunter2@llm.corp/v1'],
    ['OPENAI_BASE_URL', 'user:hunter2@llm.corp/v1'],
    ['OPENAI_BASE_URL', 'user:hunter2＠llm.corp/v1'],
    ['HF_ENDPOINT', 'https://hub.example?token=hunter2'],
    ['HF_ENDPOINT', 'https://bot:hunter2%40hub.example'],
    ['DATABASE_URL', 'postgres://u:hun/ter2@h/db'],
    ['DATABASE_URL', 'host=db user=paperboy password=hunter2'],
    ['DATABASE_URL', 'jdbc:postgresql://h/db;user=x;password=hunter2'],
    ['DATABASE_URL', 'Server=db;Pwd = hunter2'],
    ['CACHE_URL', 'redis:hunter2@h:6379'],
    ['CACHE_URL', 'redis?api_key=hunter2'],
    ['SUBSCRIBE', 'https://bot:hunter2@h/1'],
    ['ALERT_PLACE', 'bot:hunter2@h'],
  ])('is not shown: %s=%s', (name, value) => {
    const mistakes = mistakesIn({ [name]: value });
    expect(mistakes).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
    expect(mistakes.join()).not.toMatch(/it is|hun|ter2/);
  });

  it.each(['discord:@me', '@me', 'slack:@me, discord:1'])('is none of the places %s', (places) => {
    for (const name of ['SUBSCRIBE', 'ALERT_PLACE'])
      expect(mistakesIn({ [name]: places })).toEqual([expect.stringContaining(`(it is "${places}")`)]);
  });
});

describe('8: keys of self-hosted servers', () => {
  it.each(['xxx', 'sk-xxx', 'sk-...', 'dummy', 'your-key', 'changeme', '****'])('can be %s', (key) => {
    expect(mistakesIn({ OPENAI_API_KEY: key, OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1' })).toEqual([]);
  });

  it("can not be a placeholder on OpenAI's server", () =>
    expect(mistakesIn({ OPENAI_API_KEY: 'sk-xxx', OPENAI_BASE_URL: 'https://api.openai.com/v1' })).toEqual([
      expect.stringContaining('is still a placeholder'),
    ]));

  it('are told from names that begin alike', () => {
    const tail = 'a1B2c3D4e5F6g7H8i9J0';
    for (const name of ['HOST', 'WEB_HOSTS', 'OPENAI_MODEL', 'CHECK_MODEL', 'NO_PROXY']) {
      for (const value of ['sk-papers.example', 'sk-node1', 'sk-mix', 'sk-mix-8x7b-instruct-v0', 'hf_mix'])
        expect(mistakesIn({ OPENAI_API_KEY: 'x', [name]: value }), `${name}=${value}`).toEqual([]);
      for (const key of [`sk-${tail}`, `sk-proj-_x-${tail}`, `hf_${tail}`]) {
        const mistakes = mistakesIn({ OPENAI_API_KEY: 'x', [name]: key });
        expect(mistakes).toEqual([expect.stringMatching(/belongs in (OPENAI_API_KEY|HF_TOKEN)$/)]);
      }
    }
  });
});

it('8: a directory is no file of certificates', () =>
  expect(mistakesIn({ NODE_EXTRA_CA_CERTS: import.meta.dirname })).toEqual([
    'NODE_EXTRA_CA_CERTS must be the path of a readable file',
  ]));

it('8: all mistakes are in one message', () => {
  expect(
    mistakesIn({
      DISCORD_TOKN: DISCORD,
      SLACK_BOT_TOKEN: SLACK_APP,
      OPENAI_BASE_URL: 'http://127.0.0.1:1/v1/chat/completions',
      PORT: '80a',
    }).map((mistake) => mistake.split(' ')[0]),
  ).toEqual(['DISCORD_TOKN', 'OPENAI_BASE_URL', 'SLACK_BOT_TOKEN', 'PORT', 'SLACK_APP_TOKEN']);
});
