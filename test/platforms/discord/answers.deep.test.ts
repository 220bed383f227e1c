import { describe, expect, test } from 'vitest';
import { createClock } from '../../../src/lib/clock.ts';
import { escapeDiscord } from '../../../src/render/discord-text.ts';
import { type AnswerPlatform, describeAnswers, openLibrary } from '../../contract/answers.ts';
import { defaultGuildId, type StoredMessage } from '../../emulators/discord/index.ts';
import { createPublisher } from './api/call-harness.ts';
import { CHANNEL, labelsOf, linesOf, open, PLACE, textOf } from './harness.ts';

const shown = (text = '') => text.replace(/\\([^0-9A-Za-z\s])/g, '$1');
const fieldsOf = ({ embeds }: StoredMessage) => embeds[0]?.fields ?? [];
const rowsOf = ({ components = [] }: StoredMessage) =>
  components.map((row) => ('components' in row ? row.components.length : 0));

const platform: AnswerPlatform<StoredMessage> = {
  place: PLACE,
  async open() {
    const scene = await open();
    const { stage, discord, call, index } = scene;
    const { clock, log, stop } = stage;
    const publisher = createPublisher({ call, clock: createClock(null), log, signal: stop.signal });
    return {
      deps: { ...stage.parts, publishers: new Map([[PLACE.platform, publisher]]) },
      ...{ advance: clock.advance, index },
      use: (command, options = {}) => scene.use(command, { options }).answered,
      async press(message, label) {
        const pressed = scene.pressLabel(message, label);
        let changed: StoredMessage | undefined;
        pressed.answered.then((answer) => {
          changed = answer;
        });
        return discord.until(() => changed ?? pressed.followUps()[0]);
      },
      messages: () => discord.messages(CHANNEL),
      complaints: () => [...discord.rejections, ...linesOf(scene, 'warn', 'error')],
    };
  },
  idOf: ({ id }) => id,
  linkTo: ({ id }) => `https://discord.com/channels/${defaultGuildId}/${CHANNEL}/${id}`,
  titleOf({ embeds }) {
    const title = shown(embeds[0]?.title);
    expect(embeds[0]?.title).toBe(escapeDiscord(title));
    return title;
  },
  sectionsOf: (message) => fieldsOf(message).map(({ name, value }) => ({ label: name, text: shown(value) })),
  linksIn: (message) =>
    fieldsOf(message).map(({ value }) => {
      const [, before = '', label = '', url] = value.match(/^(.*?) ?\[([^\]]*)\]\((\S+)\)$/) ?? [];
      return { title: shown(before || label), url };
    }),
  papersIn: ({ embeds }) =>
    (embeds[0]?.description ?? '').split('\n\n').flatMap((item) => {
      const [head = '', ...lines] = item.replaceAll('**', '').split('\n');
      const [, linked, url = '', rest = ''] = head.match(/^(?:\d+\. )?\[([^\]]*)\]\((\S+)\) ?(.*)$/) ?? [];
      const title = linked && /^\d+\.$/.test(linked) ? rest : linked;
      return title ? [{ title: shown(title), url, text: shown(lines.join('\n')) }] : [];
    }),
  ...{ labelsOf, textOf },
};

describe('replies on Discord, with the longest real titles', () => {
  describeAnswers(platform);

  test('the buttons of a ranking are in rows of five', async () => {
    const { use } = await openLibrary(platform);
    expect(rowsOf(await use('top', { period: 'week', where: 'here' }))).toEqual([5, 5, 1]);
  });
});
