import { DiscordError } from './errors.ts';

/** The location of an error in a body: a list of keys and indexes. */
export type Path = readonly (string | number)[];

/** Collects the errors in a body. If there are any, `done` throws 50035 with all of them, as Discord does. */
export interface Form {
  add(path: Path, code: string, message: string): void;
  done(): void;
}

interface ErrorNode {
  _errors?: { code: string; message: string }[];
  [key: string]: unknown;
}

export function createForm(): Form {
  const root: ErrorNode = {};
  return {
    add(path, code, message) {
      let node = root;
      for (const key of path) {
        node[key] ??= {};
        node = node[key] as ErrorNode;
      }
      node._errors ??= [];
      node._errors.push({ code, message });
    },
    done() {
      if (Object.keys(root).length > 0) throw invalidForm(root);
    },
  };
}

/** Creates error 50035 from field errors (discord-api-docs: reference.mdx, Error Messages). */
export const invalidForm = (errors: unknown) => new DiscordError(400, 50035, 'Invalid Form Body', { errors });

export type Fields = Record<string, unknown>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Returns an object as it is, and reports its unknown fields. For any other value, reports an error and returns
 * undefined.
 */
export function asFields(
  form: Form,
  path: Path,
  value: unknown,
  known: readonly string[],
): Fields | undefined {
  if (!isObject(value)) {
    form.add(path, 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
    return undefined;
  }
  for (const key of Object.keys(value)) {
    // Discord silently ignores most unknown fields; here, they are errors, so that tests find misspelt fields.
    if (!known.includes(key))
      form.add([...path, key], 'UNKNOWN_FIELD', `"${key}" is not a documented field.`);
  }
  return value;
}

/**
 * Checks that a value is a list of `min` to `max` items. Returns a list of any length, or an empty list if the value
 * is not a list.
 */
export function asList(form: Form, path: Path, value: unknown, min: number, max: number): unknown[] {
  if (!Array.isArray(value)) {
    form.add(path, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType');
    return [];
  }
  if (value.length < min || value.length > max) addLength(form, path, min, max);
  return value;
}

export interface TextRule {
  readonly min?: number;
  readonly max: number;
  /** If true, a missing or empty value is an error. */
  readonly isRequired?: boolean;
}

/**
 * Checks a string and returns it trimmed, as Discord stores it. The length is counted in UTF-16 code units after
 * trimming: the documentation names no unit, and this is the strictest reading.
 */
export function checkText(
  form: Form,
  path: Path,
  value: unknown,
  { min = 0, max, isRequired }: TextRule,
): string {
  if (value === undefined || value === null) {
    if (isRequired) form.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
    return '';
  }
  if (typeof value !== 'string') {
    form.add(path, 'STRING_TYPE_CONVERT', 'Could not interpret value as string.');
    return '';
  }
  const text = value.trim();
  if (isRequired && text === '') form.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  else if (text.length < min || text.length > max) addLength(form, path, min, max);
  return text;
}

function addLength(form: Form, path: Path, min: number, max: number): void {
  if (min > 0) form.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
  else form.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
}

/** Checks that a value is absent or an integer within bounds. */
export function checkInteger(form: Form, path: Path, value: unknown, min: number, max: number): void {
  if (value === undefined || value === null) return;
  if (!Number.isInteger(value)) {
    form.add(path, 'NUMBER_TYPE_COERCE', `Value "${value}" is not int.`);
    return;
  }
  const number = value as number;
  if (number < min) form.add(path, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`);
  if (number > max) form.add(path, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`);
}

export function checkBoolean(form: Form, path: Path, value: unknown): void {
  if (value !== undefined && value !== null && typeof value !== 'boolean')
    form.add(path, 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.');
}

export function checkSnowflake(form: Form, path: Path, value: unknown): void {
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value))
    form.add(path, 'NUMBER_TYPE_COERCE', `Value "${value}" is not snowflake.`);
}

/** Checks that a value is an absolute URL with one of the schemes, such as 'https'. */
export function checkUrl(
  form: Form,
  path: Path,
  value: unknown,
  schemes: readonly string[],
  max = 2048,
): void {
  const text = checkText(form, path, value, { max, isRequired: true });
  if (text === '') return;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (!scheme || !schemes.includes(scheme)) {
    const list = schemes.map((one) => `'${one}'`).join(', ');
    form.add(path, 'URL_TYPE_INVALID_SCHEME', `Scheme "${scheme ?? ''}" must be one of (${list}).`);
    return;
  }
  const isWellFormed =
    scheme === 'attachment'
      ? /^attachment:\/\/[\w.-]+\.(?:jpe?g|png|webp|gif)$/i.test(text)
      : URL.canParse(text) &&
        !/\s/.test(text) &&
        (scheme === 'discord' || isPublicHost(new URL(text).hostname));
  if (!isWellFormed) form.add(path, 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
}

/** Returns false for a host name without a dot, such as localhost: Discord refuses URLs with such a host. */
const isPublicHost = (host: string) => host.includes('.') || host.startsWith('[');
