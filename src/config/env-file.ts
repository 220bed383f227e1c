import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** A line of `.env` that sets a variable, or looks as if it should. */
export interface EnvLine {
  /** The name as written, which can be misspelt. */
  readonly name: string;
  /** The number of the line, from 1. */
  readonly line: number;
  /** A mistake in the notation; null if there is none. It never contains the value, which can be secret. */
  readonly mistake: string | null;
  /** The line is part of the value of another program's variable, so it sets nothing. */
  readonly isWithinValue?: true;
}

/** The content of `.env`. */
export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  /** The names of the variables that only this file sets. */
  readonly onlyHere: readonly string[];
  readonly lines: readonly EnvLine[];
  /** Mistakes that concern the whole file. */
  readonly mistakes: readonly string[];
}

export const NO_ENV_FILE: EnvFile = { values: {}, onlyHere: [], lines: [], mistakes: [] };

const LINE_BREAK = /\r\n|\r|\n/;

/**
 * Reads `.env` in the working directory; a missing file is the same as an empty one.
 * @param isOurs returns whether we have a setting with this name
 */
export function readEnvFile(isOurs: (name: string) => boolean, path = '.env'): EnvFile {
  try {
    return parseEnvFile(readFileSync(path), isOurs);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return NO_ENV_FILE;
    const reason =
      code === 'EISDIR'
        ? 'is a directory, as Docker makes for a mounted file that does not exist: remove it, and create the file'
        : `cannot be read (${code}): let the user who runs the bot read it`;
    return { ...NO_ENV_FILE, mistakes: [`.env ${reason}`] };
  }
}

/** Parses the bytes of `.env` as Node does, and finds what Node misunderstands or ignores without saying so. */
export function parseEnvFile(bytes: Uint8Array, isOurs: (name: string) => boolean): EnvFile {
  const { text, mistakes } = decode(bytes);
  const { lines: written, repaired } = readLines(text, isOurs);
  const values = Object.fromEntries(
    Object.entries(parseEnv(repaired)).map(([name, value]) => [name, value ?? '']),
  );
  // Such as a no-break space before the name: Node takes it for a part of the name.
  const lines = written.map((line) =>
    line.mistake === null && isOurs(line.name) && values[line.name] === undefined
      ? { ...line, mistake: 'is not understood, because of invisible characters: type the line anew' }
      : line,
  );
  return { values, onlyHere: Object.keys(values), lines, mistakes };
}

/** Decodes the file. A wrong encoding is a mistake, but the file is read in it, so that all mistakes are reported. */
function decode(bytes: Uint8Array): { text: string; mistakes: string[] } {
  const encoding = findEncoding(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  if (encoding !== 'utf-8') {
    return { text, mistakes: ['.env is in UTF-16, as Windows PowerShell writes it: save it as UTF-8'] };
  }
  const mistakes: string[] = [];
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) {
    mistakes.push('.env line 1 begins with a byte order mark (BOM): save it as UTF-8 without BOM');
  }
  const invalid = text.split(LINE_BREAK).findIndex((line) => line.includes('\uFFFD'));
  if (invalid >= 0) mistakes.push(`.env line ${invalid + 1} is not UTF-8: save it as UTF-8`);
  return { text, mistakes };
}

function findEncoding(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  // In UTF-16 without a byte order mark, one byte of each ASCII character is zero.
  if (startsWith(bytes, [0xff, 0xfe]) || (first && second === 0)) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff]) || (first === 0 && second)) return 'utf-16be';
  return 'utf-8';
}

const startsWith = (bytes: Uint8Array, wanted: readonly number[]): boolean =>
  wanted.every((byte, at) => bytes[at] === byte);

/** What other programs expect before a name: shells, PowerShell, Dockerfiles, YAML lists. Node knows only `export`. */
const PREFIX = /^(?:(?:set|setx|env|export|declare -x|-)\s+|\$env:|\$)(?=[\p{L}_"'])/iu;

/** Reads the lines. In `repaired`, no quotation of ours goes beyond its line, and no line sets ours to an empty value. */
function readLines(text: string, isOurs: (name: string) => boolean): { lines: EnvLine[]; repaired: string } {
  const written = text.split(LINE_BREAK);
  const lines: EnvLine[] = [];
  let next = 0;
  while (next < written.length) {
    const at = next;
    next += 1;
    const line = (written[at] as string).trim().replace(/^export\s+/, '');
    if (!line || line.startsWith('#')) continue;
    const [prefix = ''] = line.match(PREFIX) ?? [];
    const [, name = '', separator = '', value = ''] =
      line.slice(prefix.length).match(/^([^=:]*?)\s*([=:])\s*(.*)$/) ?? line.match(/^(\S+)()()/) ?? [];
    const quote = /^["'`]/.test(value) ? value.charAt(0) : null;
    const isOpen = quote !== null && !value.includes(quote, 1);
    const mistake = isOpen
      ? 'begins with a quotation mark that nothing closes on this line: close or remove it'
      : findMistake(prefix.trim(), separator, value, quote);
    // An empty value counts as not set, so it must not override the value of another line.
    if (mistake === null && isOurs(name) && isEmpty(value, quote)) {
      written[at] = '';
      continue;
    }
    lines.push({ name, line: at + 1, mistake });
    if (!isOpen) continue;
    // No value of ours goes beyond its line. Those of other programs can, such as private keys.
    if (isOurs(name)) written[at] = (written[at] as string).replace(value, value.slice(1));
    else {
      next = Math.max(next, written.findIndex((other, index) => index > at && other.includes(quote)) + 1);
      lines.push(...findOurs(written.slice(at + 1, next), at + 1, isOurs));
    }
  }
  return { lines, repaired: written.join('\n') };
}

/** Finds the lines that would set variables of ours, but are part of a value that begins in the line `first`. */
function findOurs(within: readonly string[], first: number, isOurs: (name: string) => boolean): EnvLine[] {
  const mistake = `is part of the value that begins with a quotation mark in line ${first}: close that quotation mark in its line`;
  return within.flatMap((text, index) => {
    const [, name = ''] = text.match(/^\s*(?:export\s+)?(\w+)\s*=/) ?? [];
    return isOurs(name) ? [{ name, line: first + index + 1, mistake, isWithinValue: true }] : [];
  });
}

/** Returns whether a value without a mistake is empty. */
const isEmpty = (value: string, quote: string | null): boolean =>
  quote ? value.slice(1, value.indexOf(quote, 1)).trim() === '' : value === '' || value.startsWith('#');

/** Returns the mistake in a line whose quotation, if it has one, is closed. */
function findMistake(prefix: string, separator: string, value: string, quote: string | null): string | null {
  if (separator !== '=') return 'has no equals sign after its name: write NAME=value';
  if (prefix) return `is written with "${prefix}" before its name: write NAME=value`;
  const after = quote ? value.slice(value.indexOf(quote, 1) + 1).trim() : '';
  if (after && !after.startsWith('#'))
    return 'has text after its closing quotation mark, which is ignored: remove it';
  if (!quote && /[^\s]#/.test(value))
    return 'contains a #, which starts a comment: put the value between quotation marks';
  return null;
}
