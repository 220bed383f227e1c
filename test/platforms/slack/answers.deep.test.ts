import { describe, expect, onTestFinished, test } from 'vitest';
import { topWording } from '../../../src/i18n/ko/top.ts';
import { type AnswerPlatform, describeAnswers, openLibrary } from '../../contract/answers.ts';
import type { StoredMessage } from '../../emulators/slack/index.ts';
import { failOnUnhandled } from '../../fixtures/unhandled.ts';
import { toLine } from '../commands/driver.ts';
import { CHANNEL as PLACE, sectionsOf, titleOf } from './api/call-harness.ts';
import { CHANNEL, labelsOf, open } from './harness.ts';

failOnUnhandled();

const unescaped = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

interface Block {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly elements?: readonly {
    readonly elements?: readonly { readonly type: string; readonly text: string; readonly url?: string }[];
  }[];
}
const spansOf = ({ blocks = [] }: Pick<StoredMessage, 'blocks'>) =>
  (blocks as unknown as readonly Block[])
    .filter(({ type }) => type === 'rich_text')
    .flatMap(({ elements = [] }) => elements.flatMap((part) => part.elements ?? []));

/** Returns every link in the text, except that of the title. */
const linksIn = (message: StoredMessage) =>
  spansOf(message)
    .filter(({ type, text }) => type === 'link' && text !== titleOf(message).text)
    .map(({ text, url }) => ({ title: text, url }));

const platform: AnswerPlatform<StoredMessage> = {
  place: PLACE,
  async open() {
    const scene = await open({ onTestFinished }, { env: { SUBSCRIBE: '' } });
    await scene.start();
    await scene.says('Slack is on');
    await scene.delivered('web:paperboy');
    const { slack, clock, log, index } = scene;
    return {
      ...{ deps: scene.app(), advance: clock.advance, index },
      use: (command, given = {}) => scene.use(toLine({ command, given })).answered,
      press: (message, label) => scene.press(message, label).answered,
      messages: () => slack.messages(CHANNEL),
      complaints: () => [
        ...slack.rejections,
        ...log.lines.filter(({ level }) => level === 'warn' || level === 'error'),
      ],
    };
  },
  idOf: ({ ts }) => ts,
  linkTo: ({ ts }) => `https://loopback.slack.com/archives/${CHANNEL}/p${ts.replace('.', '')}`,
  titleOf: (message) => titleOf(message).text,
  sectionsOf: (message) => sectionsOf(message).filter(({ label }) => label),
  ...{ linksIn, labelsOf },
  papersIn: ({ blocks = [] }) =>
    (blocks as unknown as readonly Block[]).flatMap(({ type, text }, at) => {
      const [, number] = (type === 'section' && text?.text.match(/^(\d+)\. /)) || [];
      if (!number || !text) return [];
      const [, url = ''] = text.text.match(/<([^|>]+)\|/) ?? [];
      const title = text.text.slice(number.length + 2).replace(/\*?<[^|>]+\|([^<>]*)>\*?/g, '$1');
      return [
        {
          title: unescaped(title),
          url,
          text: spansOf({ blocks: blocks.slice(at + 1, at + 2) })
            .map((span) => span.text)
            .join(''),
        },
      ];
    }),
  textOf: (message) =>
    spansOf(message)
      .map(({ text }) => text)
      .join('\n'),
};

describe('replies on Slack, with the longest real titles', () => {
  describeAnswers(platform);

  test('a notification of a ranking begins with its title', async () => {
    const { use } = await openLibrary(platform);
    const answer = await use('top', { period: 'week', where: 'here' });
    expect(answer.text.split('\n')[0]).toBe(topWording.title('최근 7일', '이 채널'));
  });
});
