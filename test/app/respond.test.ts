import { describe, expect, test } from 'vitest';
import { respond } from '../../src/app/respond.ts';
import { answerCard } from '../../src/core/build-card.ts';
import { type Call, defineCommand, type Use } from '../../src/core/command.ts';
import { TemporaryError, UserError } from '../../src/core/errors.ts';
import { text } from '../../src/core/option.ts';
import { wording } from '../../src/core/wording.ts';
import { SETTINGS } from '../fixtures/settings.ts';
import { createStage, PLACE } from './stage.ts';

const call: Call = {
  place: PLACE,
  manages: async () => false,
  findObstacles: async () => [],
  nameOf: async () => null,
};

/** One command that shows what it was given, or fails with what `error` makes. */
async function start(error?: () => Error) {
  const { store, clock, log } = await createStage([]);
  const show = defineCommand({
    name: 'show',
    ko: '보기',
    description: '적은 것을 보여 줍니다.',
    options: { word: text({ ko: '낱말', description: '보여 줄 낱말' }, (typed) => typed) },
    run: async ({ place }, { word = 'nothing' }, desk) => {
      if (error) throw error();
      return { cards: [answerCard(`${place.channel} ${word} ${desk.missing}`, [])], buttons: [] };
    },
  });
  const desk = {
    ...{ store, clock, commands: [show], settings: SETTINGS, wake: () => {} },
    missing: 'for-good',
  } as const;
  const parts = { desk, log, makeReference: () => 'ref-1' };
  return { log, ask: (asked: Use | string) => respond(parts, call, asked) };
}

const title = (answer: Awaited<ReturnType<typeof respond>>) =>
  answer.cards.map((card) => card.title.text).join();

describe('an answer', () => {
  test.each([
    ['a typed line', '/paper show word:lamp'],
    ['a typed line in Korean', '/논문 보기 낱말:lamp'],
    ['a command of the platform', { command: 'show', values: { word: 'lamp' } }],
  ])('comes for %s', async (_what, asked) => {
    const { ask, log } = await start();
    const answer = await ask(asked);
    expect(title(answer)).toBe('c1 lamp for-good');
    expect(answer.isProblem).toBeFalsy();
    expect(log.lines).toEqual([]);
  });
});

describe('a mistake', () => {
  test.each([
    ['is what the command says', '/paper show', () => new UserError('낱말이 없습니다.'), '낱말이 없습니다.'],
    ['may be the line', 'hello', undefined, wording.notACommand],
    ['may be the command', { command: 'shout', values: {} }, undefined, wording.unknownCommand('shout')],
    [
      'may be an option',
      { command: 'show', values: { loud: '1' } },
      undefined,
      wording.unknownOption('보기', 'loud', ['낱말']),
    ],
  ])('%s: one card, marked as a problem, and nothing in the log', async (_what, asked, error, said) => {
    const { ask, log } = await start(error);
    expect(await ask(asked)).toEqual({ cards: [answerCard(said, [])], buttons: [], isProblem: true });
    expect(log.lines).toEqual([]);
  });
});

describe('a bug', () => {
  test.each([
    ['a bug', () => new TypeError('cannot read x of undefined')],
    ['an upstream that is down', () => new TemporaryError('down')],
  ])('such as %s is apologised for, with a reference that the log shows too', async (_what, error) => {
    const { ask, log } = await start(error);
    const answer = await ask('/paper show word:lamp');
    expect(answer).toEqual({
      cards: [answerCard(wording.apology('ref-1'), [])],
      buttons: [],
      isProblem: true,
    });
    expect(JSON.stringify(answer)).not.toContain(error().message);
    expect(log.lines).toEqual([
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ reference: 'ref-1', err: error() }),
      }),
    ]);
  });

  test('does not bring all that was typed into the log', async () => {
    const { ask, log } = await start(() => new TypeError('a bug'));
    await ask({ command: 'show', values: { word: 'x'.repeat(5_000) } });
    expect(JSON.stringify(log.lines).length).toBeLessThan(500);
  });

  test('never rejects, whatever was sent', async () => {
    const { ask } = await start();
    for (const asked of [
      '',
      '\u0000',
      '/paper',
      { command: '', values: {} },
      { command: 'constructor', values: {} },
    ])
      expect((await ask(asked)).cards).toHaveLength(1);
  });
});
