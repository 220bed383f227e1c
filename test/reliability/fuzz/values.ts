import fc, { type Arbitrary } from 'fast-check';

/** Text with a special meaning somewhere: mentions, markup, URLs, keys, invisible characters. */
export const TRICKS = [
  ...['@everyone', '@here', '<@400000000000000001>', '<@&1>', '<!channel>', '<@U0MEMBER>', '<#C0PAPERS|x>'],
  ...['<https://evil.example|paper>', '[x](https://evil.example)', 'javascript:alert(1)', 'www.evil.example'],
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</dd></dl>',
    '&lt;b&gt;',
    "' onload='x",
  ],
  ...[
    '**',
    '__',
    '~~',
    '||',
    '`',
    '```',
    '> ',
    '# ',
    '- ',
    '1. ',
    '![i](//e.example/p)',
    ':smile:',
    '</a:1>',
  ],
  ...['__proto__', 'constructor', 'toString', 'null', 'NaN', '-0', '1e999', '0x10', '$(x)', '%00', '../..'],
  ...[
    '\u0000',
    '\u001b[31m',
    '\u202e',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\ufffd',
    '\u2028',
    '\r\n',
    '\t',
    '\u00ad',
  ],
  ...[
    '\ud800',
    '\udc00',
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    'é́́́',
    'ﷺ',
    '𝔸',
    '한',
    'ㅎ',
    '각',
    '１２',
    '"',
    '“',
    "'",
    '\\',
    ':',
    '：',
    ',',
  ],
  ...['<think>', '</think>', '{', '}', '[', ']', '/paper ', '/논문 ', '2405.15738', 'arXiv:2405.15738v2'],
];

const codeUnits = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 });

/**
 * Any text: pieces from `TRICKS`, random characters or UTF-16 code units, or one piece repeated many times.
 */
export const text: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('', ' ', ...TRICKS) },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 24 }) },
  { weight: 3, arbitrary: fc.string({ maxLength: 60 }) },
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...TRICKS), { maxLength: 8 }).map((it) => it.join('')) },
  { weight: 2, arbitrary: codeUnits.map((units) => String.fromCharCode(...units)) },
  { weight: 2, arbitrary: longText(2_000) },
);

/** Generates texts of at most `most` characters that repeat one piece. */
export function longText(most: number): Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('a', '한 ', ...TRICKS), fc.integer({ min: 1, max: most }))
    .map(([piece, length]) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length));
}

const NUMBERS = [0, -1, 1, 0.5, 2 ** 31, 2 ** 53, 2 ** 63, 1e308, -1e308, 5e-324];

/** Any JSON value. */
export const json: Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[[[]]]], ...NUMBERS) },
  { weight: 5, arbitrary: text },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }).map(nested) },
);

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = level % 2 ? { a: value } : [value];
  return value;
}

/** A change to a JSON value. */
interface Edit {
  /** The index of the part to change, modulo the number of parts. */
  readonly at: number;
  readonly kind: 'drop' | 'replace' | 'wrap' | 'box' | 'repeat' | 'rename' | 'retype';
  readonly value: unknown;
  readonly name: string;
}

const edit: Arbitrary<Edit> = fc.record({
  at: fc.nat(10_000),
  kind: fc.constantFrom('replace', 'drop', 'wrap', 'box', 'repeat', 'rename', 'retype'),
  value: json,
  name: fc.constantFrom('__proto__', 'constructor', 'id', 'type', '', 'length'),
});
export const edits: Arbitrary<readonly Edit[]> = fc.array(edit, { maxLength: 3 });

type Parent = Record<string, unknown> | unknown[];

/** Returns every part of a value, at any depth, as its parent and its key. */
function partsOf(value: unknown, found: (readonly [Parent, string])[] = []) {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, part] of Object.entries(value)) {
    found.push([value as Parent, name]);
    partsOf(part, found);
  }
  return found;
}

/** Returns a copy of `genuine` with the changes. */
export function spoil<T>(genuine: T, changes: readonly Edit[]): unknown {
  const root = { value: structuredClone(genuine) as unknown };
  for (const { at, kind, value, name } of changes) {
    const parts = partsOf(root);
    const [parent, key] = parts[at % Math.max(parts.length, 1)] ?? [root, 'value'];
    const holder = parent as Record<string, unknown>;
    const before = holder[key];
    const put = (next: unknown, under = key) =>
      Object.defineProperty(holder, under, {
        value: next,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    if (kind === 'replace') put(structuredClone(value));
    if (kind === 'wrap') put([before]);
    if (kind === 'box') put({ [key]: before });
    if (kind === 'repeat') put([before, before, before]);
    if (kind === 'retype') put(typeof before === 'string' ? Number(before) : toJson(before));
    if ((kind === 'drop' || kind === 'rename') && holder !== root) {
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else {
        delete holder[key];
        if (kind === 'rename') put(before, name);
      }
    }
  }
  return root.value;
}

/** Returns the value as JSON text; `null` if JSON cannot represent it. */
export const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** Damage to a text: `by` replaces `length` characters at `at`. */
export const damage = fc.record({ at: fc.nat(5_000), length: fc.nat(40), by: text });
export const damaged = (
  whole: string,
  { at, length, by }: { at: number; length: number; by: string },
): string => whole.slice(0, at % (whole.length + 1)) + by + whole.slice((at % (whole.length + 1)) + length);
