import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../commands/index.ts';
import { ROOT } from '../src/command/define.ts';
import { ROOMS, type Room } from './rooms.ts';

interface Source {
  /** Path relative to the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Rooms with a folder per adapter. Adapters must not import each other, only `shared`. */
const HOUSES = ['platforms'];
/** The files of `lib` that the domain may import: they have no state, no clock and no Node. */
const PURE_LIB = [
  'src/lib/text.ts',
  'src/lib/tex/tex-to-unicode.ts',
  'src/lib/duration.ts',
  'src/lib/stored-deadline.ts',
];
/** The files that only one of the two chat platforms needs; all others have the same name on both. */
const ONLY_DISCORD = [
  ...['api/request.ts', 'crosspost.ts', 'forum-tags.ts', 'forum.ts', 'listener/commands.ts'],
  ...['listener/spot.ts', 'place-reader.ts'],
];
const ONLY_SLACK = [
  'api/retry-reads.ts',
  'api/timeouts.ts',
  'listener/home.ts',
  ...['parse-body', 'read-body', 'receiver', 'signature'].map((name) => `listener/http/${name}.ts`),
  ...[
    'listener/invocation.ts',
    'listener/keep-connected.ts',
    'listener/share.ts',
    'listener/stored-ids.ts',
    'lost-answer.ts',
    'manifest.ts',
    'self.ts',
  ],
  // Discord's events and interactions say what somebody may do, and who is a bot.
  ...['users.ts', 'workspace.ts'],
];
/** The maximum number of code files in a folder. */
const MAX_FILES = 15;
const MAX_LINES = 250;
/** Clocks, randomness and I/O, which the domain must not use. */
const IMPURE =
  /\b(?:process|console|Date\s*\.\s*now|Math\s*\.\s*random|Temporal\s*\.\s*Now|AbortSignal\s*\.\s*timeout|Atomics|performance|crypto|fetch|setTimeout|setInterval|setImmediate|queueMicrotask)\b|\bDate\s*\(\s*\)|\bnew\s+Date\b(?!\s*\()/;
/** Asynchronous code, which the domain must not contain. */
const WAITS =
  /\b(?:async|await|Promise(?:Like)?|Async(?:Itera|Generator)\w*|asyncIterator|fromAsync)\b|\.\s*(?:then|catch|finally)\b/;
const VALUE = /^export\s+(?:const|let|function|async|class|enum)\b/m;
const QUOTED = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/;
const TEMPLATE = /`(?:\\.|[^`\\])*`/;
/** A regular expression literal: where an operand begins, a slash is not a division. */
const REGEX =
  /(?<=(?:^|[=(,:?&|!;{}[>]|\breturn)\s*)\/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*/;
/** `['name']` after a value, which is the same as `.name`. */
const PROPERTY = /(?<=[\w$)\].]\s*)\[\s*['"`](\w+)['"`]\s*\]/;

/** Returns the room of a file and the folder of its adapter; undefined if the file is in no known room. */
function place(path: string): { room: string; folder: string } | undefined {
  const parts = path.split('/');
  const [root = '', second = '', third = ''] = parts;
  if (root === 'commands' && parts.length === 2) return { room: 'commands', folder: 'commands' };
  if (root !== 'src') return;
  if (path === 'src/main.ts') return { room: 'main', folder: 'src' };
  if (path === 'src/cli.ts') return { room: 'cli', folder: 'src/cli' };
  if (parts.length < 3 || !Object.hasOwn(ROOMS, second) || ['commands', 'main'].includes(second)) return;
  if (HOUSES.includes(second))
    return parts.length < 4 ? undefined : { room: second, folder: `src/${second}/${third}` };
  return { room: second, folder: `src/${second}` };
}

function withoutComments(text: string): string {
  const kept = [QUOTED, TEMPLATE, REGEX].map(({ source }) => source).join('|');
  const parts = new RegExp(`(${kept})|/\\*[\\s\\S]*?\\*/|(?<!:)//.*$`, 'gm');
  return text.replace(parts, (_all, code) => code ?? ' ');
}

function withoutStrings(code: string): string {
  const parts = new RegExp([PROPERTY, QUOTED, REGEX].map(({ source }) => source).join('|'), 'gm');
  return code.replace(parts, (_all, property) => (property ? `.${property}` : "''"));
}

/** Returns every module that a file imports, re-exports or imports dynamically, types included. */
function importsOf({ text }: Source): string[] {
  const statements =
    /\b(?:import|export)\b[^'"`;{}()=]*(?:\{(?:'[^'\n]*'|"[^"\n]*"|[^'"`;{}])*\}\s*)?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...withoutComments(text).matchAll(statements)].map(([, ...names]) => names.find(Boolean) ?? '');
}

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const isRelative = (specifier: string) => /^(?:\.{0,2}\/|\.{1,2}$)/.test(specifier);
const isPackage = (specifier: string) => !isRelative(specifier) && !specifier.startsWith('node:');

/** Returns the reason why an import is forbidden; undefined if it is allowed. */
function importMistake(path: string, specifier: string): string | undefined {
  const from = place(path);
  if (!from) return;
  const rules = ROOMS[from.room] as Room;
  if (specifier === 'node:sqlite' && path !== 'src/store/sqlite/driver.ts')
    return 'only src/store/sqlite/driver.ts knows it';
  if (specifier === 'node:process') return 'process is a global';
  if (specifier.startsWith('node:')) return rules.node ? undefined : `${from.room} knows no Node`;
  if (isPackage(specifier)) {
    const allowed = rules.packages === 'all' || rules.packages.includes(packageOf(specifier));
    return allowed ? undefined : `${from.room} knows no such package`;
  }
  const target = posix.join(posix.dirname(path), specifier);
  if (target.endsWith('.json'))
    return posix.dirname(target) === posix.dirname(path) ? undefined : 'JSON is read beside it only';
  const to = place(target);
  if (!to) return 'the design has no such file';
  if (to.room === from.room) {
    const isNear = to.folder === from.folder || to.folder === `src/${to.room}/shared`;
    return isNear ? undefined : `${from.folder} does not know ${to.folder}`;
  }
  if (!rules.rooms.includes(to.room)) return `${from.room} knows no ${to.room}`;
  return from.room === 'domain' && !PURE_LIB.includes(target)
    ? 'domain knows the pure files of lib only'
    : undefined;
}

/** Returns relative imports that do not name a file exactly: TypeScript also resolves `./a.js` to `a.ts`. */
function inexactImports(sources: readonly Source[], files: readonly string[]): string[] {
  return sources.flatMap((source) =>
    importsOf(source)
      .filter(isRelative)
      .filter((specifier) => !files.includes(posix.join(posix.dirname(source.path), specifier)))
      .map((specifier) => `${source.path} imports ${specifier}`),
  );
}

/** Returns the import cycles, types included, each as its files in alphabetical order. */
function circles(sources: readonly Source[]): string[][] {
  const imports = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source)
        .filter(isRelative)
        .map((specifier) => posix.join(posix.dirname(source.path), specifier)),
    ]),
  );
  /** Returns all files that a file imports, directly or indirectly. */
  const needsOf = (path: string): ReadonlySet<string> => {
    const needs = new Set<string>();
    const follow = (from: string) => {
      for (const to of imports.get(from) ?? []) if (!needs.has(to) && needs.add(to)) follow(to);
    };
    follow(path);
    return needs;
  };
  const needs = new Map([...imports.keys()].map((path) => [path, needsOf(path)]));
  const found = [...needs]
    .filter(([path, all]) => all.has(path))
    .map(([path, all]) =>
      [...all]
        .filter((other) => needs.get(other)?.has(path))
        .sort()
        .join(' '),
    );
  return [...new Set(found)].map((circle) => circle.split(' '));
}

/** Returns the folders with too many code files. */
function crowdedFolders(paths: readonly string[]): string[] {
  const counts = Map.groupBy(paths, (path) => posix.dirname(path));
  return [...counts].filter(([, files]) => files.length > MAX_FILES).map(([folder]) => folder);
}

/** Returns the violations in a file, as text. */
function mistakesOf(source: Source): string[] {
  const { path, text } = source;
  const code = withoutStrings(withoutComments(text));
  const mistakes: (string | false | undefined)[] = importsOf(source).map((specifier) => {
    const mistake = importMistake(path, specifier);
    return mistake && `imports ${specifier}: ${mistake}`;
  });
  mistakes.push(
    !place(path) && 'is where the design has no place for it',
    place(path)?.room === 'domain' && IMPURE.test(code) && `is not pure: ${code.match(IMPURE)?.[0]}`,
    place(path)?.room === 'ports' && VALUE.test(code) && 'holds a value: ports are types only',
    place(path)?.room === 'domain' && WAITS.test(code) && `waits: ${code.match(WAITS)?.[0]}`,
    /\bprocess\.env\b|=\s*process\s*[;,]/.test(code) &&
      path !== 'src/config/config.ts' &&
      'reads process.env',
    /\bexport\s+default\b|\bas\s+default\b/.test(code) && 'has a default export',
    (/\bimport\s*\(\s*[^'"\s]|\brequire\s*\(|\bcreateRequire\b/.test(withoutComments(text)) ||
      /^\s*\/\/\/\s*<reference\b/m.test(text)) &&
      'imports what cannot be read here',
    !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(posix.basename(path)) && 'is not named in kebab-case',
    text.trimEnd().split('\n').length > MAX_LINES && `has more than ${MAX_LINES} lines`,
  );
  return mistakes.filter((mistake) => typeof mistake === 'string').map((mistake) => `${path} ${mistake}`);
}

/** Returns the command files that commands/index.ts does not import or list. */
function unlistedCommands(sources: readonly Source[]): string[] {
  const index = withoutComments(sources.find(({ path }) => path === 'commands/index.ts')?.text ?? '');
  const listed = index.match(/\bCOMMANDS\b[^=]*=\s*\[([^\]]*)\]/)?.[1]?.split(/[\s,]+/) ?? [];
  return sources
    .filter(({ path }) => path.startsWith('commands/') && path !== 'commands/index.ts')
    .filter(({ path }) => {
      const file = posix.basename(path).replaceAll('.', '\\.');
      const names = index
        .match(new RegExp(`import\\s*\\{([^}]*)\\}\\s*from\\s*'\\./${file}'`))?.[1]
        ?.match(/\w+/g);
      return !names?.some((name) => listed.includes(name));
    })
    .map(({ path }) => path);
}

interface Named {
  readonly name: string;
  readonly ko: string;
  readonly description: string;
}

/** The parts of an option for which Discord has rules. */
interface Chosen {
  readonly ko: string;
  readonly description: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
}

/** Discord's rule for command and option names (application-commands, "Naming"), in every language. */
const NAME = /^[-_\p{L}\p{N}]{1,32}$/u;
const isShort = (text: string, most = 100) => text.length >= 1 && text.length <= most;

/** Returns what Discord would reject in sibling commands or options: names, and lengths of descriptions. */
function nameMistakes(things: readonly Named[]): string[] {
  const names = things.flatMap(({ name, ko }) => [name, ko]);
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} twice`),
    ...names
      .filter((name) => !NAME.test(name) || name !== name.toLowerCase() || name !== name.normalize('NFC'))
      .map((name) => `${name} is no name`),
    ...things
      .filter(({ description }) => !isShort(description))
      .map(({ name }) => `${name} is described in more than 100 characters or none`),
  ];
}

/** Returns what Discord would reject in a command's options: their names, number and choices. */
function optionMistakes({
  name,
  options,
}: {
  readonly name: string;
  readonly options: Readonly<Record<string, Chosen>>;
}): string[] {
  const named = Object.entries(options).map(([key, option]) => ({ ...option, name: key }));
  const choices = named.flatMap((option) => option.choices ?? []);
  return [
    ...nameMistakes(named),
    ...(named.length > 25 ? ['more than 25 options'] : []),
    ...named
      .filter((option) => (option.choices?.length ?? 1) > 25)
      .map((option) => `${option.name}: more than 25 choices`),
    ...named.filter((option) => option.choices?.length === 0).map((option) => `${option.name}: no choice`),
    ...choices
      .filter(({ value, label }) => !isShort(value) || !isShort(label))
      .map(({ value }) => `${value} is no choice`),
  ].map((mistake) => `${name}: ${mistake}`);
}

/** Returns the packages that are imported but not listed, or listed but not imported. */
function packageMistakes(sources: readonly Source[], dependencies: readonly string[]): string[] {
  const used = new Set(sources.flatMap(importsOf).filter(isPackage).map(packageOf));
  return [
    ...[...used].filter((name) => !dependencies.includes(name)).map((name) => `${name} is not listed`),
    ...dependencies.filter((name) => !used.has(name)).map((name) => `${name} is not used`),
  ];
}

describe('the project', () => {
  const ROOT_COMMAND = { ...ROOT, description: 'all of them' };
  const root = new URL('..', import.meta.url);
  const paths = globSync(['src/**/*.ts', 'commands/**/*.ts'], { cwd: root }).map((path) =>
    path.replaceAll('\\', '/'),
  );
  const sources = paths.map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }));

  it('follows the rules of the design, file by file', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect(sources.flatMap(mistakesOf)).toEqual([]);
  });

  it('imports files by their exact names', () => {
    const json = globSync('{src,commands}/**/*.json', { cwd: root }).map((path) =>
      path.replaceAll('\\', '/'),
    );
    expect(inexactImports(sources, [...paths, ...json])).toEqual([]);
  });

  it('has no import cycles, type imports included', () => {
    expect(circles(sources)).toEqual([]);
  });

  it(`has at most ${MAX_FILES} code files per folder`, () => {
    expect(crowdedFolders(paths)).toEqual([]);
  });

  it('names the files of Discord and Slack the same way', () => {
    const filesOf = (platform: string) => {
      const folder = `src/platforms/${platform}/`;
      return paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
    };
    const [discord, slack] = [filesOf('discord'), filesOf('slack')];
    expect(discord.filter((file) => !slack.includes(file)).sort()).toEqual(ONLY_DISCORD);
    expect(slack.filter((file) => !discord.includes(file)).sort()).toEqual(ONLY_SLACK);
  });

  it('lists every command, with names that Discord accepts', () => {
    expect(unlistedCommands(sources)).toEqual([]);
    expect(nameMistakes([ROOT_COMMAND, ...COMMANDS])).toEqual([]);
    expect(COMMANDS.flatMap(optionMistakes)).toEqual([]);
    expect(COMMANDS.length).toBeLessThanOrEqual(25);
    expect(sources.filter(({ path }) => path.startsWith('commands/')).length).toBe(COMMANDS.length + 1);
  });

  it('imports the packages listed in package.json, and no others', () => {
    const { dependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    expect(packageMistakes(sources, Object.keys(dependencies))).toEqual([]);
  });
});

describe('the rules', () => {
  it.each([
    ['src/lib/a.ts', './b.ts'],
    ['src/lib/a.ts', 'node:timers/promises'],
    ['src/domain/edition/a.ts', './b.ts'],
    ['src/domain/edition/a.ts', '../paper/b.ts'],
    ['src/domain/edition/a.ts', '../../lib/text.ts'],
    ['src/domain/errors.ts', 'zod'],
    ['src/domain/fields/a.ts', 'es-hangul'],
    ['src/domain/fields/a.ts', './fields.json'],
    ['src/ports/a.ts', '../domain/paper/a.ts'],
    ['src/i18n/ko/a.ts', '../../domain/paper/a.ts'],
    ['src/cards/a.ts', '../i18n/ko/a.ts'],
    ['src/command/options/a.ts', '../../cards/a.ts'],
    ['src/app/editions/a.ts', './b.ts'],
    ['src/app/editions/a.ts', '../commands/b.ts'],
    ['src/app/editions/a.ts', '../../ports/a.ts'],
    ['src/render/a.ts', './b.ts'],
    ['commands/a.ts', '../src/command/a.ts'],
    ['commands/index.ts', './a.ts'],
    ['src/store/tables/a.ts', '../b.ts'],
    ['src/store/a.ts', '../domain/errors.ts'],
    ['src/store/a.ts', 'keyv'],
    ['src/store/a.ts', 'node:fs'],
    ['src/store/sqlite/driver.ts', 'node:sqlite'],
    ['src/platforms/web/a.ts', './b.ts'],
    ['src/platforms/web/a.ts', '../shared/a.ts'],
    ['src/platforms/web/a.ts', '../../command/a.ts'],
    ['src/platforms/web/a.ts', '../../render/a.ts'],
    ['src/platforms/web/routes/a.ts', 'hono/streaming'],
    ['src/platforms/web/a.ts', 'node:http'],
    ['src/config/config.ts', '../domain/errors.ts'],
    ['src/config/config.ts', './model.ts'],
    ['src/compose/logger.ts', 'pino'],
    ['src/compose/a.ts', '../../commands/index.ts'],
    ['src/compose/a.ts', '../platforms/web/a.ts'],
    ['src/main.ts', './compose/a.ts'],
    ['src/cli.ts', './demo/demo.ts'],
    ['src/demo/demo.ts', './day.json'],
    ['src/demo/demo.ts', '../compose/bot.ts'],
  ])('allow %s to import %s', (path, specifier) => {
    expect(mistakesOf({ path, text: `import { x } from '${specifier}';` })).toEqual([]);
  });

  it.each([
    ['src/lib/a.ts', '../domain/errors.ts', 'lib knows no domain'],
    ['src/lib/a.ts', 'pino', 'lib knows no such package'],
    ['src/domain/a.ts', 'node:fs', 'domain knows no Node'],
    ['src/domain/a.ts', 'pino', 'domain knows no such package'],
    ['src/domain/a.ts', 'zod-extra', 'domain knows no such package'],
    ['src/domain/a.ts', '../ports/a.ts', 'domain knows no ports'],
    ['src/domain/a.ts', '../app/a.ts', 'domain knows no app'],
    ['src/domain/a.ts', '../i18n/ko/a.ts', 'domain knows no i18n'],
    ['src/domain/a.ts', '../lib/semaphore.ts', 'domain knows the pure files of lib only'],
    ['src/domain/a.ts', '../config/config.ts', 'domain knows no config'],
    ['src/domain/a.ts', '../demo/day.json', 'JSON is read beside it only'],
    ['src/ports/a.ts', '../command/a.ts', 'ports knows no command'],
    ['src/ports/a.ts', '../i18n/ko/a.ts', 'ports knows no i18n'],
    ['src/i18n/ko/a.ts', '../../cards/a.ts', 'i18n knows no cards'],
    ['src/cards/a.ts', '../command/a.ts', 'cards knows no command'],
    ['src/command/a.ts', '../app/a.ts', 'command knows no app'],
    ['src/command/a.ts', '../../commands/a.ts', 'command knows no commands'],
    ['src/app/a.ts', '../domain/fields/fields.json', 'JSON is read beside it only'],
    ['src/app/a.ts', '../store/a.ts', 'app knows no store'],
    ['src/app/a.ts', '../render/a.ts', 'app knows no render'],
    ['src/app/a.ts', 'zod', 'app knows no such package'],
    ['src/app/a.ts', 'node:fs', 'app knows no Node'],
    ['src/app/a.ts', '../compose/logger.ts', 'app knows no compose'],
    ['src/render/a.ts', '../app/a.ts', 'render knows no app'],
    ['src/render/a.ts', '../platforms/web/a.ts', 'render knows no platforms'],
    ['commands/a.ts', '../src/app/a.ts', 'commands knows no app'],
    ['commands/a.ts', '../src/main.ts', 'commands knows no main'],
    ['src/sources/a.ts', '../llm/a.ts', 'sources knows no llm'],
    ['src/llm/a.ts', '../store/a.ts', 'llm knows no store'],
    ['src/store/a.ts', '../engine/a.ts', 'store knows no engine'],
    ['src/engine/a.ts', '../app/a.ts', 'engine knows no app'],
    ['src/engine/a.ts', '../platforms/web/a.ts', 'engine knows no platforms'],
    ['src/platforms/web/a.ts', '../slack/a.ts', 'src/platforms/web does not know src/platforms/slack'],
    ['src/platforms/shared/a.ts', '../slack/a.ts', 'src/platforms/shared does not know src/platforms/slack'],
    ['src/platforms/web/a.ts', '../../app/a.ts', 'platforms knows no app'],
    ['src/platforms/web/a.ts', '../../store/a.ts', 'platforms knows no store'],
    ['src/config/a.ts', '../app/a.ts', 'config knows no app'],
    ['src/config/a.ts', '../compose/logger.ts', 'config knows no compose'],
    ['src/compose/a.ts', '../main.ts', 'compose knows no main'],
    ['src/app/a.ts', '../main.ts', 'app knows no main'],
    ['src/main.ts', './demo/demo.ts', 'main knows no demo'],
    ['src/app/a.ts', '../demo/demo.ts', 'app knows no demo'],
    ['src/store/a.ts', 'node:sqlite', 'only src/store/sqlite/driver.ts knows it'],
    ['src/main.ts', 'node:process', 'process is a global'],
    ['src/main.ts', '../test/emulators/a.ts', 'the design has no such file'],
  ])('do not allow %s to import %s: %s', (path, specifier, mistake) => {
    for (const text of [
      `import { x } from '${specifier}';`,
      `import type { X } from "${specifier}";`,
      `import '${specifier}';`,
      `import x, {\n  type Y,\n  z,\n} from '${specifier}';`,
      `export * from '${specifier}';`,
      `export type * from '${specifier}';`,
      `export { x } from '${specifier}';`,
      `import'${specifier}';`,
      `import{x}from'${specifier}';`,
      `import*as x from'${specifier}';`,
      `import { 'a-b' as x, "c;d" as y } from '${specifier}';`,
      `export*from'${specifier}';`,
      `export { x as 'a-b' } from '${specifier}';`,
      `const x = await import ('${specifier}');`,
      `const x = await import('${specifier}');`,
      `const x: import('${specifier}').X = 1;`,
    ]) {
      const mistakes = mistakesOf({ path, text }).filter((it) => !it.includes('waits'));
      expect(mistakes).toEqual([`${path} imports ${specifier}: ${mistake}`]);
    }
  });

  it.each([
    ["import type { B } from './b.ts';", "import type { A } from './a.ts';"],
    ["export type * from './b.ts';", "import { a } from './a.ts';"],
    ["type B = import('./b.ts').B;", "export { a } from './a.ts';"],
    ["export*from'./b.ts';", "import{A}from'./a.ts';"],
    ["import*as b from './b.ts';", "import { 'a-b' as x } from './a.ts';"],
  ])('find an import cycle, type imports included: %s', (a, b) => {
    const sources = [
      { path: 'src/app/a.ts', text: a },
      { path: 'src/app/b.ts', text: b },
      { path: 'src/app/c.ts', text: "import './a.ts';" },
    ];
    expect(circles(sources)).toEqual([['src/app/a.ts', 'src/app/b.ts']]);
    expect(circles(sources.slice(1))).toEqual([]);
  });

  it.each(['./b.js', './b', './c.ts', './b.ts?x', '.', '../app', './b.json'])(
    'find an import that names no file: %s',
    (specifier) => {
      const check = (name: string) =>
        inexactImports([{ path: 'src/app/a.ts', text: `import{B}from'${name}';` }], ['src/app/b.ts']);
      expect(check(specifier)).toEqual([`src/app/a.ts imports ${specifier}`]);
      expect(check('./b.ts')).toEqual([]);
      expect(check('zod')).toEqual([]);
    },
  );

  it('find a cycle of three files, and two separate cycles', () => {
    const to = (path: string, next: string) => ({
      path: `src/app/${path}.ts`,
      text: `import './${next}.ts';`,
    });
    const sources = [to('a', 'b'), to('b', 'c'), to('c', 'a'), to('d', 'e'), to('e', 'd')];
    expect(circles(sources)).toEqual([
      ['src/app/a.ts', 'src/app/b.ts', 'src/app/c.ts'],
      ['src/app/d.ts', 'src/app/e.ts'],
    ]);
  });

  it('find a folder with a sixteenth file', () => {
    const files = (count: number) => Array.from({ length: count }, (_, n) => `src/app/editions/f${n}.ts`);
    expect(crowdedFolders([...files(15), 'src/app/editions/deep/f.ts'])).toEqual([]);
    expect(crowdedFolders(files(16))).toEqual(['src/app/editions']);
  });

  it.each([
    'export async function x() {}',
    'const x = async () => 1;',
    'async function* x() {}',
    'const x = (y: Promise<number>) => y;',
    'const x = y.then(z);',
    'return new Promise(() => {});',
    'const x = (y: PromiseLike<number>) => y;',
    'const x = (y: AsyncIterable<number>) => y;',
    'const x = (y: AsyncGenerator<number>) => y;',
    'const x = { [Symbol.asyncIterator]: y };',
    'const x = Array.fromAsync(y);',
    "const x = y['then'](z);",
    'const x = y?.["then"](z);',
    'const x = y . then (z);',
    'y.catch(z);',
    'y.finally(z);',
    "/'/; async function x() {} const q = '…';",
    'const x = y.match(/["/]/); async function z() {} const q = "…";',
  ])('forbid asynchronous code in the domain: %s', (text) => {
    expect(mistakesOf({ path: 'src/domain/a.ts', text })).toHaveLength(1);
    expect(mistakesOf({ path: 'src/app/a.ts', text })).toEqual([]);
  });

  it.each(['export const MAX = 1;', 'export function x() {}', 'export class X {}'])(
    'allow only types in a port: %s',
    (text) => {
      expect(mistakesOf({ path: 'src/ports/a.ts', text })).toEqual([
        'src/ports/a.ts holds a value: ports are types only',
      ]);
      expect(mistakesOf({ path: 'src/app/a.ts', text })).toEqual([]);
      expect(mistakesOf({ path: 'src/ports/a.ts', text: 'export type X = 1;' })).toEqual([]);
    },
  );

  it('do not mistake words in comments and strings for imports', () => {
    const text = `// import { x } from '../app/a.ts';\n/* export * from 'pino'; */\nconst x = 'import me';`;
    expect(mistakesOf({ path: 'src/domain/a.ts', text })).toEqual([]);
  });

  it.each([
    'await import(name)',
    "require('x')",
    "createRequire(import.meta.url)('x')",
    'import (name)',
    "require ('x')",
    '/// <reference path="b.ts" />',
    '/// <reference types="node" />',
    'import(base + name)',
  ])('require imports that can be analysed: %s', (code) => {
    expect(mistakesOf({ path: 'src/main.ts', text: code })).toEqual([
      'src/main.ts imports what cannot be read here',
    ]);
  });

  it.each([
    'process.pid',
    'Date.now()',
    'new Date()',
    'new Date( )',
    'new Date',
    'Date . now()',
    "Date['now']()",
    'Temporal.Now.instant()',
    'AbortSignal.timeout(1)',
    'Atomics.wait(y, 0, 0)',
    'Math.random()',
    'console.log(1)',
    'performance.now()',
    'crypto.randomUUID()',
    'fetch(url)',
    'setTimeout(work)',
  ])('keep the domain pure: no %s', (code) => {
    expect(mistakesOf({ path: 'src/domain/a.ts', text: `const x = ${code};` })).toHaveLength(1);
    expect(mistakesOf({ path: 'src/app/a.ts', text: `const x = ${code};` })).toEqual([]);
  });

  it.each([
    'new Date(now)',
    "'Date.now()'",
    '1; // another process',
    'Date.parse(text)',
    'processing',
    'Date.UTC(0)',
    "['then', 'catch']",
    "a / 2 + b / 2 + 'await'",
    '/async|await/.test(text)',
  ])('allow %s in the domain', (code) =>
    expect(mistakesOf({ path: 'src/domain/a.ts', text: `const x = ${code};` })).toEqual([]),
  );

  it.each(['process.env.PORT', 'String(process.env.PORT)', '{ ...process.env }'])(
    'only allow the configuration to read the environment: %s',
    (code) => {
      const text = `const x = ${code};`;
      expect(mistakesOf({ path: 'src/main.ts', text })).toEqual(['src/main.ts reads process.env']);
      expect(mistakesOf({ path: 'src/config/config.ts', text })).toEqual([]);
    },
  );

  it('recognise the environment behind an alias', () => {
    expect(mistakesOf({ path: 'src/main.ts', text: 'const { env } = process;' })).toHaveLength(1);
  });

  it.each(['export default 1;', 'export default function x() {}', 'const x = 1;\nexport { x as default };'])(
    'forbid default exports: %s',
    (text) =>
      expect(mistakesOf({ path: 'src/domain/a.ts', text })).toEqual(['src/domain/a.ts has a default export']),
  );

  it.each([
    'src/domain/fieldList.ts',
    'src/domain/Field.ts',
    'src/domain/field_list.ts',
    'src/domain/-a.ts',
    'src/domain/a.b.ts',
  ])('require kebab-case: %s', (path) =>
    expect(mistakesOf({ path, text: '' })).toEqual([`${path} is not named in kebab-case`]),
  );

  it.each([
    'src/util.ts',
    'src/helpers/a.ts',
    'src/core/a.ts',
    'src/platforms/a.ts',
    'commands/deep/a.ts',
    'src/main/a.ts',
    'src/commands/a.ts',
  ])('reject %s', (path) =>
    expect(mistakesOf({ path, text: '' })).toEqual([`${path} is where the design has no place for it`]),
  );

  it('require short files', () => {
    const lines = (count: number) => ({ path: 'src/domain/a.ts', text: 'x;\n'.repeat(count) });
    expect(mistakesOf(lines(MAX_LINES))).toEqual([]);
    expect(mistakesOf(lines(MAX_LINES + 1))).toEqual([`src/domain/a.ts has more than ${MAX_LINES} lines`]);
  });

  it('require every command to be imported and listed', () => {
    const today = { path: 'commands/today.ts', text: '' };
    const help = { path: 'commands/help.ts', text: '' };
    const index = (text: string) => ({ path: 'commands/index.ts', text });
    const both = `import { help } from './help.ts';\nimport { today } from './today.ts';\n`;
    const check = (text: string) => unlistedCommands([today, help, index(text)]);
    expect(check(`${both}export const COMMANDS: readonly Command[] = [\n  today,\n  help,\n];`)).toEqual([]);
    expect(check(`${both}export const COMMANDS = [today];`)).toEqual(['commands/help.ts']);
    expect(check(`${both}export const COMMANDS = [today, // help\n];`)).toEqual(['commands/help.ts']);
    expect(check(`import { today } from './today.ts';\nexport const COMMANDS = [today, help];`)).toEqual([
      'commands/help.ts',
    ]);
    expect(check('')).toEqual(['commands/today.ts', 'commands/help.ts']);
  });

  it('require unique names that Discord accepts, and short descriptions', () => {
    const command = (name: string, ko: string, description = 'x') => ({ name, ko, description });
    expect(nameMistakes([command('today', '오늘'), command('help', '도움말')])).toEqual([]);
    expect(nameMistakes([command('today', '오늘'), command('today', '오늘')])).toEqual([
      'today twice',
      '오늘 twice',
    ]);
    expect(nameMistakes([command('Today', '오늘 논문')])).toEqual([
      'Today is no name',
      '오늘 논문 is no name',
    ]);
    expect(nameMistakes([command('x'.repeat(33), '')])).toHaveLength(2);
    expect(nameMistakes([command('a', '가', 'x'.repeat(101)), command('b', '나', '')])).toHaveLength(2);
  });

  it('require options that Discord accepts, with unambiguous names', () => {
    const option = (ko: string, rest: Partial<Chosen> = {}): Chosen => ({ ko, description: 'x', ...rest });
    const check = (options: Record<string, Chosen>) => optionMistakes({ name: 'today', options });
    expect(check({})).toEqual([]);
    expect(
      check({ page: option('쪽'), day: option('날짜', { choices: [{ value: 'a', label: 'A' }] }) }),
    ).toEqual([]);
    expect(check({ page: option('쪽'), day: option('쪽') })).toEqual(['today: 쪽 twice']);
    expect(check({ page: option('쪽'), day: option('page') })).toEqual(['today: page twice']);
    expect(check({ page: option('page') })).toEqual(['today: page twice']);
    expect(check({ Page: option('볼 쪽'), 'p.q': option('날짜'.normalize('NFD')) })).toHaveLength(4);
    expect(check({ page: option('쪽', { description: '' }) })).toHaveLength(1);
    expect(check({ page: option('쪽', { description: 'x'.repeat(101) }) })).toHaveLength(1);
    const many = (count: number) => Array.from({ length: count }, (_, n) => n);
    const options = (count: number) =>
      Object.fromEntries(many(count).map((n) => [`o${n}`, option(`가${n}`)]));
    expect(check(options(25))).toEqual([]);
    expect(check(options(26))).toEqual(['today: more than 25 options']);
    const choices = (count: number) => many(count).map((n) => ({ value: `${n}`, label: `${n}` }));
    expect(check({ page: option('쪽', { choices: choices(25) }) })).toEqual([]);
    expect(check({ page: option('쪽', { choices: choices(26) }) })).toEqual([
      'today: page: more than 25 choices',
    ]);
    expect(check({ page: option('쪽', { choices: [] }) })).toEqual(['today: page: no choice']);
    expect(check({ page: option('쪽', { choices: [{ value: 'x'.repeat(101), label: 'x' }] }) })).toHaveLength(
      1,
    );
    expect(check({ page: option('쪽', { choices: [{ value: 'x', label: '' }] }) })).toEqual([
      'today: x is no choice',
    ]);
  });

  it('require imported packages to be listed, and listed packages to be imported', () => {
    const text =
      "import { z } from 'zod';\nimport { streamSSE } from 'hono/streaming';\nimport '@hono/node-server/x';";
    const check = (...listed: string[]) => packageMistakes([{ path: 'src/main.ts', text }], listed);
    expect(check('zod', 'hono', '@hono/node-server')).toEqual([]);
    expect(check('zod', 'hono')).toEqual(['@hono/node-server is not listed']);
    expect(check('zod', 'hono', '@hono/node-server', 'left')).toEqual(['left is not used']);
  });
});
