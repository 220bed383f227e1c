import { describe, expect, it } from 'vitest';
import { cleanText, cutText, hangulShare, normalizeText } from '../../src/lib/text.ts';

const FAMILY = '👨‍👩‍👧‍👦';
/** 각, as three jamo that are one grapheme. */
const JAMO = '\u1100\u1161\u11A8';

describe('cleanText', () => {
  it.each([
    ['  one\r\n two\t three  ', 'one two three'],
    ['a\u00A0b\u3000c\u2028d', 'a b c d'],
    ['a\u0000b\u0007c\u009Fd', 'a b c d'],
    ['pay\u200Bpal', 'paypal'],
    ['\u202Egnp.exe', 'gnp.exe'],
    ['soft\u00ADhyphen\uFEFF', 'softhyphen'],
    ['hid\u{E0068}\u{E0069}den', 'hidden'],
    ['강화 학습'.normalize('NFD'), '강화 학습'],
    ['e\u200B\u0301', 'é'],
    ['lone \uD83D half', 'lone \uFFFD half'],
    [FAMILY, FAMILY],
    [' \n\u200B ', ''],
  ])('%j is %j', (text, clean) => expect(cleanText(text)).toBe(clean));

  it('changes nothing the second time', () => {
    for (const text of [
      'e\u200B\u0301 \u0007 x',
      '\u1100\u2060\u1161',
      `\uFEFF ${FAMILY}\n`,
      'ﬁne\u00AD\u0327',
    ]) {
      expect(cleanText(cleanText(text))).toBe(cleanText(text));
    }
  });
});

describe('normalizeText', () => {
  it.each([
    ['Lamps', 'lamps'],
    ['ＬＬＭ　２', 'llm 2'],
    ['ﬁne-tuning', 'fine-tuning'],
    ['강화'.normalize('NFD'), '강화'],
    ['GPT-４를', 'gpt-4를'],
    ['ㄱㅎ', 'ㄱㅎ'],
    ['강화ㅎ', '강화ㅎ'],
    ['Ａㄱ', 'aㄱ'],
    ['É', 'é'],
    ['', ''],
  ])('%j is %j', (text, normal) => expect(normalizeText(text)).toBe(normal));

  it('changes nothing the second time', () => {
    for (const text of ['ＬＬＭ', 'ﬁ', '강화ㅎ', '①', 'İ', '㎏'])
      expect(normalizeText(normalizeText(text)), text).toBe(normalizeText(text));
  });
});

describe('cutText', () => {
  it('leaves text unchanged if it fits', () => {
    expect(cutText('등대지기', 4)).toBe('등대지기');
    expect(cutText('', 0)).toBe('');
  });

  it('cuts text that does not fit and marks the cut', () => {
    expect(cutText('등대지기', 3)).toBe('등대…');
    expect(cutText('a lamp', 3)).toBe('a…');
  });

  it.each([
    ['an emoji family', FAMILY, 11],
    ['a combining mark', 'o\u0302\u0323', 3],
    ['Hangul jamo', JAMO, 3],
    ['a flag', '🇰🇷', 4],
    ['a skin tone', '👍🏽', 4],
  ])('never cuts inside %s', (_what, grapheme, units) => {
    expect(grapheme).toHaveLength(units);
    const text = grapheme.repeat(3);
    for (let max = 1; max < text.length; max += 1) {
      expect(cutText(text, max)).toBe(`${grapheme.repeat(Math.floor((max - 1) / units))}…`);
    }
  });

  it('uses the given measure', () => {
    const bytes = (text: string) => Buffer.byteLength(text);
    expect(cutText('등대지기', 11, bytes)).toBe('등대…');
    expect(cutText('등대지기', 12, bytes)).toBe('등대지기');
    expect(cutText(FAMILY.repeat(3), 2, (text) => [...new Intl.Segmenter().segment(text)].length)).toBe(
      `${FAMILY}…`,
    );
  });

  it('returns an empty text if not even the ellipsis fits', () => {
    expect(cutText('lamp', 1)).toBe('…');
    expect(cutText('lamp', 0)).toBe('');
    expect(cutText('lamp', 2, (text) => Buffer.byteLength(text))).toBe('');
  });
});

describe('hangulShare', () => {
  it.each([
    ['등대지기', 1],
    ['lamp', 0],
    ['등대 ab', 0.5],
    ['12,345 !? 👍', 0],
    ['', 0],
    ['등대 123 👍', 1],
  ])('of %j is %d', (text, share) => expect(hangulShare(text)).toBe(share));
});
