import { expect, test } from 'vitest';
import { commandLine } from '../../../../src/command/parse-line.ts';
import { commandWording, pagesWording } from '../../../../src/i18n/ko/command.ts';
import { searchWording } from '../../../../src/i18n/ko/search.ts';
import { subscriptionWording } from '../../../../src/i18n/ko/subscription/subscription.ts';
import { toSlackValue } from '../../../../src/render/slack-text.ts';
import { failOnUnhandled } from '../../../fixtures/unhandled.ts';
import { buttonsOf, CHANNEL, open, PLACE_ID, wordsOf } from '../harness.ts';

failOnUnhandled();

/** The words in the title of a search's answer, as they stand in the JSON of its blocks. */
const titled = (words: string) => JSON.stringify(searchWording.title(words, [])).slice(1, -1);

test('T11: lines of phones are understood, in both languages', async (context) => {
  const scene = await open(context);
  await scene.up();
  const settings = async () => (await scene.store().subscription(PLACE_ID))?.settings;
  const lines: [text: string, at: number][] = [
    ['구독 시각: 18:00', 1080],
    ['구독 시각=18:10', 1090],
    ['subscribe Time : ‘18:20’', 1100],
    ['\u200B구독 시각：「18：30」', 1110],
    ['구독\u00A0시각:„오후 6시 40분“', 1120],
    ['구독 시각: 오후 6시 50분', 1130],
  ];
  for (const [text, at] of lines) {
    expect(await scene.say(text), text).toContain(subscriptionWording.changed);
    expect(await settings(), text).toMatchObject({ at });
  }
  expect(scene.slack.rejections).toEqual([]);
});

test('T14: what Slack escapes is read as it was typed, once, in commands and in buttons', async (context) => {
  const scene = await open(context, { papers: 12 });
  await scene.up();
  await scene.index();
  const typed = "paper & <lamp> &lt; &amp;lt; it's 100%26";
  const found = await scene.use(`검색 ${typed}`).answered;
  expect(wordsOf(found)).toContain(titled(typed));
  const shared = buttonsOf(found).find(({ label }) => label === commandWording.share);
  expect(shared?.value).not.toMatch(/[&<>]/);
  /** Presses a button of an earlier version, whose pages have five papers. */
  const pressOld = (value: string) =>
    scene.slack.interact.raw({
      ...{
        type: 'block_actions',
        api_app_id: scene.slack.appId,
        token: 'x',
        team: { id: scene.slack.teamId },
      },
      ...{ user: { id: 'U1', name: 'mina' }, channel: { id: CHANNEL } },
      container: { type: 'message', message_ts: found.ts, channel_id: CHANNEL, is_ephemeral: true },
      actions: [{ type: 'button', block_id: 'b', action_ts: '1.1', action_id: 'line:0', value }],
    }).answered;
  const first = await pressOld(toSlackValue(commandLine('search', { words: typed })));
  const next = buttonsOf(first).find(({ label }) => label === pagesWording.next);
  expect(next?.value).not.toMatch(/[&<>]/);
  const second = await scene.press(first, pagesWording.next, 'U1').answered;
  expect(wordsOf(second)).toContain(titled(typed));
  const back = await scene.press(second, pagesWording.previous, 'U1').answered;
  expect(wordsOf(back)).toContain(titled(typed));

  // Buttons that were sent before values were encoded, as Slack returns them with and without escapes.
  for (const value of [
    '/paper search words:"paper &amp; &lt;lamp&gt;"',
    '/paper search words:"paper & <lamp>"',
  ])
    expect(wordsOf(await pressOld(value))).toContain(titled('paper & <lamp>'));
  // Slack's links name the paper.
  const shown = await scene.say('보기 <https://arxiv.org/abs/2608.00001|arxiv.org/abs/2608.00001>');
  expect(shown).not.toContain(commandWording.staleButton);
  expect(scene.slack.rejections).toEqual([]);
});
