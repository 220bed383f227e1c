import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import oldWords from './old-words.json' with { type: 'json' };

const ROOT = new URL('..', import.meta.url);
const OLD = Object.keys(oldWords.words).map((word) => new RegExp(`^(?:${word})$`));
/** Comments, strings, templates without `${…}` and regular expressions: everything that is not code. */
const TEXT =
  /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`[^`$]*`|\/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*(?=[\s,.;)\]:])/g;

function oldWordsOf(code: string): string[] {
  const identifiers = new Set(code.replace(TEXT, ' ').match(/[A-Za-z_$][\w$]*/g));
  return [...identifiers].filter((name) => OLD.some((old) => old.test(name)));
}

test('no identifier uses a word from the old vocabulary', () => {
  const paths = globSync(['src/**/*.ts', 'commands/**/*.ts', 'test/**/*.ts'], { cwd: ROOT });
  expect(paths.length).toBeGreaterThan(400);
  const isAllowed = (path: string, name: string) =>
    Object.keys(oldWords.allowed).some((allowed) => {
      const [where = '', word] = allowed.split(' ');
      return path.startsWith(where) && word === name;
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
