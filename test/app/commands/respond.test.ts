import { describe, expect, test } from 'vitest';
import { createResponder } from '../../../src/app/commands/handlers.ts';
import { answerCard, paperCard } from '../../../src/cards/build-card.ts';
import { defineCommand } from '../../../src/command/define.ts';
import type { CommandButton, Invocation, ParsedCommand, Reply } from '../../../src/command/invocation.ts';
import { text } from '../../../src/command/options/option.ts';
import { commandLine, sharedLine } from '../../../src/command/parse-line.ts';
import { LIMITS } from '../../../src/command/quotas.ts';
import { TemporaryError, UserError } from '../../../src/domain/errors.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { commandWording } from '../../../src/i18n/ko/command.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { createStage, PLACE } from '../editions/harness.ts';
import { makeInvocation } from './invocation.ts';
import { createResponderDeps } from './responder-deps.ts';

const someone = makeInvocation({ manages: async () => false });

/** Sets up a command that shows its options and the content of `more`, or throws the result of `error`. */
async function start(more: (word: string) => Partial<Reply> = () => ({}), error?: () => Error) {
  const stage = await createStage([]);
  const show = defineCommand({
    name: 'show',
    ko: '보기',
    description: '적은 것을 보여 줍니다.',
    options: { word: text({ ko: '낱말', description: '보여 줄 낱말' }, (typed) => typed) },
    run: async ({ place }, { word = 'nothing' }, context) => {
      if (error) throw error();
      const cards = [answerCard(`${place.channel} ${word} ${context.missing}`, [])];
      return { cards, buttons: [], ...more(word) };
    },
  });
  const parts = await createResponderDeps(stage.parts, stage.folder);
  const { respond } = createResponder({ ...parts, commands: [show] });
  const ask = (asked: ParsedCommand | string, invocation: Partial<Invocation> = {}) =>
    respond({ ...someone, ...invocation }, asked);
  return { ...stage, parts, show, ask };
}

const title = (answer: Reply) => answer.cards.map((card) => card.title.text).join();

describe('an answer', () => {
  test.each([
    ['a typed line', '/paper show word:lamp'],
    ['a typed line in Korean', '/논문 보기 낱말:lamp'],
    ['a command of the platform', { command: 'show', values: { word: 'lamp' } }],
  ])('is given for %s', async (_what, asked) => {
    const { ask, log } = await start();
    const answer = await ask(asked);
    expect(title(answer)).toBe('c1 lamp for-good');
    expect(answer.standsBelow).toBeFalsy();
    expect(log.lines).toEqual([]);
  });

  test('S12: is given for the first 2,000 characters of a line', async () => {
    const { ask } = await start();
    expect(title(await ask(`/paper show word:lamp${' '.repeat(1_979)}x`))).toBe('c1 lamp for-good');
    expect(title(await ask(`/paper show word:${'x'.repeat(16_000)}`))).toContain('200');
  });

  test('in a post is about the forum, unless the post itself is subscribed', async () => {
    const { ask, store, subscribe } = await start();
    const forum = { place: { ...PLACE, channel: 'forum' }, findObstacles: async () => [], hasPosts: true };
    expect(title(await ask('/paper show', { forum }))).toContain('forum');
    await subscribe();
    expect(title(await ask('/paper show', { forum }))).toContain(PLACE.channel);
    await store.moveSubscription(placeToId(PLACE), ['active'], 'ended', null);
    expect(title(await ask('/paper show', { forum }))).toContain('forum');
  });

  test('without a command line cannot be shared', async () => {
    const { ask } = await start();
    expect((await ask('/paper show')).buttons).toEqual([]);
    const shared = await ask('/paper show share:yes');
    expect(shared.isShared).toBeFalsy();
    expect(title(shared)).toBe('c1 nothing for-good');
  });
});

describe('a mistake', () => {
  test.each([
    ['that the command reports', '/paper show', () => new UserError('낱말이 없습니다.'), '낱말이 없습니다.'],
    ['in the line', 'hello', undefined, commandWording.notACommand],
    [
      'in the name of the command',
      { command: 'shout', values: {} },
      undefined,
      commandWording.unknownCommand('shout'),
    ],
    [
      'in the name of an option',
      { command: 'show', values: { loud: '1' } },
      undefined,
      commandWording.unknownOption('보기', 'loud', ['낱말']),
    ],
    ['such as an old button', '/paper ~ref-9', undefined, commandWording.staleButton],
  ])('%s gets one card, marked as a problem, and is not logged', async (_what, asked, error, said) => {
    const { ask, log } = await start(undefined, error);
    expect(await ask(asked)).toEqual({ cards: [answerCard(said, [])], buttons: [], standsBelow: true });
    expect(log.lines).toEqual([]);
  });
});

describe('a bug', () => {
  test.each([
    ['a bug', () => new TypeError('cannot read x of undefined')],
    ['an upstream that is down', () => new TemporaryError('down')],
  ])('such as %s is apologised for, with a reference that is also in the log', async (_what, error) => {
    const { ask, log } = await start(undefined, error);
    const answer = await ask('/paper show word:lamp');
    expect(answer).toEqual({
      cards: [answerCard(commandWording.apology('ref-1'), [])],
      buttons: [],
      standsBelow: true,
    });
    expect(JSON.stringify(answer)).not.toContain(error().message);
    expect(log.lines).toEqual([
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ reference: 'ref-1', err: error() }),
      }),
    ]);
  });

  test('has a reference that is short enough to quote, even if the generated name is long', async () => {
    const { parts, show, log } = await start(undefined, () => new TypeError('a bug'));
    const makeReference = () => '0123456789abcdef';
    const { respond } = createResponder({ ...parts, commands: [show], makeReference });
    expect(title(await respond(someone, '/paper show'))).toBe(commandWording.apology('01234567'));
    expect(log.lines[0]?.fields.reference).toBe('01234567');
  });

  test('does not copy everything that was typed to the log', async () => {
    const { ask, log } = await start(undefined, () => new TypeError('a bug'));
    await ask({ command: 'show', values: { word: 'x'.repeat(5_000) } });
    expect(JSON.stringify(log.lines).length).toBeLessThan(500);
  });

  test('in the quota or the button store is a bug like any other', async () => {
    const { parts, show, ask } = await start((word) => ({ line: commandLine('show', { word }) }));
    const cache = { get: async () => expect.unreachable(), set: async () => true };
    const { respond } = createResponder({ ...parts, commands: [show], cache });
    expect(title(await respond(someone, sharedLine('/paper show word:lamp')))).toContain('오류 번호');
    expect(title(await ask('/paper show word:lamp'))).toBe('c1 lamp for-good');
  });

  test('never rejects, whatever the input', async () => {
    const { ask } = await start();
    for (const asked of [
      '',
      '\u0000',
      '/paper',
      '/paper ~',
      '/paper ~~',
      '/paper ~__proto__',
      { command: '', values: {} },
      { command: 'constructor', values: {} },
      { command: 'show', values: JSON.parse('{"__proto__":"1"}') },
    ])
      expect((await ask(asked)).cards).toHaveLength(1);
  });
});

describe('the buttons of an answer', () => {
  const withLine = (word: string) => ({ line: commandLine('show', { word }) });

  test('end with one that posts the reply to the channel, if it has a line', async () => {
    const { ask } = await start((word) => ({
      ...withLine(word),
      buttons: [{ label: 'again', line: '/paper show' }],
    }));
    expect((await ask('/paper show word:lamp')).buttons).toEqual([
      { label: 'again', line: '/paper show' },
      { label: commandWording.share, line: '/paper show word:lamp share:yes' },
    ]);
  });

  test('fit a platform: a line that is too long is stored, and works the same', async () => {
    const word = '등대 '.repeat(60).trim();
    const { ask, parts } = await start((given) => ({
      ...withLine(given),
      buttons: [{ label: 'again', line: commandLine('show', { word: given }) }],
    }));
    const answer = await ask({ command: 'show', values: { word } });
    const [again, share] = answer.buttons as [CommandButton, CommandButton];
    expect([again.line, share.line]).toEqual(['/paper ~ref-1', '/paper ~ref-2']);
    expect(title(await ask(again.line))).toBe(`c1 ${word} for-good`);
    expect(await ask(share.line, { person: { id: 'u2', name: '오토' } })).toMatchObject({ isShared: true });
    expect(await parts.cache.get('line/ref-1')).toBe(commandLine('show', { word }));
    // The reply itself keeps the whole line; only its buttons contain keys.
    expect(answer.line).toBe(commandLine('show', { word }));
  });
});

describe('a reply that is posted to the channel', () => {
  const entry = { paper: makePaper(), summary: null };
  const card = paperCard(entry, null, 'for-good');
  const startShared = (more: Partial<Reply> = {}) =>
    start((word) => ({
      cards: [card, answerCard(word, [])],
      buttons: [{ label: 'again', line: '/paper show' }],
      line: commandLine('show', { word }),
      pick: { label: 'pick', command: 'show', option: 'word' },
      standsBelow: true,
      ...more,
    }));

  test("names the user who shared it on its first card, next to the card's own notice", async () => {
    const { ask } = await startShared();
    const answer = await ask('/paper show word:lamp share:yes');
    expect(answer).toEqual({
      cards: [
        { ...card, notice: `${commandWording.sharedBy('미나')} ${cardWording.noSummaryForGood}` },
        answerCard('lamp', []),
      ],
      buttons: [],
      isShared: true,
    });
  });

  test('names "a member" if the platform has no names', async () => {
    const { ask } = await startShared({ cards: [answerCard('lamp', [])] });
    const answer = await ask('/paper show share:yes', { person: { id: 'u1', name: '' } });
    expect(answer.cards[0]?.notice).toBe(commandWording.shared);
  });

  test('is for everybody, so it has no page buttons or menus', async () => {
    const { ask } = await startShared();
    const answer = await ask({ command: 'show', values: {}, isShared: true });
    expect(answer).not.toHaveProperty('pick');
    expect(answer).not.toHaveProperty('line');
    expect(answer.buttons).toEqual([]);
  });

  test('can have no card at all', async () => {
    const { ask } = await startShared({ cards: [] });
    expect(await ask('/paper show share:yes')).toEqual({ cards: [], buttons: [], isShared: true });
  });

  test('is posted once for a double click, and can be posted again later', async () => {
    const { ask, clock } = await startShared();
    const press = () => ask('/paper show share:yes');
    const [first, second] = (await Promise.all([press(), press()])) as [Reply, Reply];
    expect([first.isShared ?? false, second.isShared ?? false]).toEqual([true, false]);
    expect(title(second)).toBe(commandWording.justShared);
    clock.advance(10_000);
    expect((await press()).isShared).toBe(true);
  });

  test('is limited per user, with a polite refusal; other users are not affected', async () => {
    const { ask, clock } = await startShared();
    const { most, withinMs } = LIMITS.share;
    for (let n = 0; n < most; n += 1)
      expect((await ask(`/paper show word:${n} share:yes`)).isShared).toBe(true);
    const refused = await ask('/paper show share:yes');
    expect(refused.isShared).toBeFalsy();
    expect(refused.standsBelow).toBe(true);
    expect(title(refused)).toBe(commandWording.tooOften(10));
    expect((await ask('/paper show word:x share:yes', { person: { id: 'u2', name: '' } })).isShared).toBe(
      true,
    );
    // The same command without sharing is not limited.
    expect((await ask('/paper show')).cards).toHaveLength(2);
    clock.advance(withinMs);
    expect((await ask('/paper show share:yes')).isShared).toBe(true);
  });

  test('is not posted on failure: only the user sees the error', async () => {
    const { ask } = await start(undefined, () => new UserError('낱말이 없습니다.'));
    const answer = await ask('/paper show share:yes');
    expect(answer.isShared).toBeFalsy();
    expect(title(answer)).toBe('낱말이 없습니다.');
  });
});

test('the name of the user who shares a reply is one clean line of limited length', async () => {
  const { ask } = await start(() => ({ line: '/paper show' }));
  const name = `\u202e미나\n\ud800${'~'.repeat(500)}`;
  const answer = await ask(sharedLine('/paper show'), { person: { id: 'u1', name } });
  expect(answer.cards[0]?.notice).toBe(commandWording.sharedBy(`미나 \ufffd${'~'.repeat(75)}…`));
});
