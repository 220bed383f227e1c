import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { envExample, withSettingTables } from '../../src/config/docs.ts';
import { environment } from '../../src/config/schema.ts';
import { settingDocs } from '../../src/config/setting.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const HINT = 'run `npm run docs:config`';

describe('.env.example', () => {
  it('matches the schema', () => {
    expect(read('.env.example'), HINT).toBe(envExample());
  });

  it('shows every setting except those for tests', () => {
    const shown = envExample().match(/^#?[A-Z_]+(?==)/gm) ?? [];
    const wanted = Object.entries(environment.shape).filter(
      ([, schema]) => !settingDocs.get(schema)?.isForTests,
    );
    expect(shown.map((name) => name.replace('#', '')).toSorted()).toEqual(
      wanted.map(([name]) => name).toSorted(),
    );
  });

  it('changes nothing if it is used unmodified, and shows the real defaults', () => {
    const defaults = envExample().replaceAll(/^#(?=[A-Z_]+=)/gm, '');
    for (const text of [envExample(), defaults])
      expect(readConfig(parseEnv(text) as NodeJS.ProcessEnv)).toEqual(readConfig({}));
    const model = { OPENAI_API_KEY: 'sk-1' };
    expect(readConfig({ ...(parseEnv(defaults) as NodeJS.ProcessEnv), ...model })).toEqual(readConfig(model));
  });
});

describe('docs/configuration.md', () => {
  it('matches the schema', () => {
    const page = read('docs/configuration.md');
    expect(page, HINT).toBe(withSettingTables(page));
    for (const name of Object.keys(environment.shape)) expect(page).toContain(`| \`${name}\` |`);
  });

  it('keeps its marker comments', () => {
    expect(() => withSettingTables('# Configuration\n')).toThrow('marker');
  });
});
