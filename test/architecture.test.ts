import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../commands/index.ts';
import { ROOT } from '../src/core/command.ts';

interface Source {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

interface Layer {
  /** What its files may import: layers by name, `own` for its own folder, `all`. */
  readonly layers: readonly string[];
  readonly packages: 'all' | readonly string[];
  readonly node: boolean;
}

const ADAPTER: Layer = { layers: ['core', 'own'], packages: 'all', node: true };
const INNER: Layer = { layers: ['core', 'own'], packages: [], node: false };
const OUTER: Layer = { layers: ['all'], packages: 'all', node: true };
/** The table of the design ("Folders"). `leaf`: the small files beside main.ts that stand on their own. */
const LAYERS: Readonly<Record<string, Layer>> = {
  core: { layers: ['core'], packages: ['zod', 'es-hangul'], node: false },
  app: INNER,
  render: INNER,
  commands: INNER,
  sources: ADAPTER,
  llm: ADAPTER,
  store: ADAPTER,
  engine: ADAPTER,
  platforms: { ...ADAPTER, layers: ['core', 'render', 'own'] },
  leaf: ADAPTER,
  demo: OUTER,
  main: OUTER,
};
const LEAVES = [
  'src/config.ts',
  'src/model-config.ts',
  'src/log.ts',
  'src/clock.ts',
  'src/stray.ts',
  'src/metrics.ts',
];
const MAINS = ['src/main.ts', 'src/cli.ts', 'src/parts.ts'];
const MAX_LINES = 250;
/** What core may not touch: it has no clock, no randomness and no world. */
const IMPURE =
  /\b(?:process|console|Date\.now|Math\.random|performance|crypto|fetch|setTimeout|setInterval)\b|\bDate\(\s*\)/;
const STRING = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/;

/** The layer of a file and the folder that is its own; none if the design has no place for it. */
function place(path: string): { layer: string; folder: string } | undefined {
  if (LEAVES.includes(path)) return { layer: 'leaf', folder: 'src' };
  if (MAINS.includes(path)) return { layer: 'main', folder: 'src' };
  const [root = '', second = '', third = '', ...rest] = path.split('/');
  if (root === 'commands' && second && !third) return { layer: 'commands', folder: 'commands' };
  if (root !== 'src' || !third || !Object.hasOwn(LAYERS, second) || ['leaf', 'main'].includes(second)) return;
  const depth = second === 'platforms' ? 3 : 2;
  if (depth === 3 && rest.length === 0) return;
  return { layer: second, folder: path.split('/').slice(0, depth).join('/') };
}

function withoutComments(text: string): string {
  const parts = new RegExp(`(${STRING.source})|/\\*[\\s\\S]*?\\*/|(?<!:)//.*$`, 'gm');
  return text.replace(parts, (_all, kept) => kept ?? ' ');
}

const withoutStrings = (code: string) => code.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");

/** Everything that a file names in an import, an export from or a dynamic import, types as well. */
function importsOf({ text }: Source): string[] {
  const statements =
    /\b(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...withoutComments(text).matchAll(statements)].map(([, ...names]) => names.find(Boolean) ?? '');
}

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const isRelative = (specifier: string) => /^\.{0,2}\//.test(specifier);
const isPackage = (specifier: string) => !isRelative(specifier) && !specifier.startsWith('node:');

/** Why a file may not import something; undefined if it may. */
function importMistake(path: string, specifier: string): string | undefined {
  const from = place(path);
  if (!from) return;
  const rules = LAYERS[from.layer] as Layer;
  if (specifier === 'node:sqlite' && path !== 'src/store/sqlite.ts')
    return 'only src/store/sqlite.ts knows it';
  if (specifier === 'node:process') return 'process is a global';
  if (specifier.startsWith('node:')) return rules.node ? undefined : `${from.layer} knows no Node`;
  if (isPackage(specifier)) {
    const allowed = rules.packages === 'all' || rules.packages.includes(packageOf(specifier));
    return allowed ? undefined : `${from.layer} knows no such package`;
  }
  const target = posix.join(posix.dirname(path), specifier);
  if (target.endsWith('.json'))
    return posix.dirname(target) === posix.dirname(path) ? undefined : 'JSON is read beside it only';
  const to = place(target);
  if (!to) return 'the design has no such file';
  if (to.layer === 'demo' && from.layer !== 'demo' && path !== 'src/cli.ts')
    return 'only src/cli.ts knows the demo';
  if (rules.layers.includes('all')) return;
  const own = rules.layers.includes('own') && to.folder === from.folder && to.layer === from.layer;
  return own || rules.layers.includes(to.layer) ? undefined : `${from.layer} knows no ${to.layer}`;
}

/** What is wrong with a file, in words; empty if nothing is. */
function mistakesOf(source: Source): string[] {
  const { path, text } = source;
  const code = withoutStrings(withoutComments(text));
  const mistakes: (string | false | undefined)[] = importsOf(source).map((specifier) => {
    const mistake = importMistake(path, specifier);
    return mistake && `imports ${specifier}: ${mistake}`;
  });
  mistakes.push(
    !place(path) && 'is where the design has no place for it',
    place(path)?.layer === 'core' && IMPURE.test(code) && `is not pure: ${code.match(IMPURE)?.[0]}`,
    /\bprocess\.env\b|=\s*process\s*[;,]/.test(code) && path !== 'src/config.ts' && 'reads process.env',
    /\bexport\s+default\b|\bas\s+default\b/.test(code) && 'has a default export',
    /\bimport\(\s*[^'"\s]|\brequire\(|\bcreateRequire\b/.test(withoutComments(text)) &&
      'imports what cannot be read here',
    !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(posix.basename(path)) && 'is not named in kebab-case',
    text.trimEnd().split('\n').length > MAX_LINES && `has more than ${MAX_LINES} lines`,
  );
  return mistakes.filter((mistake) => typeof mistake === 'string').map((mistake) => `${path} ${mistake}`);
}

/** Command files that commands/index.ts does not import or does not list. */
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

/** The little of an option that Discord has rules for. */
interface Chosen {
  readonly ko: string;
  readonly description: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
}

/** Discord's rule for names of commands and options (application-commands, "Naming"), in every language. */
const NAME = /^[-_\p{L}\p{N}]{1,32}$/u;
const isShort = (text: string, most = 100) => text.length >= 1 && text.length <= most;

/** What Discord would refuse of things that stand side by side: their names, and lengths of descriptions. */
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

/** What Discord would refuse of a command's options: their names, how many there are, and their choices. */
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

/** Packages that are imported but not listed, or listed but not imported. */
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

  it('keeps to the rules of the design, file by file', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect(sources.flatMap(mistakesOf)).toEqual([]);
  });

  it('lists every command, with names that Discord takes', () => {
    expect(unlistedCommands(sources)).toEqual([]);
    expect(nameMistakes([ROOT_COMMAND, ...COMMANDS])).toEqual([]);
    expect(COMMANDS.flatMap(optionMistakes)).toEqual([]);
    expect(COMMANDS.length).toBeLessThanOrEqual(25);
    expect(sources.filter(({ path }) => path.startsWith('commands/')).length).toBe(COMMANDS.length + 1);
  });

  it('imports the packages that package.json lists, and no others', () => {
    const { dependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    expect(packageMistakes(sources, Object.keys(dependencies))).toEqual([]);
  });
});

describe('the rules', () => {
  it.each([
    ['src/core/a.ts', './b.ts'],
    ['src/core/a.ts', 'zod'],
    ['src/core/a.ts', 'es-hangul'],
    ['src/core/a.ts', './fields.json'],
    ['src/app/a.ts', './b.ts'],
    ['src/app/a.ts', '../core/a.ts'],
    ['src/render/a.ts', './b.ts'],
    ['commands/a.ts', '../src/core/a.ts'],
    ['commands/index.ts', './a.ts'],
    ['src/store/a.ts', './b.ts'],
    ['src/store/a.ts', '../core/a.ts'],
    ['src/store/a.ts', 'keyv'],
    ['src/store/a.ts', 'node:fs'],
    ['src/store/sqlite.ts', 'node:sqlite'],
    ['src/platforms/web/a.ts', './b.ts'],
    ['src/platforms/web/a.ts', '../../core/a.ts'],
    ['src/platforms/web/a.ts', '../../render/a.ts'],
    ['src/platforms/web/a.ts', 'hono/streaming'],
    ['src/platforms/web/a.ts', 'node:http'],
    ['src/config.ts', './core/a.ts'],
    ['src/config.ts', './log.ts'],
    ['src/log.ts', 'pino'],
    ['src/main.ts', '../commands/index.ts'],
    ['src/main.ts', './platforms/web/a.ts'],
    ['src/cli.ts', './demo/demo.ts'],
    ['src/demo/demo.ts', './day.json'],
    ['src/demo/demo.ts', '../main.ts'],
  ])('let %s import %s', (path, specifier) => {
    expect(mistakesOf({ path, text: `import { x } from '${specifier}';` })).toEqual([]);
  });

  it.each([
    ['src/core/a.ts', 'node:fs', 'core knows no Node'],
    ['src/core/a.ts', 'pino', 'core knows no such package'],
    ['src/core/a.ts', 'zod-extra', 'core knows no such package'],
    ['src/core/a.ts', '../app/a.ts', 'core knows no app'],
    ['src/core/a.ts', '../config.ts', 'core knows no leaf'],
    ['src/core/a.ts', '../demo/day.json', 'JSON is read beside it only'],
    ['src/app/a.ts', '../core/fields.json', 'JSON is read beside it only'],
    ['src/app/a.ts', '../store/a.ts', 'app knows no store'],
    ['src/app/a.ts', '../render/a.ts', 'app knows no render'],
    ['src/app/a.ts', 'zod', 'app knows no such package'],
    ['src/app/a.ts', 'node:fs', 'app knows no Node'],
    ['src/app/a.ts', '../clock.ts', 'app knows no leaf'],
    ['src/render/a.ts', '../app/a.ts', 'render knows no app'],
    ['src/render/a.ts', 'hono', 'render knows no such package'],
    ['commands/a.ts', '../src/app/a.ts', 'commands knows no app'],
    ['commands/a.ts', '../src/main.ts', 'commands knows no main'],
    ['src/sources/a.ts', '../llm/a.ts', 'sources knows no llm'],
    ['src/llm/a.ts', '../store/a.ts', 'llm knows no store'],
    ['src/store/a.ts', '../engine/a.ts', 'store knows no engine'],
    ['src/engine/a.ts', '../app/a.ts', 'engine knows no app'],
    ['src/engine/a.ts', '../platforms/web/a.ts', 'engine knows no platforms'],
    ['src/platforms/web/a.ts', '../slack/a.ts', 'platforms knows no platforms'],
    ['src/platforms/web/a.ts', '../../app/a.ts', 'platforms knows no app'],
    ['src/platforms/web/a.ts', '../../store/a.ts', 'platforms knows no store'],
    ['src/config.ts', './app/a.ts', 'leaf knows no app'],
    ['src/config.ts', './main.ts', 'leaf knows no main'],
    ['src/app/a.ts', '../main.ts', 'app knows no main'],
    ['src/main.ts', './demo/demo.ts', 'only src/cli.ts knows the demo'],
    ['src/app/a.ts', '../demo/demo.ts', 'only src/cli.ts knows the demo'],
    ['src/store/a.ts', 'node:sqlite', 'only src/store/sqlite.ts knows it'],
    ['src/main.ts', 'node:process', 'process is a global'],
    ['src/main.ts', '../test/fixtures/a.ts', 'the design has no such file'],
  ])('do not let %s import %s: %s', (path, specifier, mistake) => {
    for (const text of [
      `import { x } from '${specifier}';`,
      `import type { X } from "${specifier}";`,
      `import '${specifier}';`,
      `import x, {\n  type Y,\n  z,\n} from '${specifier}';`,
      `export * from '${specifier}';`,
      `export { x } from '${specifier}';`,
      `const x = await import('${specifier}');`,
      `const x: import('${specifier}').X = 1;`,
    ]) {
      expect(mistakesOf({ path, text })).toEqual([`${path} imports ${specifier}: ${mistake}`]);
    }
  });

  it('do not take words in comments and texts for imports', () => {
    const text = `// import { x } from '../app/a.ts';\n/* export * from 'pino'; */\nconst x = 'import me';`;
    expect(mistakesOf({ path: 'src/core/a.ts', text })).toEqual([]);
  });

  it.each([
    'await import(name)',
    "require('x')",
    "createRequire(import.meta.url)('x')",
    'import(base + name)',
  ])('want imports that can be read: %s', (code) => {
    expect(mistakesOf({ path: 'src/main.ts', text: code })).toEqual([
      'src/main.ts imports what cannot be read here',
    ]);
  });

  it.each([
    'process.pid',
    'Date.now()',
    'new Date()',
    'new Date( )',
    'Math.random()',
    'console.log(1)',
    'performance.now()',
    'crypto.randomUUID()',
    'fetch(url)',
    'setTimeout(work)',
  ])('keep core pure: no %s', (code) => {
    expect(mistakesOf({ path: 'src/core/a.ts', text: `const x = ${code};` })).toHaveLength(1);
    expect(mistakesOf({ path: 'src/app/a.ts', text: `const x = ${code};` })).toEqual([]);
  });

  it.each([
    'new Date(now)',
    "'Date.now()'",
    '1; // another process',
    'Date.parse(text)',
    'processing',
    'Date.UTC(0)',
  ])('let core say %s', (code) =>
    expect(mistakesOf({ path: 'src/core/a.ts', text: `const x = ${code};` })).toEqual([]),
  );

  it.each(['process.env.PORT', 'String(process.env.PORT)', '{ ...process.env }'])(
    'let only the configuration read the environment: %s',
    (code) => {
      const text = `const x = ${code};`;
      expect(mistakesOf({ path: 'src/main.ts', text })).toEqual(['src/main.ts reads process.env']);
      expect(mistakesOf({ path: 'src/config.ts', text })).toEqual([]);
    },
  );

  it('see the environment behind a name', () => {
    expect(mistakesOf({ path: 'src/main.ts', text: 'const { env } = process;' })).toHaveLength(1);
  });

  it.each(['export default 1;', 'export default function x() {}', 'const x = 1;\nexport { x as default };'])(
    'allow no default export: %s',
    (text) =>
      expect(mistakesOf({ path: 'src/core/a.ts', text })).toEqual(['src/core/a.ts has a default export']),
  );

  it.each([
    'src/core/fieldList.ts',
    'src/core/Field.ts',
    'src/core/field_list.ts',
    'src/core/-a.ts',
    'src/core/a.b.ts',
  ])('want kebab-case: %s', (path) =>
    expect(mistakesOf({ path, text: '' })).toEqual([`${path} is not named in kebab-case`]),
  );

  it.each([
    'src/util.ts',
    'src/helpers/a.ts',
    'src/platforms/a.ts',
    'commands/deep/a.ts',
    'src/main/a.ts',
    'src/leaf/a.ts',
  ])('have no place for %s', (path) =>
    expect(mistakesOf({ path, text: '' })).toEqual([`${path} is where the design has no place for it`]),
  );

  it('want short files', () => {
    const lines = (count: number) => ({ path: 'src/core/a.ts', text: 'x;\n'.repeat(count) });
    expect(mistakesOf(lines(MAX_LINES))).toEqual([]);
    expect(mistakesOf(lines(MAX_LINES + 1))).toEqual([`src/core/a.ts has more than ${MAX_LINES} lines`]);
  });

  it('want every command imported and listed', () => {
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

  it('want names that Discord takes, each once, and short descriptions', () => {
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

  it('want options that Discord takes, with names that cannot be taken for one another', () => {
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

  it('want packages listed that are imported, and imported that are listed', () => {
    const text =
      "import { z } from 'zod';\nimport { streamSSE } from 'hono/streaming';\nimport '@hono/node-server/x';";
    const check = (...listed: string[]) => packageMistakes([{ path: 'src/main.ts', text }], listed);
    expect(check('zod', 'hono', '@hono/node-server')).toEqual([]);
    expect(check('zod', 'hono')).toEqual(['@hono/node-server is not listed']);
    expect(check('zod', 'hono', '@hono/node-server', 'left')).toEqual(['left is not used']);
  });
});
