/** A run of Latin letters, digits and signs: GPT-4o, Qwen2.5-7B, GUI-G², IrO₂, 3DGS. */
const NAME =
  /(?<![A-Za-z\d.])\d{0,2}[A-Za-z][A-Za-z\d]*(?:[-‐‑_./+^@*'’⁰¹²³⁴-⁹₀-₉][A-Za-z\d⁰¹²³⁴-⁹₀-₉]+|[⁰¹²³⁴-⁹₀-₉+*])*/g;
/** Numbers with a scale or a unit, which are not names: 7B-72B, 24kHz, 2x. */
const MEASURE = /^\d+(?:[kKMBTxX×]|[kKMGT]i?[bB]|[kMG]?Hz|dB|ms|FPS|fps|bit|nm|cm|mm|km|GPU)(?![A-Za-z])/;

/** Returns the form in which names are compared: without case and punctuation, except for the point in 2.5. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[-‐‑_/\s^+*'’@]|\.(?!\d)/g, '');
}

/** A name in a text. */
export interface Name {
  readonly text: string;
  readonly index: number;
  /**
   * True if a part of the name contains two capitals or a digit, as acronyms and product names do. A word with a single
   * capital is not necessarily a name, nor are two with a hyphen: Fine-Tuning.
   */
  readonly isSure: boolean;
}

export function namesOf(text: string): Name[] {
  return [...text.matchAll(NAME)]
    .map(({ 0: written, index }) => ({
      text: written,
      index,
      isSure: /[A-Z][^-‐‑]*[A-Z]|\d/.test(written),
    }))
    .filter(({ text: written, isSure }) => (isSure || /[A-Z]/.test(written)) && !MEASURE.test(written));
}
