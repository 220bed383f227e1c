import {
  ACCENTS,
  ALPHABETS,
  IGNORED,
  OPERATORS,
  PLAIN_STYLES,
  SPACES,
  SUBSCRIPTS,
  SUPERSCRIPTS,
  SYMBOLS,
} from './symbols.ts';

/**
 * Shows the mathematics of a text in Unicode: `$\mathcal{O}(n\log n)$` → 𝒪(n log n), `10^5` → 10⁵. A formula with a
 * command that is not known, or that is not balanced, stays as it is, and so do prices: `$5 and $10`. Takes time in
 * proportion to the length of the text.
 */
export function texToUnicode(text: string): string {
  if (!/[$\\^_]/.test(text)) return text;
  // Every second part consists of dollar signs.
  const parts = text.split(/((?<!\\)\$+)/);
  let shown = '';
  for (let at = 0; at < parts.length; at += 1) {
    const [part = '', formula, end, after] = parts.slice(at, at + 4);
    const isFormula =
      at % 2 === 1 && part === end && looksLikeFormula(parts[at - 1] ?? '', formula ?? '', after ?? '');
    if (isFormula) {
      shown += formulaToUnicode(formula ?? '') ?? part + formula + end;
      at += 2;
    } else shown += plainToUnicode(part);
  }
  return shown;
}

/**
 * Returns true if what stands between two dollar signs can be a formula: as in Pandoc, blanks within the signs and a
 * digit after them speak against it (pandoc.org/MANUAL, "Math"). Without TeX, so do several words, as in
 * `A$AP and Ke$ha`, and a letter or digit before it.
 */
function looksLikeFormula(before: string, formula: string, after: string): boolean {
  if (formula.trim() !== formula || formula === '' || /^\d/.test(after)) return false;
  return (
    /[\\^_{]/.test(formula) || !(/[\p{L}\p{N}]/u.test(before.slice(-1)) || /\p{L}\s+\p{L}/u.test(formula))
  );
}

/**
 * What appears without dollar signs, too: `\textsc{Name}`, `90\%`, `VCT^2` and `μ_0`. A bare subscript has to follow a
 * single letter: `gpt_4` is a name.
 */
const PLAIN =
  /\\(?:text[a-z]{2}|emph)\{([^{}\\$]{1,200})\}|\\([%&#$])|(?:(?<=[\p{L}\p{N})])(\^)|(?<=(?<![\p{L}\p{N}_])\p{L})(_))(?:(-?\d{1,4})(?![\p{L}\p{N}^_.])|\{([\p{L}\p{N}.,+*=-]{1,20})\})/gu;

const plainToUnicode = (text: string): string =>
  text.replace(PLAIN, (all, styled, escaped, upper, lower, digits, group) =>
    digits || group ? toScript(upper ?? lower, digits ?? group) : (styled ?? escaped ?? all),
  );

/** Returns a text as a superscript or subscript; with its mark before it if Unicode lacks one of its characters. */
function toScript(mark: '^' | '_', text: string): string {
  const scripts = mark === '^' ? SUPERSCRIPTS : SUBSCRIPTS;
  const shown = [...text].map((character) => scripts.get(character));
  if (text && !shown.includes(undefined)) return shown.join('');
  return /^(?:.|[\p{L}\p{N}.]+)$/u.test(text) ? mark + text : `${mark}(${text})`;
}

/** A command, or any other character. */
const TOKEN = /\\(?:[A-Za-z]+|[^A-Za-z])|./gsu;
/** Groups within groups; deeper ones are nothing that a title has. */
const MAX_DEPTH = 20;

/** A formula that is not understood. */
class UnknownTex extends Error {}

/** Returns a formula without its dollar signs in Unicode; null if any of it is not understood. */
function formulaToUnicode(formula: string): string | null {
  try {
    const reader = createReader(formula.match(TOKEN) ?? []);
    const shown = reader.readItems(0);
    return reader.isAtEnd() ? tidy(shown) : null;
  } catch (error) {
    if (error instanceof UnknownTex) return null;
    throw error;
  }
}

const tidy = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/(?<=[([{⟨]) | (?=[)\]}⟩,])/g, '')
    .trim();

function createReader(tokens: readonly string[]) {
  let at = 0;
  const isBlank = (token: string | undefined) => token !== undefined && /^\s$/.test(token);
  const skipBlanks = () => {
    while (isBlank(tokens[at])) at += 1;
  };

  /** Reads up to the end of the group, or of the formula if `depth` is 0. */
  function readItems(depth: number): string {
    const items: string[] = [];
    let last = '';
    while (at < tokens.length && tokens[at] !== '}') {
      const item = readItem(depth, last);
      last = item.slice(-1) || last;
      items.push(item);
    }
    return items.join('');
  }

  /** Reads the argument of a command or script: a group, a command with its own argument, or one character. */
  function readArgument(depth: number): string {
    skipBlanks();
    const token = tokens[at];
    if (token === undefined || token === '}' || token === '^' || token === '_') throw new UnknownTex();
    return tidy(readItem(depth, ''));
  }

  /** @param before the character before the item, as it is shown */
  function readItem(depth: number, before: string): string {
    if (depth > MAX_DEPTH) throw new UnknownTex();
    const token = tokens[at] as string;
    at += 1;
    if (token === '{') {
      const group = readItems(depth + 1);
      if (tokens[at] !== '}') throw new UnknownTex();
      at += 1;
      return group;
    }
    if (token === '^' || token === '_') return toScript(token, readArgument(depth + 1));
    if (token === '~') return ' ';
    if (token.startsWith('\\') && token.length > 1) return readCommand(token.slice(1), depth, before);
    if (/^[\\&#%$]$/.test(token)) throw new UnknownTex();
    return token === "'" ? '′' : token;
  }

  function readCommand(name: string, depth: number, before: string): string {
    const symbol = SYMBOLS.get(name);
    if (symbol !== undefined) {
      // A blank after a command only ends its name, unless there is one before it, too: `2\times 2`, `a \in B`.
      if (/^[A-Za-z]/.test(name) && !isBlank(before)) skipBlanks();
      return symbol;
    }
    if (SPACES.has(name)) return ' ';
    if (IGNORED.has(name)) return '';
    if (OPERATORS.has(name)) {
      skipBlanks();
      const isFollowed = /^[\p{L}\p{N}\\]/u.test(tokens[at] ?? '');
      return `${/[\p{L}\p{N})]/u.test(before) ? ' ' : ''}${name}${isFollowed ? ' ' : ''}`;
    }
    if (name === 'frac' || name === 'tfrac' || name === 'dfrac') {
      const over = readArgument(depth + 1);
      return `${bracketed(over)}/${bracketed(readArgument(depth + 1))}`;
    }
    const alphabet = ALPHABETS.get(name);
    const accent = ACCENTS.get(name);
    if (!alphabet && !accent && name !== 'sqrt' && !PLAIN_STYLES.has(name)) throw new UnknownTex();
    const words = readArgument(depth + 1);
    if (name === 'sqrt') return `√${bracketed(words)}`;
    if (alphabet) return [...words].map((letter) => alphabet.get(letter) ?? letter).join('');
    // A mark over several letters would stand over one of them.
    if (accent) return [...words].length === 1 ? words + accent : words;
    return words;
  }

  return { readItems, isAtEnd: () => at >= tokens.length };
}

const bracketed = (words: string): string => (/^[\p{L}\p{N}.]*$/u.test(words) ? words : `(${words})`);
