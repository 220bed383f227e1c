/** A text that repeats one piece between a start and an end, at any length. */
export interface HostileText {
  readonly name: string;
  readonly make: (length: number) => string;
}

const PUNCTUATION = [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', '…', '“', '’', '·', '，', '²', '$$', '\\{'];
const LETTERS = ['a', 'A', 'Ab', 'aB', 'é', 'e\u0301', 'ß', 'я', '中', 'ﷺ', '1', '1a', 'x1', '٣'];
const HANGUL = [
  '가',
  '강',
  'ㄱ',
  'ㅏ',
  '\u1100\u1161',
  '을',
  '다',
  '니다',
  '다.',
  '다. ',
  '니다"',
  '들',
  '백',
  '십',
];
const BLANKS = [' ', '  ', '\n', '\t', '\u00A0', '\u200B', '\u200D', '\uFE0F', '\u0301', '\uD83D', '\u0000'];
const EMOJI = ['🙂', '👩‍👩‍👧‍👦', '🇰🇷', ':a:', ':1:'];
const NUMBERS = [
  '1,',
  '1.',
  '.1',
  '1/',
  '1-',
  '1^',
  '^1',
  '1e',
  '1:',
  '1만 ',
  '1%',
  '1 ',
  '0x',
  '10^',
  '111,',
  '세 ',
  '1×10^',
];
const WORDS = [
  'a ',
  'A ',
  'a-',
  'AB-',
  'ab-',
  'a.',
  'A.',
  'A of ',
  'a,',
  'a, ',
  'a_',
  'a@',
  '@a',
  "a'",
  'a/',
  'one ',
  '강화 ',
];
const MARKUP = [
  '**',
  '__',
  '~~',
  '[](',
  '![',
  '](',
  '<a',
  '</',
  '<a>',
  '&a',
  '&#1',
  '```',
  '{"a":',
  '[1,',
  '<think>',
  '#1',
];
const ADDRESSES = [
  'http://',
  'www.',
  'a.com/',
  'gh-',
  '/pull/',
  'abcdef1',
  '/paper ',
  'name:',
  '시각:',
  'words:"',
];
const PIECES = [
  ...PUNCTUATION,
  ...LETTERS,
  ...HANGUL,
  ...BLANKS,
  ...EMOJI,
  ...NUMBERS,
  ...WORDS,
  ...MARKUP,
  ...ADDRESSES,
];

/** What stands before and behind the repeated pieces: a search often fails only at the end. */
type Frame = readonly [start: string, end: string];
const PLAIN: Frame = ['', ''];
const IN_HANGUL: Frame = ['', '가'];
const OTHERS: readonly [Frame, Frame, Frame] = [
  ['"', 'x'],
  ['(a<', '\n'],
  ['1만 ', '%'],
];

const frame = (piece: string, [start, end]: Frame): HostileText => ({
  name: JSON.stringify(`${start}${piece}…${end}`),
  make(length) {
    const room = Math.max(length - start.length - end.length, 1);
    return `${start}${piece.repeat(Math.ceil(room / piece.length)).slice(0, room)}${end}`;
  },
});

/** All hostile texts: each piece in three frames. */
export const TEXTS: readonly HostileText[] = PIECES.flatMap((piece, at) =>
  [PLAIN, IN_HANGUL, OTHERS[(at % 3) as 0 | 1 | 2]].map((each) => frame(piece, each)),
);
