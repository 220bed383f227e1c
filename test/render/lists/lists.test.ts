import { describe, expect, it } from 'vitest';
import { answerCard } from '../../../src/cards/build-card.ts';
import { pausedCard } from '../../../src/cards/pause-card.ts';
import type { Card, ListItem } from '../../../src/domain/card/card.ts';
import { pagesWording } from '../../../src/i18n/ko/command.ts';
import { replyToDiscord } from '../../../src/render/discord.ts';
import { cardToHtml } from '../../../src/render/html.ts';
import { itemsToDiscord } from '../../../src/render/lists/discord-list.ts';
import { replyToSlack } from '../../../src/render/slack.ts';
import { SETTINGS } from '../../fixtures/settings.ts';

const plain = (text: string) => ({ text, highlights: [] });
const LINK = 'https://huggingface.co/papers/2608.00001';

const itemOf = (number: number, changes: Partial<ListItem> = {}): ListItem => ({
  paperId: `2608.0000${number}`,
  number,
  title: { text: 'Efficient LoRA: A Study', highlights: [[10, 14]] },
  url: LINK,
  label: '',
  sentence: { text: 'LoRA를 씁니다.', highlights: [[0, 4]] },
  details: plain('강화 학습 · 추천수 7'),
  command: { label: pagesWording.more(number), command: 'show', values: { paper: `2608.0000${number}` } },
  ...changes,
});
const listOf = (...items: readonly ListItem[]): Card => ({
  ...answerCard('목록', [{ name: 'text', label: '', text: '찾은 논문' }]),
  items,
  footer: '1/2쪽',
});
const replyOf = (...items: readonly ListItem[]) => ({
  cards: [listOf(...items)],
  buttons: [{ label: '다음', line: '/paper today page:2x10' }],
});
const tenOf = (changes: Partial<ListItem>) =>
  Array.from({ length: 10 }, (_, index) => itemOf(index + 1, changes));

/** Texts that mention, link or format, if they are not escaped. */
const HOSTILE = '<@U1> <!channel> @everyone *b* _i_ ~s~ `c` |x| [a](https://evil.example) & <b>';
const HIDDEN = { title: plain(HOSTILE), sentence: plain(HOSTILE), details: plain(HOSTILE), label: HOSTILE };

describe('on Discord', () => {
  it('a paper has its linked title, its sentence and its details, with bold highlights', () => {
    expect(itemsToDiscord([itemOf(1), itemOf(2, { label: '초록', sentence: plain('Fog.') })], 4_000)).toBe(
      [
        `**1.** [Efficient **LoRA**: A Study](${LINK})\n**LoRA**를 씁니다.\n강화 학습 · 추천수 7`,
        `**2.** [Efficient **LoRA**: A Study](${LINK})\n초록: Fog.\n강화 학습 · 추천수 7`,
      ].join('\n\n'),
    );
  });

  it('the number is the link of a title that needs escapes', () => {
    const title = { text: 'A *bold* LoRA', highlights: [[9, 13]] } as const;
    expect(itemsToDiscord([itemOf(1, { title })], 4_000)).toContain(
      `[**1.**](${LINK}) A \\*bold\\* **LoRA**\n`,
    );
  });

  it('the papers have numbered buttons in rows of five, before the other buttons', () => {
    const { components } = replyToDiscord(replyOf(...tenOf({})));
    expect(components.map((row) => row.components.map(({ label }) => label))).toEqual([
      [1, 2, 3, 4, 5].map(pagesWording.more),
      [6, 7, 8, 9, 10].map(pagesWording.more),
      ['다음'],
    ]);
    expect(components[0]?.components[0]).toMatchObject({ custom_id: '/paper show paper:2608.00001' });
  });

  it('the longest texts are cut to the limits of a message, and every paper keeps a part of each', () => {
    const long = '*강화* '.repeat(200);
    const texts = { title: plain(long), sentence: plain(long), details: plain(long) };
    const paused = pausedCard({
      place: { platform: 'discord', workspace: '1', channel: '2' },
      settings: SETTINGS,
      reason: long,
    } as never);
    for (const more of [[], [paused], [paused, paused, paused]]) {
      const { embeds } = replyToDiscord({
        ...replyOf(...tenOf(texts)),
        cards: [listOf(...tenOf(texts)), ...more],
      });
      const [list] = embeds;
      expect(list?.description?.length).toBeLessThanOrEqual(4_096);
      const sizes = embeds.flatMap(({ title, description = '', fields, footer }) => [
        ...[title, description, footer?.text ?? ''].map(({ length }) => length),
        ...fields.map(({ name, value }) => name.length + value.length),
      ]);
      expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(6_000);
      const papers = list?.description?.split('\n\n').slice(1) ?? [];
      expect(papers).toHaveLength(10);
      for (const paper of papers) expect(paper.split('\n')).toHaveLength(3);
    }
  });

  it('nothing in a text mentions or formats', () => {
    const [embed] = replyToDiscord(replyOf(itemOf(1, HIDDEN))).embeds;
    const own = (embed?.description ?? '').replace(`[**1.**](${LINK})`, '');
    expect(own).toContain('everyone');
    expect(own.replace(/\\./g, '')).not.toMatch(/[*_~`|[\]<@]/);
  });
});

describe('on Slack', () => {
  const blocksOf = (item: ListItem) => replyToSlack(replyOf(item)).blocks;

  it('a paper has its title with the button beside it, then its sentence and its details', () => {
    const [, divider, section, text, footer, actions] = blocksOf(itemOf(3));
    expect(divider).toEqual({ type: 'divider' });
    expect(section).toEqual({
      type: 'section',
      // Highlighted words are bold as a whole: an asterisk next to a letter or a colon would stay visible.
      text: {
        type: 'mrkdwn',
        text: `3. <${LINK}|Efficient> *<${LINK}|LoRA:>* <${LINK}|A Study>`,
        verbatim: true,
      },
      accessory: {
        type: 'button',
        action_id: 'line:paper-3',
        text: { type: 'plain_text', text: pagesWording.show, emoji: false },
        accessibility_label: pagesWording.more(3),
        value: '/paper show paper:2608.00003',
      },
    });
    expect(text).toEqual({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'LoRA', style: { bold: true } },
            { type: 'text', text: '를 씁니다.' },
            { type: 'text', text: '\n' },
            { type: 'text', text: '강화 학습 · 추천수 7' },
          ],
        },
      ],
    });
    expect([footer?.type, actions?.type]).toEqual(['context', 'actions']);
  });

  it('the text of the message has all papers, for notifications and screen readers', () => {
    const { text, blocks } = replyToSlack(replyOf(...tenOf({ label: '초록' })));
    for (const number of [1, 10])
      expect(text).toContain(
        `${number}. Efficient LoRA: A Study\n초록: LoRA를 씁니다.\n강화 학습 · 추천수 7`,
      );
    expect(blocks.length).toBeLessThanOrEqual(50);
  });

  it('nothing in a text mentions or formats: outside of rich text, only links and bold links are markup', () => {
    const item = itemOf(1, { ...HIDDEN, title: { text: HOSTILE, highlights: [[0, 5]] } });
    const { text, blocks } = replyToSlack(replyOf(item));
    const section = blocks.find(({ type }) => type === 'section') as { text?: { text: string } } | undefined;
    const title = section?.text?.text ?? '';
    expect(title.replace(/\*?<https:\/\/huggingface\.co\/papers\/[\d.]+\|[^<>]*>\*?/g, '').trim()).toBe('1.');
    expect(text).not.toMatch(/[<>]/);
  });
});

describe('on the web page', () => {
  it('a paper has its linked title, its sentence and its details, with marks, and its button beside them', () => {
    const html = String(
      cardToHtml(listOf(itemOf(11), itemOf(12, { label: '초록', sentence: plain('Fog.') }))),
    );
    expect(html).toContain('<form class="papers" method="post" action="/commands"');
    expect(html).toContain(
      `<li value="11"><div class="words"><h3 lang="en"><a href="${LINK}">Efficient <mark>LoRA</mark>: A Study</a></h3><p class="sentence"><span><mark>LoRA</mark>를 씁니다.</span></p><p class="details">강화 학습 · 추천수 7</p></div><button name="line" value="/paper show paper:2608.000011" aria-label="${pagesWording.more(11)}">${pagesWording.show}</button></li>`,
    );
    expect(html).toContain('<span class="label">초록</span> <span lang="en">Fog.</span>');
  });

  it('everything is escaped', () => {
    const html = String(cardToHtml(listOf(itemOf(1, { ...HIDDEN, url: 'https://x.y/"><b>' }))));
    expect(html).not.toMatch(/<b>|<@|<!|href="[^"]*[<>]/);
  });
});
