/** Chinese and Japanese punctuation, and what Korean texts use instead. Some need a space behind them. */
const PUNCTUATION: Readonly<Record<string, string>> = {
  '。': '. ',
  '｡': '. ',
  '．': '. ',
  '、': ', ',
  '､': ', ',
  '，': ', ',
  '；': '; ',
  '：': ': ',
  '！': '! ',
  '？': '? ',
  '「': '“',
  '」': '”',
  '『': '“',
  '』': '”',
  '｢': '“',
  '｣': '”',
  '《': '“',
  '》': '”',
  '〈': '‘',
  '〉': '’',
  '【': '[',
  '】': ']',
  '〔': '(',
  '〕': ')',
  '〜': '~',
  '・': '·',
  '･': '·',
  '\u3000': ' ',
};
const NEEDS_SPACE = /[。｡．、､，；：！？](?=(\D?))/g;
const OTHERS = /[「」『』｢｣《》〈〉【】〔〕〜・･\u3000]/g;
/** Full-width letters, digits and signs, half-width jamo, and Latin ligatures. */
const WIDTHS = /[\uFF01-\uFFEE\uFB00-\uFB06]+/g;

/** The finals of Hangul syllables as initials, which is how half-width jamo are normalised. */
const FINALS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'ᄀᄁᄂᄃᄅᄆᄇᄉᄊᄋᄌᄎᄏᄐᄑᄒ'].map((initial, at) => [initial, 'ᆨᆩᆫᆮᆯᆷᆸᆺᆻᆼᆽᆾᆿᇀᇁᇂ'[at] as string]),
);
/** An initial behind a vowel, and not before another one, ends the syllable. */
const FINAL = /(?<=[\u1161-\u1175])[\u1100-\u1112](?![\u1161-\u1175])/g;

/**
 * Replaces Chinese punctuation, full-width characters, half-width jamo and ligatures by what Korean texts contain, so
 * that checks, search and readers find the usual characters. Other compatibility characters stay: ² in GUI-G² is part of
 * a name.
 */
export const usualCharacters = (text: string): string =>
  text
    .replace(NEEDS_SPACE, (sign, next: string, at: number) => {
      const instead = PUNCTUATION[sign] ?? sign;
      // There is no space inside a number (１，０００), a closing quotation and at the end.
      const isOpen = next !== '' && !/[\s)\]」』｣》〉】）”’"'.]/.test(next);
      const isInNumber = next === '' && /[\d０-９]/.test(text[at - 1] ?? '');
      return isOpen && !isInNumber && !/[０-９]/.test(next) ? instead : instead.trim();
    })
    .replace(OTHERS, (sign) => PUNCTUATION[sign] ?? sign)
    .replace(WIDTHS, (wide) =>
      wide.normalize('NFKD').replace(FINAL, (initial) => FINALS[initial] ?? initial),
    );
