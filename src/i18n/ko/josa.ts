import { josa } from 'es-hangul';

/** Both forms of each particle, for words whose spelling does not determine the final sound. */
const OPEN_FORMS = {
  '은/는': '은(는)',
  '이/가': '이(가)',
  '을/를': '을(를)',
  '와/과': '와(과)',
  '으로/로': '(으)로',
} as const;
export type Particle = keyof typeof OPEN_FORMS;

/** Only the end of a word counts, in UTF-16 code units: long enough for a word and a gloss behind it. */
const MAX_ENDING = 100;

/**
 * Appends the particle that fits the word's last sound: 강화 학습을, RL을, '로봇'은, GPT-4를. Skips trailing quotes and a
 * gloss in brackets, because they are not pronounced. If the spelling does not determine the sound, as in Adam or
 * Llama 3 (삼 or three), appends both forms: Adam을(를).
 */
export function withJosa(word: string, particle: Particle): string {
  const spoken = word.slice(-MAX_ENDING).replace(/(?:\([^()]*\)|[\s'"’”.,!?)\]}])+$/u, '');
  return word + (fittingForm(spoken, particle) ?? OPEN_FORMS[particle]);
}

function fittingForm(word: string, particle: Particle): string | null {
  if (/[가-힣]$/.test(word)) return josa.pick(word, particle);
  const [letters] = word.match(/(?<![A-Za-z])[A-Z]+$/) ?? [];
  if (letters) return isSpelledOut(letters) ? josa(letters, particle).slice(letters.length) : null;
  const [number] = word.match(/\d[\d.,]*$/) ?? [];
  if (!number) return null;
  const isName = /[A-Za-z][\s\-.]?$/.test(word.slice(0, -number.length));
  return isName
    ? formForBothReadings(number, particle)
    : josa.pick(KOREAN[lastDigit(number)] ?? '', particle);
}

/** Guesses whether an abbreviation is spelled out, like RL and LLM, or read as a word, like CLIP and BERT. */
const isSpelledOut = (letters: string): boolean => letters.length <= 3 || !/[AEIOU]/.test(letters);

/**
 * The Korean readings of the digits. A number's last digit determines its particle: a final zero is read 십, 백, 천 or
 * 만, which take the same particles as 영.
 */
const KOREAN = [...'영일이삼사오육칠팔구'];
const ENGLISH = ['제로', '원', '투', '쓰리', '포', '파이브', '식스', '세븐', '에이트', '나인'];

const lastDigit = (number: string): number => Number(number.at(-1));

/**
 * Returns the particle for a number in a name, where 3 is read 삼 or 쓰리; null if the two readings take different forms
 * or the number ends in two digits.
 */
function formForBothReadings(number: string, particle: Particle): string | null {
  if (/\d\d$/.test(number)) return null;
  const [korean, english] = [KOREAN, ENGLISH].map((readings) =>
    josa.pick(readings[lastDigit(number)] ?? '', particle),
  );
  return korean === english ? (korean ?? null) : null;
}
