import { describe, expect, it } from 'vitest';
import { answerCard, headingCard, paperCard } from '../../../src/cards/build-card.ts';
import {
  type Card,
  type CardLimits,
  fit as fitCard,
  type LinkButton,
  type Section,
} from '../../../src/domain/card/card.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';

const LIMITS: CardLimits = {
  title: 10,
  text: () => 20,
  footer: 1_000,
  total: 60,
  buttonUrl: 30,
  measure: (text) => text.length,
};
const section = (text: string, label = ''): Section => ({ name: 'text', label, text });
const pdf = (url: string): LinkButton => ({ name: 'pdf', label: 'PDF', url });
const makeCard = (overrides: Partial<Card> = {}): Card => ({ ...answerCard('Lamp', []), ...overrides });
const texts = ({ sections }: Card) => sections.map(({ text }) => text);

describe('fit', () => {
  it('changes nothing that already fits', () => {
    const card = makeCard({
      sections: [section('fog')],
      notice: 'dim',
      footer: 'end',
      buttons: [pdf('https://x')],
    });
    expect(fitCard(card, LIMITS)).toEqual(card);
  });

  it('does not modify the given card', () => {
    const card = makeCard({ sections: [section('x'.repeat(50))] });
    fitCard(card, LIMITS);
    expect(texts(card)).toEqual(['x'.repeat(50)]);
  });

  it('cuts the title and keeps its link', () => {
    const title = { text: 'The Long Way Home', url: 'https://huggingface.co/papers/2608.00001' };
    expect(fitCard(makeCard({ title }), LIMITS).title).toEqual({ ...title, text: 'The Long…' });
  });

  it('cuts each section to its limit', () => {
    const card = makeCard({ sections: [section('x'.repeat(21)), section('y'.repeat(20))] });
    expect(texts(fitCard(card, LIMITS))).toEqual([`${'x'.repeat(19)}…`, 'y'.repeat(20)]);
  });

  it('cuts each section to the limit of its kind', () => {
    const card = makeCard({
      sections: [section('x'.repeat(9)), { ...section('y'.repeat(9)), name: 'easy' }],
    });
    const limits: CardLimits = { ...LIMITS, text: (name) => (name === 'easy' ? 4 : 8) };
    expect(texts(fitCard(card, limits))).toEqual(['xxxxxxx…', 'yyy…']);
  });

  it('cuts the longest section first if all together are too long', () => {
    const sections = [section('a'.repeat(12)), section('b'.repeat(20)), section('c'.repeat(16))];
    const fitted = fitCard(makeCard({ sections, notice: 'n'.repeat(10) }), LIMITS);
    expect(texts(fitted)).toEqual(['a'.repeat(12), `${'b'.repeat(17)}…`, 'c'.repeat(16)]);
    expect(fitted.notice).toBe('n'.repeat(10));
  });

  it('continues with the next longest if one cut is not enough', () => {
    const sections = [section('a'.repeat(20)), section('b'.repeat(19)), section('c'.repeat(18))];
    expect(texts(fitCard(makeCard({ sections }), { ...LIMITS, total: 30 }))).toEqual([
      '',
      'bbbbbbb…',
      'c'.repeat(18),
    ]);
  });

  it('cuts even an enormous footer', () => {
    const fitted = fitCard(makeCard({ sections: [section('fog')], footer: 'f'.repeat(500) }), LIMITS);
    expect([fitted.footer?.length, texts(fitted)]).toEqual([53, ['fog']]);
  });

  it('turns a button whose address is too long into text', () => {
    const long = pdf(`https://arxiv.org/pdf/${'9'.repeat(20)}`);
    const short = pdf('https://arxiv.org/pdf/1');
    const fitted = fitCard(makeCard({ buttons: [long, short] }), {
      ...LIMITS,
      text: () => 100,
      footer: 1_000,
      total: 200,
    });
    expect(fitted.buttons).toEqual([short]);
    expect(fitted.sections).toEqual([section(long.url, 'PDF')]);
  });

  it('leaves room for the addresses of links, and only cuts their texts', () => {
    const url = 'https://x/1234567890';
    const link = (text: string): Section => ({ name: 'link', label: '', text, url });
    const fitted = fitCard(makeCard({ sections: [link('a'.repeat(20)), link('b'.repeat(19))] }), {
      ...LIMITS,
      // This is enough for two URLs and the characters around them, the title, and half of the texts.
      total: 2 * (url.length + 8) + 4 + 20,
    });
    expect(texts(fitted)).toEqual(['…', 'b'.repeat(19)]);
    expect(fitted.sections.map((section) => section.url)).toEqual([url, url]);
  });

  it('measures text as the platform does', () => {
    const bytes = { ...LIMITS, measure: (text: string) => Buffer.byteLength(text) };
    expect(fitCard(makeCard({ title: { text: '등대지기', url: null } }), bytes).title.text).toBe('등대…');
  });

  it('never exceeds the limits, and changes nothing the second time', () => {
    const rulers = [
      (text: string) => text.length,
      (text: string) => Buffer.byteLength(text),
      (text: string) => [...text].length,
    ];
    const words = [
      '등대',
      'lamp',
      '👨‍👩‍👧‍👦',
      'o\u0302',
      ' ',
      '&',
      '안개 속',
      '\u1100\u1161\u11A8',
      'x'.repeat(40),
    ];
    const pick = <T>(items: readonly T[], n: number) => items[n % items.length] as T;
    for (let n = 1; n < 600; n += 1) {
      const write = (length: number) =>
        Array.from({ length: length % 97 }, (_, k) => pick(words, n * 7 + k * k)).join('');
      const card = makeCard({
        title: { text: write(n * 3), url: null },
        notice: n % 3 ? write(n) : null,
        footer: n % 4 ? write(n * 13) : null,
        sections: Array.from({ length: n % 6 }, (_, k) =>
          section(write(n * (k + 5)), pick(['', '요약'], n + k)),
        ),
        buttons: Array.from({ length: n % 4 }, (_, k) => pdf(`https://x/${'0'.repeat((n * k) % 50)}`)),
      });
      const limits = {
        title: 40 + (n % 60),
        text: () => 10 + (n % 300),
        total: 160 + (n % 700),
        footer: 1_000,
        buttonUrl: 35,
        measure: pick(rulers, n),
      };
      const fitted = fitCard(card, limits);
      const { measure } = limits;
      const parts = fitted.sections.flatMap(({ label, text }) => [label, text]);
      const all = [fitted.title.text, fitted.notice ?? '', fitted.footer ?? '', ...parts];
      expect(measure(fitted.title.text)).toBeLessThanOrEqual(limits.title);
      for (const { text } of fitted.sections) expect(measure(text)).toBeLessThanOrEqual(limits.text());
      for (const { url } of fitted.buttons) expect(measure(url)).toBeLessThanOrEqual(limits.buttonUrl);
      expect(all.reduce((sum, text) => sum + measure(text), 0)).toBeLessThanOrEqual(limits.total);
      expect(fitted.sections.length + fitted.buttons.length).toBe(card.sections.length + card.buttons.length);
      expect(fitCard(fitted, limits)).toEqual(fitted);
    }
  });
});

describe('the card of a paper', () => {
  const paper = makePaper({ id: '2608.00012', codeUrl: 'https://github.com/fog/lamp' });
  const summary = makeSummary();
  const named = (card: Card) => card.sections.map(({ name, label, text }) => [name, label, text]);

  it('has the fields of the JSON digest', () => {
    const card = paperCard({ paper, summary }, '2026-08-21', 'not-yet');
    expect(card).toMatchObject({
      kind: 'paper',
      day: '2026-08-21',
      paperId: '2608.00012',
      title: { text: paper.title, url: 'https://huggingface.co/papers/2608.00012' },
      thumbnail: { url: paper.thumbnail },
      notice: null,
    });
    expect(named(card)).toEqual([
      ['summary', '요약', summary.summary],
      ['easy', '쉬운설명', summary.easy],
      ['fields', '관련분야', '강화 학습(Reinforcement Learning)'],
      ['upvotes', '추천수', '7'],
    ]);
    expect(card.buttons.map(({ name, url }) => [name, url])).toEqual([
      ['pdf', 'https://arxiv.org/pdf/2608.00012'],
      ['page', 'https://huggingface.co/papers/2608.00012'],
      ['code', 'https://github.com/fog/lamp'],
    ]);
    expect(card.footer).toContain('arXiv 2608.00012');
  });

  it('has no code button without code', () => {
    const { buttons } = paperCard({ paper: makePaper(), summary }, null, 'not-yet');
    expect(buttons.map(({ name }) => name)).toEqual(['pdf', 'page']);
  });

  it('shows the fields as the summariser named them', () => {
    const fields = [
      { ko: '등대학', en: 'Lighthouse Studies' },
      { ko: '강화학습', en: 'RL' },
    ];
    const card = paperCard({ paper, summary: makeSummary({ fields }) }, null, 'not-yet');
    expect(named(card)[2]).toEqual(['fields', '관련분야', '등대학(Lighthouse Studies), 강화학습(RL)']);
  });

  it.each([
    ['no-summarizer', cardWording.noSummarizer],
    ['not-yet', cardWording.noSummary],
    ['for-good', cardWording.noSummaryForGood],
  ] as const)('without a summary has the abstract and one line with the reason (%s)', (missing, line) => {
    const card = paperCard({ paper, summary: null }, '2026-08-21', missing);
    expect(card.notice).toBe(line);
    expect(named(card)).toEqual([
      ['abstract', '초록', paper.abstract],
      ['fields', '관련분야', '강화 학습(Reinforcement Learning)'],
      ['upvotes', '추천수', '7'],
    ]);
  });

  it('without a summary names at most three fields, and has no section for none', () => {
    const abstract =
      'Quantization, pruning, LoRA, RLHF, video generation, optical flow and speech recognition.';
    const many = named(paperCard({ paper: makePaper({ abstract }), summary: null }, null, 'not-yet'));
    expect(many.find(([name]) => name === 'fields')?.[2]?.split(', ')).toHaveLength(3);
    const none = makePaper({ title: 'Fog', abstract: 'Fog.', keywords: [] });
    expect(named(paperCard({ paper: none, summary: null }, null, 'not-yet')).map(([name]) => name)).toEqual([
      'abstract',
      'upvotes',
    ]);
  });

  it('says so if there is not even an abstract', () => {
    const card = paperCard({ paper: makePaper({ abstract: '' }), summary: null }, null, 'not-yet');
    expect(named(card)[0]).toEqual(['abstract', '초록', cardWording.noAbstract]);
  });

  it('names three authors and counts the rest', () => {
    const authors = ['Mina', 'Otto', 'Ida', 'Bo', 'Al'];
    const footer = (names: string[]) =>
      paperCard({ paper: makePaper({ authors: names }), summary }, null, 'not-yet').footer;
    expect(footer(authors)).toBe('Mina, Otto, Ida 외 2명 · arXiv 2608.00001');
    expect(footer(authors.slice(0, 3))).toBe('Mina, Otto, Ida · arXiv 2608.00001');
    expect(footer([])).toBe('arXiv 2608.00001');
  });

  it('treats external input as plain text', () => {
    const title = '<b>@everyone</b> *stars* [x](https://evil.example)';
    expect(paperCard({ paper: makePaper({ title }), summary }, null, 'not-yet').title.text).toBe(title);
  });
});

describe('the heading of an edition', () => {
  it('names the day, links its list and gives the number of selected papers', () => {
    const card = headingCard('2026-08-21', 30, 5);
    expect(card).toMatchObject({
      kind: 'heading',
      day: '2026-08-21',
      title: { text: '2026년 8월 21일 (금) AI 논문', url: 'https://huggingface.co/papers/date/2026-08-21' },
    });
    expect(card.sections[0]?.text).toMatch(/30편.*5편/);
  });

  it('says so if all papers were selected', () => {
    expect(headingCard('2026-08-21', 4, 4).sections[0]?.text).toMatch(/논문 4편을 배달/);
  });
});
