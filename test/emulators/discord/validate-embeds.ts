import {
  asFields,
  asList,
  checkBoolean,
  checkInteger,
  checkText,
  checkUrl,
  type Fields,
  type Form,
  type Path,
} from './form.ts';

const web = ['http', 'https'];
const picture = ['http', 'https', 'attachment'];

/**
 * Checks embeds and returns them as Discord stores them: with trimmed texts and the type `rich`. The titles,
 * descriptions, fields, footers and authors of all embeds together are limited to 6000 characters (discord-api-docs:
 * resources/message.mdx, Embed Limits).
 */
export function checkEmbeds(form: Form, path: Path, value: unknown): object[] {
  let total = 0;
  const count = (text: string): string => {
    total += text.length;
    return text;
  };
  const embeds = asList(form, path, value, 0, 10).flatMap((one, index) =>
    checkEmbed(form, [...path, index], one, count),
  );
  if (total > 6000) form.add(path, 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
  return embeds;
}

const embedFields = ['type', 'title', 'description', 'url', 'timestamp', 'color'];
const embedObjects = ['footer', 'image', 'thumbnail', 'author', 'fields'];

function checkEmbed(form: Form, path: Path, value: unknown, count: (text: string) => string): object[] {
  const embed = asFields(form, path, value, [...embedFields, ...embedObjects]);
  if (!embed) return [];
  const at = (...keys: (string | number)[]) => [...path, ...keys];
  const kept: Fields = { type: 'rich' };
  const keep = (key: string, text: unknown) => {
    if (text !== '' && text !== undefined && text !== null) kept[key] = text;
  };
  keep('url', embed.url);
  if (embed.url !== undefined && embed.url !== null) checkUrl(form, at('url'), embed.url, web);
  keep('title', count(checkText(form, at('title'), embed.title, { max: 256 })));
  keep('description', count(checkText(form, at('description'), embed.description, { max: 4096 })));
  checkInteger(form, at('color'), embed.color, 0, 0xffffff);
  keep('color', embed.color);
  if (embed.timestamp !== undefined && embed.timestamp !== null) {
    const time = Date.parse(String(embed.timestamp));
    if (Number.isNaN(time))
      form.add(at('timestamp'), 'DATE_TIME_TYPE_PARSE', 'Could not parse. Should be ISO8601.');
    else keep('timestamp', new Date(time).toISOString().replace('Z', '000+00:00'));
  }
  for (const key of ['image', 'thumbnail'] as const) {
    if (embed[key] === undefined || embed[key] === null) continue;
    const media = asFields(form, at(key), embed[key], ['url']);
    if (!media) continue;
    checkUrl(form, at(key, 'url'), media.url, picture);
    keep(key, { url: media.url, proxy_url: media.url, width: 0, height: 0, flags: 0 });
  }
  if (embed.footer) keep('footer', checkFooter(form, at('footer'), embed.footer, count));
  if (embed.author) keep('author', checkAuthor(form, at('author'), embed.author, count));
  const fields = embed.fields ? asList(form, at('fields'), embed.fields, 0, 25) : [];
  const list = fields.flatMap((field, index) => checkField(form, at('fields', index), field, count));
  if (list.length > 0) keep('fields', list);
  // Discord drops embeds without content; a message that contains only such embeds counts as empty.
  return Object.keys(kept).some((key) => !['type', 'color', 'url'].includes(key)) ? [kept] : [];
}

function checkFooter(
  form: Form,
  path: Path,
  value: unknown,
  count: (text: string) => string,
): Fields | undefined {
  const footer = asFields(form, path, value, ['text', 'icon_url']);
  if (!footer) return undefined;
  const text = count(checkText(form, [...path, 'text'], footer.text, { max: 2048, isRequired: true }));
  return { text, ...checkIcon(form, path, footer) };
}

function checkAuthor(
  form: Form,
  path: Path,
  value: unknown,
  count: (text: string) => string,
): Fields | undefined {
  const author = asFields(form, path, value, ['name', 'url', 'icon_url']);
  if (!author) return undefined;
  const name = count(checkText(form, [...path, 'name'], author.name, { max: 256, isRequired: true }));
  if (author.url !== undefined && author.url !== null) checkUrl(form, [...path, 'url'], author.url, web);
  return { name, ...(author.url ? { url: author.url } : {}), ...checkIcon(form, path, author) };
}

function checkIcon(form: Form, path: Path, { icon_url }: Fields): Fields {
  if (icon_url === undefined || icon_url === null) return {};
  checkUrl(form, [...path, 'icon_url'], icon_url, picture);
  return { icon_url };
}

function checkField(form: Form, path: Path, value: unknown, count: (text: string) => string): Fields[] {
  const field = asFields(form, path, value, ['name', 'value', 'inline']);
  if (!field) return [];
  checkBoolean(form, [...path, 'inline'], field.inline);
  return [
    {
      name: count(checkText(form, [...path, 'name'], field.name, { min: 1, max: 256, isRequired: true })),
      value: count(checkText(form, [...path, 'value'], field.value, { min: 1, max: 1024, isRequired: true })),
      inline: field.inline ?? false,
    },
  ];
}
