/** The location of an error in a body: keys and indexes. */
export type Path = readonly (string | number)[];
export type Fields = Record<string, unknown>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Collects the errors in a message or modal, and the images, mentions and text length for later checks. */
export interface Form {
  /**
   * The errors in Slack's wording, such as "must be less than 3001 characters [json-pointer:/blocks/0/text/text]".
   */
  readonly errors: string[];
  /** The `image_url`s that Slack would fetch. */
  readonly images: { readonly url: string; readonly path: Path }[];
  /** Mentions that notify somebody: `<!channel>`, `<@U1>` or an equivalent rich text element. */
  readonly mentions: string[];
  /** The total number of characters of text in all blocks. */
  textLength: number;
  add(path: Path, message: string): void;
  /** Reports the second use of a name that must be unique in the message. */
  once(path: Path, kind: string, name: string): void;
}

/** Checks one value and adds its errors to the form. */
export type Check = (form: Form, path: Path, value: unknown) => void;

export function createForm(): Form {
  const seen = new Set<string>();
  const form: Form = {
    errors: [],
    images: [],
    mentions: [],
    textLength: 0,
    add(path, message) {
      form.errors.push(`${message} [json-pointer:${path.map((key) => `/${key}`).join('')}]`);
    },
    once(path, kind, name) {
      if (seen.has(`${kind} ${name}`)) form.add(path, `\`${kind}\` already exists: ${name}`);
      seen.add(`${kind} ${name}`);
    },
  };
  return form;
}

// Matches mentions such as <!here|here>, <!subteam^S1> and <@U1>: docs.slack.dev/messaging/formatting-message-text
// (Mentions).
const mention = /<(?:!(?:channel|here|everyone|group|subteam\^)|@[UW])[^>]*>?/g;

/** Returns the mentions in mrkdwn text. */
export const mentionsIn = (text: string): string[] => text.match(mention) ?? [];

/**
 * Accepts a string of `min` to `max` UTF-16 code units. The documentation says "characters"; code units are the
 * strictest interpretation.
 */
export function text(max: number, min = 1): Check {
  return (form, path, value) => {
    if (typeof value !== 'string') form.add(path, 'must provide a string');
    else if (value.length > max) form.add(path, `must be less than ${max + 1} characters`);
    else if (value.length < min) form.add(path, `must be more than ${min - 1} characters`);
  };
}

export const flag: Check = (form, path, value) => {
  if (typeof value !== 'boolean') form.add(path, 'must provide a boolean');
};

export function integer(min: number, max: number): Check {
  return (form, path, value) => {
    if (!Number.isInteger(value)) form.add(path, 'must provide an integer');
    else if (Number(value) < min || Number(value) > max) form.add(path, `must be between ${min} and ${max}`);
  };
}

export function oneOf(...allowed: readonly unknown[]): Check {
  return (form, path, value) => {
    if (!allowed.includes(value)) form.add(path, `must be a valid enum value: ${allowed.join(', ')}`);
  };
}

/** Accepts a string that matches `expected`, such as an id or a date; `what` describes it in the error. */
export function pattern(expected: RegExp, what: string): Check {
  return (form, path, value) => {
    if (typeof value !== 'string' || !expected.test(value)) form.add(path, `must be ${what}`);
  };
}

/** Accepts an absolute http(s) URL of at most 3000 characters. */
export const webUrl: Check = (form, path, value) => {
  text(3000)(form, path, value);
  if (typeof value !== 'string' || value === '') return;
  const isWeb = /^https?:\/\//i.test(value) && !/\s/.test(value) && URL.canParse(value);
  if (!isWeb) form.add(path, 'must be a valid URL');
};

export function list(check: Check, min: number, max: number): Check {
  return (form, path, value) => {
    if (!Array.isArray(value)) return form.add(path, 'must provide an array');
    if (value.length > max) form.add(path, `no more than ${max} items allowed`);
    if (value.length < min) form.add(path, `no fewer than ${min} items allowed`);
    value.forEach((one, index) => {
      check(form, [...path, index], one);
    });
  };
}

/** Accepts an object with these fields only. As in Slack's schemas, a `null` field does not count as absent. */
export function shape(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (form, path, value) => {
    if (!isObject(value)) return form.add(path, 'must provide an object');
    for (const key of Object.keys(required))
      if (value[key] === undefined) form.add(path, `missing required field: ${key}`);
    for (const [key, one] of Object.entries(value)) {
      const check = required[key] ?? optional[key];
      if (!check) form.add(path, `invalid additional property: ${key}`);
      else if (one !== undefined) check(form, [...path, key], one);
    }
  };
}

/** Applies the check for the value's `type`. */
export function byType(kinds: Readonly<Record<string, Check>>): Check {
  return (form, path, value) => {
    if (!isObject(value)) return form.add(path, 'must provide an object');
    const check = Object.hasOwn(kinds, String(value.type)) ? kinds[String(value.type)] : undefined;
    if (check) check(form, path, value);
    else form.add([...path, 'type'], `unsupported type: ${value.type}`);
  };
}

/** Accepts any value; used for a `type` that `byType` has already checked. */
export const any: Check = () => {};

/** Applies all the given checks. */
export function all(...checks: readonly Check[]): Check {
  return (form, path, value) => {
    for (const check of checks) check(form, path, value);
  };
}
