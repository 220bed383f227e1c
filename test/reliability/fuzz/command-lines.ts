import fc from 'fast-check';
import { COMMANDS } from '../../../commands/index.ts';
import { parseCommandLine } from '../../../src/command/parse-line.ts';
import { UserError } from '../../../src/domain/errors.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { mustBeAnswered } from './shown.ts';
import { must, type Target, tryCases } from './target.ts';
import { callAt, PLACES, startTestBot } from './test-bot.ts';
import { longText, text } from './values.ts';

/** The names of all options, in English and Korean. */
const OPTIONS = COMMANDS.flatMap(({ options }) =>
  Object.entries(options).flatMap(([name, { ko }]) => [name, ko]),
).concat('share');
/** Valid and almost valid values of options. */
const VALUES = [
  ...[
    '09:30',
    '오후 6시',
    'Asia/Seoul',
    '서울',
    '5',
    '0',
    '101',
    '강화 학습',
    '강화학습,LLM',
    '전체',
    '없음',
    '월,수,금',
  ],
  ...[
    '2026-08-21',
    '어제',
    '2026-02-31',
    '2608.00001',
    'https://arxiv.org/abs/2608.00001',
    'paper',
    '스레드',
    'live',
  ],
  ...[
    'relevance',
    '추천순',
    '주',
    'week',
    '전체 기간',
    'yes',
    '1',
    '-1',
    '1e9',
    'ㄱㅎㅎㅅ',
    'rkdghk',
    'Reinforcment',
  ],
];
const value = fc.oneof(fc.constantFrom(...VALUES), text, fc.nat(1_000_000).map(String));
const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...OPTIONS) }, { weight: 1, arbitrary: text });
const quoted = fc
  .tuple(value, fc.constantFrom(...['""', '“”', '"', '', '``', '‘’', '’', '「」', '«»', '„“', '"”']))
  .map(([it, quotes]) => (quotes[0] ?? '') + it + (quotes[1] ?? ''));
const word = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(name, fc.constantFrom(':', '：', ': ', '=', ' : ', '\u200B:', '﹦', '∶ '), quoted)
      .map((it) => it.join('')),
  },
  { weight: 3, arbitrary: quoted },
);
const command = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(...COMMANDS.flatMap(({ name, ko }) => [name, ko, name.toUpperCase()])),
  },
  { weight: 1, arbitrary: text },
);
export const line = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .tuple(fc.constantFrom('/paper ', '/논문 '), command, fc.array(word, { maxLength: 4 }))
      .map(([root, it, words]) => `${root}${it} ${words.join(' ')}`),
  },
  { weight: 1, arbitrary: text },
  { weight: 1, arbitrary: longText(100_000).map((it) => `/paper search ${it}`) },
);

const HANGUL = /\p{Script=Hangul}/u;
/** One case in this many builds the whole answer, which is slower than parsing. */
const ANSWERED = 3;

/** Any typed line leads to an answer that is valid on each platform, or to an error in Korean. */
export const commandLines: Target = {
  name: 'command lines',
  async run(cases, seed) {
    const log = createTestLog();
    const testBot = await startTestBot(log);
    const who = { place: fc.constantFrom(...PLACES), name: text, id: fc.nat(50).map(String) };
    const typed = fc.record({ line, ...who, rest: fc.nat(ANSWERED - 1), button: fc.nat(20) });
    const passed = await tryCases(
      this.name,
      typed,
      async ({ line, place, name, id, rest, button }) => {
        try {
          const { command, values } = parseCommandLine(line, COMMANDS);
          must(
            Object.values(values).every((it) => typeof it === 'string'),
            'a value that is no text',
            values,
          );
          must(typeof command === 'string', 'no command', command);
        } catch (error) {
          must(
            error instanceof UserError && HANGUL.test(error.message),
            'no mistake in Korean',
            String(error),
          );
        }
        if (rest > 0) return;
        log.lines.length = 0;
        // Advances the clock by a minute; otherwise most answers would be about exceeded quotas.
        testBot.clock.advance(60_000);
        const ask = (line: string) => testBot.responder.respond(callAt(place, id, name), line);
        const answer = await ask(line);
        mustBeAnswered(answer);
        const pressed = answer.buttons[button % Math.max(answer.buttons.length, 1)];
        if (pressed) mustBeAnswered(await ask(pressed.line));
        const bugs = log.lines.filter(({ level }) => level === 'error');
        must(
          bugs.length === 0,
          'a bug',
          bugs.map(({ fields }) => String((fields.err as Error)?.stack ?? fields.err)),
        );
        must(HANGUL.test(JSON.stringify(answer.cards)), 'an answer without Korean', answer);
      },
      cases,
      seed,
    );
    await testBot.sql.close();
    return passed;
  },
};
