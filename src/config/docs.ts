/** `npm run docs:config`: writes .env.example and the tables of docs/configuration.md from the schema. */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { environment } from './schema.ts';
import { SECTIONS, type SettingDocs, settingDocs } from './setting.ts';

const ROOT = new URL('../../', import.meta.url);
const BEGIN = '<!-- Generated from src/config/schema.ts by `npm run docs:config`: edit the texts there. -->';
const END = '<!-- End of the generated part. -->';
const MAX_COLUMNS = 78;

interface Setting extends SettingDocs {
  readonly name: string;
  /** The default as it would be written in `.env`; undefined if the schema has no default, or an empty one. */
  readonly value: string | undefined;
}

const settings: readonly Setting[] = Object.entries(environment.shape).map(([name, schema]) => {
  const docs = settingDocs.get(schema);
  if (!docs) throw new Error(`${name} has no documentation in src/config/schema.ts`);
  const hasDefault = schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault;
  return { ...docs, name, value: hasDefault ? String(schema.def.defaultValue) || undefined : undefined };
});

const sections = Object.entries(SECTIONS).map(([title, intro]) => ({
  title,
  intro,
  settings: settings.filter(({ section }) => section === title),
}));

export function envExample(): string {
  const head =
    'Copy this file to .env and set what you need. An empty value counts as not set; a commented-out value is the default. This file is generated from src/config/schema.ts by `npm run docs:config`: edit the texts there.';
  const parts = sections.map((section) => {
    const shown = section.settings.filter(({ isForTests }) => !isForTests);
    return [
      comment(`${section.title}. ${section.intro}`),
      ...shown.map(
        ({ name, value, text }) => `${comment(text)}\n${value ? `#${name}=${value}` : `${name}=`}`,
      ),
    ].join('\n\n');
  });
  return `${[comment(head), ...parts].join('\n\n')}\n`;
}

function settingTables(): string {
  const row = ({ name, value, text, ...docs }: Setting) =>
    `| \`${name}\` | ${value ? `\`${value}\`` : (docs.default ?? '')} | ${text} |`;
  return sections
    .map(({ title, intro, settings }) =>
      [
        `## ${title}\n\n${intro}\n`,
        '| Name | Default | Meaning |',
        '|---|---|---|',
        ...settings.map(row),
      ].join('\n'),
    )
    .join('\n\n');
}

/** Replaces the tables in docs/configuration.md (`page`). The text before and after them is written by hand. */
export function withSettingTables(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('docs/configuration.md has lost its marker comments');
  return `${page.slice(0, begin)}${BEGIN}\n\n${settingTables()}\n\n${page.slice(end)}`;
}

/** Formats Markdown as `#` comment lines, wrapped between words and without backticks. */
function comment(markdown: string): string {
  const lines = ['#'];
  for (const word of markdown.replaceAll('`', '').split(' ')) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length <= MAX_COLUMNS) lines[lines.length - 1] = line;
    else lines.push(`# ${word}`);
  }
  return lines.join('\n');
}

if (import.meta.main) {
  const page = new URL('docs/configuration.md', ROOT);
  await writeFile(page, withSettingTables(await readFile(page, 'utf8')));
  await writeFile(new URL('.env.example', ROOT), envExample());
}
