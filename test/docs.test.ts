import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVERYTHING, INNER, ROOMS } from './rooms.ts';

const root = new URL('..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const PAGES = ['README.md', ...globSync(['docs/**/*.md', '.github/**/*.md'], { cwd: root }).sort()];
const MAX_README_WORDS = 1_200;

const withoutCode = (text: string) => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, 'code');

/** Returns the targets of links and images. */
const linksOf = (text: string) =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)|\b(?:src|href)="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source ?? '',
  );

/** Creates anchors from headings, as GitHub does. */
const anchorsOf = (text: string) =>
  [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Returns the reason why a page's link is broken; undefined if it works or leads out of the repository. */
function linkMistake(page: string, link: string): string | undefined {
  if (/^https?:/.test(link)) return;
  const [path = '', anchor] = link.split('#');
  const target = path ? posix.join(posix.dirname(page), path) : page;
  const isFile = existsSync(new URL(target, root)) && statSync(new URL(target, root)).isFile();
  if (!isFile) return `${page}: there is no file ${link}`;
  if (anchor !== undefined && !anchorsOf(read(target)).includes(decodeURIComponent(anchor)))
    return `${page}: there is no heading ${link}`;
}

/** Returns the cells of the table rows below a heading. */
const rowsBelow = (text: string, heading: string) =>
  (text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );

describe('the docs', () => {
  it.each(PAGES)('%s: every link and every anchor leads somewhere', (page) => {
    expect(linksOf(read(page)).flatMap((link) => linkMistake(page, link) ?? [])).toEqual([]);
  });

  it('are checked for links that lead nowhere', () => {
    expect(linksOf('[a](b.md) <img src="c.png"> `[no](link)`')).toEqual(['b.md', 'c.png']);
    expect(linkMistake('docs/a.md', 'none.md')).toBeDefined();
    expect(linkMistake('docs/a.md', '../README.md#none')).toBeDefined();
    expect(linkMistake('docs/a.md', '../README.md#set-it-up')).toBeUndefined();
  });

  it(`keep the README within ${MAX_README_WORDS} words, with the Korean one in its first line`, () => {
    const [first, ...rest] = read('README.md').split('\n');
    expect(first).toContain('(docs/README.ko.md)');
    expect([first, ...rest].join(' ').split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(
      MAX_README_WORDS,
    );
    for (const command of ['npm ci && npm run demo', 'npm ci && npm test']) expect(rest).toContain(command);
  });

  it('have diagrams of the parts, of the delivery of an edition and of the states of a delivery', () => {
    const pictures = [...read('docs/architecture.md').matchAll(/```mermaid\n(\w+)/g)].map(([, kind]) => kind);
    expect(pictures).toEqual(['flowchart', 'sequenceDiagram', 'stateDiagram']);
  });

  it('list the rooms of the architecture test', () => {
    const wordsOf = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
    const rooms = rowsBelow(read('docs/architecture.md'), 'Rooms').map(
      ([name = '', , imports = '', packages = '', node]) => [
        // `src/cli.ts` and `src/cli` are one room.
        (wordsOf(name)[0] ?? '').replace(/src\/|\.ts/g, ''),
        {
          rooms: [
            ...(imports.startsWith('inner rooms') ? INNER : []),
            ...(imports.startsWith('all rooms') ? EVERYTHING : []),
            ...wordsOf(imports),
          ],
          packages: packages === 'all' ? 'all' : packages === 'none' ? [] : packages.split(', '),
          node: node === 'yes',
        },
      ],
    );
    expect(Object.fromEntries(rooms)).toEqual(ROOMS);
  });

  it('have walkthroughs of at most nine files each, which enter no room twice', () => {
    const walks = (read('docs/architecture.md').split('\n## Four walkthroughs\n')[1]?.split('\n## ')[0] ?? '')
      .split('\n### ')
      .slice(1);
    expect(walks).toHaveLength(4);
    for (const walk of walks) {
      const files = [...walk.matchAll(/^( *)- `([^`]+)`/gm)].map(([, indent = '', path = '']) => ({
        depth: indent.length / 2,
        room: path.startsWith('commands/') ? 'commands' : (path.split('/')[1] ?? ''),
      }));
      expect(files.length).toBeLessThanOrEqual(9);
      // A call into another room enters it; a return to its caller does not.
      const entered = files.flatMap(({ depth, room }, at) => {
        const caller = files.slice(0, at).findLast((file) => file.depth < depth);
        return caller?.room === room ? [] : [room];
      });
      expect(new Set(entered).size).toBe(entered.length);
    }
  });

  it.each(PAGES)('%s: names only files that exist', (page) => {
    const paths = [...read(page).matchAll(/`((?:src|commands|test|docs|\.github|\.ci)\/[\w./-]+\.\w+)`/g)];
    expect(
      paths.flatMap(([, path = '']) =>
        path.includes('NAME') || existsSync(new URL(path, root)) ? [] : path,
      ),
    ).toEqual([]);
  });

  it('number the rules from 1 to 20', () => {
    const [, rules = ''] = read('docs/architecture.md').split('\n## Rules\n');
    const numbers = [...(rules.split('\n## ')[0] ?? '').matchAll(/^(\d+)\. /gm)].map(([, n]) => Number(n));
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('number the decisions without a gap, and list each', () => {
    const files = globSync('docs/decisions/[0-9]*.md', { cwd: root }).sort();
    expect(files.length).toBeGreaterThanOrEqual(10);
    expect(files.map((file) => Number(posix.basename(file).slice(0, 4)))).toEqual(files.map((_, n) => n + 1));
    expect(linksOf(read('docs/decisions/README.md'))).toEqual(files.map((file) => posix.basename(file)));
  });
});
