import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import oldWords from './old-words.json' with { type: 'json' };

const ROOT = new URL('..', import.meta.url);
const OLD = Object.keys(oldWords.words).map((word) => new RegExp(`^(?:${word})$`));
const OLD_ANYWHERE = new RegExp(`\\b(?:${Object.keys(oldWords.anywhere).join('|')})\\b`);
/** A placeholder in a template, with its code. */
const HOLE = /\$\{((?:[^{}]|\{[^{}]*\})*)\}/g;
/** Comments, strings, templates and regular expressions: everything that is not code. */
const TEXT =
  /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`\\])*`|\/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*(?=[\s,.;)\]:])/g;

const codeOf = (text: string): string =>
  text.replace(TEXT, (part) =>
    part.startsWith('`') ? [...part.matchAll(HOLE)].map(([, code = '']) => ` ${codeOf(code)} `).join() : ' ',
  );

/** Returns the words of an identifier in lower case: for `touchedUp` and `TOUCHED_UP`, "touched up". */
const wordsOf = (name: string) =>
  (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? []).join(' ').toLowerCase();

function oldWordsOf(text: string): string[] {
  const identifiers = new Set(codeOf(text).match(/[A-Za-z_$][\w$]*/g));
  return [...identifiers].filter(
    (name) => OLD.some((old) => old.test(name)) || OLD_ANYWHERE.test(wordsOf(name)),
  );
}

test('no identifier uses a word from the old vocabulary', () => {
  const paths = globSync(['src/**/*.ts', 'commands/**/*.ts', 'test/**/*.ts'], { cwd: ROOT });
  expect(paths.length).toBeGreaterThan(400);
  const isAllowed = (path: string, name: string) =>
    Object.keys(oldWords.allowed).some((allowed) => {
      const [where = '', word] = allowed.split(' ');
      return path.startsWith(where) && new RegExp(`^(?:${word})$`).test(name);
    });
  const found = paths.flatMap((path) =>
    oldWordsOf(readFileSync(new URL(path, ROOT), 'utf8'))
      .filter((name) => !isAllowed(path, name))
      .map((name) => `${path} ${name}`),
  );
  expect(found).toEqual([]);
});

test('an old word is found in code, and only there', () => {
  expect(oldWordsOf("const desk = gate(1); // ballot\nconst x = 'mishaps'; type A = SendParts;")).toEqual([
    'desk',
    'gate',
    'SendParts',
  ]);
});

test.each([
  'inTrouble',
  'hasTroubles',
  'TOUCHED_UP',
  'touchUpDue',
  'COOL_DOWN',
  'openHTTPGate',
  'unseeded',
  'is_standing',
])('an old word is found in a compound: %s', (name) =>
  expect(oldWordsOf(`const x = ${name};`)).toEqual([name]),
);

test.each(['navigate', 'delegateTo', 'seed', 'RANDOM_SEEDS', 'touchDown', 'outstanding'])(
  'a word that only contains an old one is allowed: %s',
  (name) => expect(oldWordsOf(`const x = ${name};`)).toEqual([]),
);

test('code in templates and between them is read', () => {
  const hole = (code: string) => `\${${code}}`;
  const text = `f(\`desk ${hole('a')} desk\`, inTrouble, \`gate ${hole("asker('ballot')")}\`); // \`desk\``;
  expect(oldWordsOf(text)).toEqual(['inTrouble', 'asker']);
});
