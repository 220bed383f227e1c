import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { envExample } from '../../src/config/docs.ts';
import { type EnvFile, parseEnvFile, readEnvFile } from '../../src/config/env-file.ts';
import { isSetting } from '../../src/config/names.ts';

const parse = (text: string | Uint8Array): EnvFile =>
  parseEnvFile(typeof text === 'string' ? Buffer.from(text) : text, isSetting);

/** Returns the mistakes that a start with this `.env` reports, one sentence each. */
function mistakesIn(text: string | Uint8Array): string[] {
  const file = parse(text);
  try {
    readConfig(file.values, file);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n- ').slice(1);
  }
}

const GOOD = `# A comment
DISCORD_TOKEN=abc.def
export PORT=8080   # a comment
  HOST = "0.0.0.0"
DATABASE_URL='file:data/paper boy.db'# a comment
DIGEST_TIME_ZONE=\`Asia/Seoul\`

CERTIFICATE="-----BEGIN-----
POST=1
-----END-----"
OPENAI_API_KEY="a#b"
`;

describe('8: a .env file', () => {
  it.each([
    ['Unix', GOOD],
    ['Windows', GOOD.replaceAll('\n', '\r\n')],
  ])('is read as Node reads it: %s', (_system, text) => {
    const { values, lines, mistakes } = parse(text);
    expect(values).toMatchObject({
      DISCORD_TOKEN: 'abc.def',
      PORT: '8080',
      HOST: '0.0.0.0',
      DATABASE_URL: 'file:data/paper boy.db',
      DIGEST_TIME_ZONE: 'Asia/Seoul',
      OPENAI_API_KEY: 'a#b',
    });
    expect(lines.map(({ name, line }) => `${name} ${line}`)).toEqual([
      'DISCORD_TOKEN 2',
      'PORT 3',
      'HOST 4',
      'DATABASE_URL 5',
      'DIGEST_TIME_ZONE 6',
      'CERTIFICATE 8',
      'OPENAI_API_KEY 11',
    ]);
    expect(mistakes).toEqual([]);
    expect(mistakesIn(text)).toEqual([]);
  });

  const utf16 = (text: string, bigEndian = false) => {
    const bytes = Buffer.from(text, 'utf16le');
    return bigEndian ? bytes.swap16() : bytes;
  };
  it.each<[string, Uint8Array]>([
    ['with its mark', utf16(`\uFEFF${GOOD}`)],
    ['without', utf16(GOOD)],
    ['big-endian', utf16(`\uFEFF${GOOD}`, true)],
    ['big-endian, without its mark', utf16(GOOD, true)],
  ])('in UTF-16 is a mistake, and its other mistakes are found as well: %s', (_kind, bytes) => {
    expect(mistakesIn(bytes)).toEqual([
      '.env is in UTF-16, as Windows PowerShell writes it: save it as UTF-8',
    ]);
    const more = bytes[0] === 0xfe || bytes[0] === 0 ? utf16('PORT=x', true) : utf16('PORT=x');
    expect(mistakesIn(Buffer.concat([bytes, more]))).toContainEqual(
      expect.stringMatching(/^PORT \(\.env line 12\) must be/),
    );
  });

  it('with a byte order mark, or in another encoding, is a mistake', () => {
    expect(mistakesIn(`\uFEFFPORT=8080`)).toEqual([
      '.env line 1 begins with a byte order mark (BOM): save it as UTF-8 without BOM',
    ]);
    expect(mistakesIn(Buffer.from('PORT=8080\n# caf\xe9\n', 'latin1'))).toEqual([
      '.env line 2 is not UTF-8: save it as UTF-8',
    ]);
  });

  it.each([
    ['PORT="8080\nHOST=::1', 1, 'PORT', /^begins with a quotation mark that nothing closes/],
    [
      "HOST=::1\nPORT='8080\nDIGEST_AT='09:00'",
      2,
      'PORT',
      /^begins with a quotation mark that nothing closes/,
    ],
    ['PORT=8080\nDIGEST_COUNT=5\nPORT=9090', 3, 'PORT', /^is already set in line 1: remove one/],
    ['PORT: 8080', 1, 'PORT', /^has no equals sign/],
    ['\nPORT 8080', 2, 'PORT', /^has no equals sign/],
    ['PORT', 1, 'PORT', /^has no equals sign/],
    ['set PORT=8080', 1, 'PORT', /^is written with "set" before its name/],
    ['$env:PORT="8080"', 1, 'PORT', /^is written with "\$env:" before its name/],
    ['- PORT=8080', 1, 'PORT', /^is written with "-" before its name/],
    ['ENV PORT=8080', 1, 'PORT', /^is written with "ENV" before its name/],
    ['OPENAI_API_KEY=a#b', 1, 'OPENAI_API_KEY', /^contains a #, which starts a comment/],
    ['HOST="::1" "::2"', 1, 'HOST', /^has text after its closing quotation mark/],
    ['PORT=8080x', 1, 'PORT', /^must be a port .*\(it is "8080x"\)/],
    ['PORT=“8080”', 1, 'PORT', /^has a quotation mark/],
    ['DISCORD_TOKN=hunter2', 1, 'DISCORD_TOKN', /^is unknown: did you mean DISCORD_TOKEN/],
    ['DISCORD_TOKN: hunter2', 1, 'DISCORD_TOKN', /^is unknown: did you mean DISCORD_TOKEN/],
    ['DISCORD_TOKEN\u200B=hunter2', 1, 'DISCORD_TOKEN', /^is unknown: did you mean DISCORD_TOKEN/],
    ['\u00A0PORT=8080', 1, 'PORT', /^is not understood/],
  ])('%j has one mistake, with its line', (text, line, name, expected) => {
    const [mistake = '', ...more] = mistakesIn(text);
    const start = `${name} (.env line ${line}) `;
    expect(mistake.slice(0, start.length)).toBe(start);
    expect(mistake.slice(start.length)).toMatch(expected);
    expect(mistake).not.toContain('hunter2');
    expect(more).toEqual([]);
  });

  it.each([
    ["TEAM_NOTE='papers bot\nPORT=8080\n# don't touch\n", 'PORT', 2, 1],
    ['A=1\r\nNOTE="x\r\n\r\nexport DISCORD_TOKEN = hunter2\r\ny"', 'DISCORD_TOKEN', 4, 2],
    ['NOTE=`x\nhttps_proxy=hunter2`', 'https_proxy', 2, 1],
  ])("with our line within another program's value is a mistake: %j", (text, name, line, first) => {
    expect(mistakesIn(text)).toEqual([
      `${name} (.env line ${line}) is part of the value that begins with a quotation mark in line ${first}: close that quotation mark in its line`,
    ]);
    // Nothing is lost if the setting is set elsewhere.
    expect(mistakesIn("NOTE='x\nPORT=1\n'\nPORT=8080\n")).toEqual([]);
  });

  it.each(['DIGEST_COUNT=', 'DIGEST_COUNT=""', "export DIGEST_COUNT = ' '", 'DIGEST_COUNT= # how many'])(
    'with an empty value is read as if that line was missing: %s',
    (empty) => {
      for (const text of [`${empty}\nDIGEST_COUNT=9`, `DIGEST_COUNT=9\n${empty}`]) {
        expect(mistakesIn(text)).toEqual([]);
        expect(parse(text).values).toEqual({ DIGEST_COUNT: '9' });
      }
      expect(parse(empty).values).toEqual({});
      expect(mistakesIn(`${empty}\nPORT=x`)).toEqual([expect.stringMatching(/^PORT \(\.env line 2\)/)]);
    },
  );

  it('that is our template, with or without its defaults, has no mistake', () => {
    expect(mistakesIn(envExample())).toEqual([]);
    expect(mistakesIn(envExample().replaceAll(/^#(?=[A-Z_]+=)/gm, ''))).toEqual([]);
  });

  it('can contain what other programs understand', () => {
    expect(mistakesIn('A: 1\nB\nset C=1\nD=a#b\nD=2\nE="x\n---\n')).toEqual([]);
  });

  it('can be missing; that it is a directory is a mistake', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paperboy-env-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    expect(readEnvFile(isSetting, join(folder, '.env')).mistakes).toEqual([]);
    expect(readEnvFile(isSetting, folder).mistakes).toEqual([
      expect.stringMatching(/^\.env is a directory, as Docker makes/),
    ]);
  });

  it('of any content is read without an exception, and its secrets are not shown', () => {
    const part = fc.constantFrom(
      ...[
        'PORT',
        'DISCORD_TOKEN',
        'DISCORD_TOKN',
        'SLACK_BOT_TOKEN',
        'export ',
        'set ',
        '=',
        ': ',
        '"',
        "'",
        '`',
        '#',
        ' ',
      ],
      ...['\n', '\r\n', '\r', '\\', '\u0000', '\uFEFF', '\u200B', 'hunter2', 'xoxb-hunter2', '8080'],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        expect(
          mistakesIn(parts.join('')).filter((mistake) => /^(?!PORT)\w+ .*hunter2/.test(mistake)),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => void mistakesIn(bytes)),
      { numRuns: 100 },
    );
  });
});
