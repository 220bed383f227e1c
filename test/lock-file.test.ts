import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(read('package.json'));
const { '': project, ...packages } = lock.packages;
const named = (is: (it: Locked) => boolean) =>
  Object.keys(packages).filter((name) => is(packages[name] as Locked));

test('every package is pinned by its version and hash, regardless of its origin', () => {
  expect(Object.keys(packages).length).toBeGreaterThan(100);
  expect(named(({ version }) => !/^\d+\.\d+\.\d+/.test(version ?? ''))).toEqual([]);
  expect(named(({ integrity }) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
  // A URL would tie the project to one registry; a link, to one machine.
  expect(named(({ resolved, link }) => resolved !== undefined || link === true)).toEqual([]);
});

test('the lock file matches package.json', () => {
  const { dependencies, devDependencies } = manifest;
  expect(project).toMatchObject({ dependencies, devDependencies });
});

test('no package but Node runs a script during installation, and Node is not a production dependency', () => {
  expect(named(({ hasInstallScript }) => hasInstallScript === true)).toEqual(['node_modules/node']);
  expect(manifest.allowScripts).toEqual({ node: true });
  expect(packages['node_modules/node']).toMatchObject({ dev: true });
});

test.each(['Dockerfile', '.ci/run'])('%s installs the locked versions, and nothing else', (name) => {
  const lines = read(name).match(/\bnpm (?:ci|i|install|add|update)\b.*$/gm) ?? [];
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/^npm ci\b/);
});
