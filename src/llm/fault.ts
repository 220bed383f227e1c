import { parseJson } from '../lib/network/parse-json.ts';
import { retryAfterIn } from '../lib/retry-after.ts';
import { asList, asObject, asText, type Fields } from './answer/values.ts';

/**
 * What is wrong with a request that got no answer:
 * - `rate-limit`, `busy`: the server limits our rate, is overloaded or broken; a later request can succeed;
 * - `failed`: the server could not turn what the model wrote into an answer, as Groq says; another attempt can succeed;
 * - `refused`: about this paper, such as a content filter; `too-long`: this paper does not fit the context;
 * - `key`, `quota`, `model`, `address`: what an operator has to correct;
 * - `page`: a web page in place of an answer, because the address is wrong, or of a proxy that fails for a moment;
 * - `request`: the server refuses the request as it is, perhaps its answer format or a parameter.
 */
export type FaultKind =
  | 'rate-limit'
  | 'busy'
  | 'failed'
  | 'refused'
  | 'too-long'
  | 'key'
  | 'quota'
  | 'model'
  | 'address'
  | 'page'
  | 'request';

/** A request that got no answer from the server, but an error or nothing of use. */
export class FaultError extends Error {
  override name = 'FaultError';
  readonly kind: FaultKind;
  /** The HTTP status, or the one in the body if the server sent 200. */
  readonly status: number | undefined;
  /** True if the server speaks of the answer format. */
  readonly isAboutFormat: boolean;
  /** True if the words are those of a web page. */
  readonly isPage: boolean;
  /** The server's error code; empty if there is none. */
  readonly code: string;
  /** The server's own words; empty if there are none. */
  readonly words: string;
  /** The names of the parameters that the server speaks of, apart from its words. */
  readonly parameters: readonly string[];
  /** The pause that the server asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(fault: Omit<FaultError, keyof Error>) {
    super(fault.words);
    this.kind = fault.kind;
    this.status = fault.status;
    this.isAboutFormat = fault.isAboutFormat;
    this.isPage = fault.isPage;
    this.code = fault.code;
    this.words = fault.words;
    this.parameters = fault.parameters;
    this.retryAfterMs = fault.retryAfterMs;
  }
}

/** The maximum lengths of a server's code and words, and of the text that is read, in UTF-16 code units. */
const MAX_CODE = 100;
const MAX_WORDS = 300;
const MAX_READ = 20_000;
/** The maximum number and depth of the values that are looked at in an error. */
const MAX_VALUES = 200;
const MAX_DEPTH = 6;

const CODES = ['code', 'type', 'reason', 'status', 'error_code', 'errorcode'];
const WORDS = [
  ...['message', 'detail', 'msg', 'error', 'error_description', 'error_msg', 'status_msg', 'title', 'raw'],
  'errormessage',
];
/** FastAPI names the place in the request as a list, `loc`. */
const PARAMETERS = ['param', 'loc', 'field'];
const STATUSES = ['code', 'status', 'status_code', 'statuscode', 'error_code', 'httpstatus'];

interface Found {
  status: number | undefined;
  retryAfterMs: number | undefined;
  readonly codes: string[];
  readonly words: string[];
  readonly parameters: string[];
  left: number;
}

/**
 * Reads what a server sent in place of an answer.
 * @param response `status` is the HTTP status; `body` is JSON or a text; `waitMs` is what its headers ask for
 * @param secret our key, which the words must not contain: servers repeat it
 */
export function readFault(
  {
    status,
    body,
    waitMs,
  }: { readonly status: number; readonly body: unknown; readonly waitMs?: number | undefined },
  secret: string,
): FaultError {
  const found: Found = {
    ...{ status: undefined, retryAfterMs: undefined, left: MAX_VALUES },
    ...{ codes: [], words: [], parameters: [] },
  };
  const page = typeof body === 'string' && /^\s*</.test(body) ? textOfPage(body.slice(0, MAX_READ)) : null;
  collect(page ?? body, 'message', found);
  const words = hide([...new Set(found.words)].join(' / '), secret)
    .slice(0, MAX_WORDS)
    .trim();
  const inner = status < 400 ? found.status : status;
  const said = `${found.words.join(' ')} ${found.codes.join(' ')}`.slice(0, MAX_READ).toLowerCase();
  const pauseMs = longest(found.retryAfterMs, retryAfterIn(said));
  const kind = page !== null && inner === undefined ? 'page' : kindOf(inner, said);
  return new FaultError({
    // Google says of a limit per minute what OpenAI says of an account without money.
    kind: kind === 'quota' && pauseMs !== undefined ? 'rate-limit' : kind,
    status: inner,
    isAboutFormat: isAboutFormat(said),
    isPage: page !== null,
    code: hide(found.codes[0] ?? '', secret).slice(0, MAX_CODE),
    parameters: found.parameters,
    words: page === null ? words : `a web page: ${words}`,
    retryAfterMs: longest(waitMs, pauseMs),
  });
}

const longest = (...waits: readonly (number | undefined)[]): number | undefined => {
  const known = waits.filter((wait) => wait !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
};

/** Collects codes, words and pauses from an error of any form. */
function collect(value: unknown, key: string, found: Found, depth = 0): void {
  found.left -= 1;
  if (found.left < 0 || depth > MAX_DEPTH) return;
  const name = key.toLowerCase();
  if (STATUSES.includes(name)) found.status ??= statusOf(value);
  if (/^retry_?(?:delay|after)/.test(name)) found.retryAfterMs ??= retryAfterIn(value, name);
  if (typeof value === 'string') collectText(value, name, found, depth);
  for (const each of asList(value)) collect(each, key, found, depth + 1);
  for (const [inner, each] of Object.entries(asObject(value) ?? {})) collect(each, inner, found, depth + 1);
}

function collectText(text: string, name: string, found: Found, depth: number): void {
  const short = text.slice(0, MAX_READ).trim();
  // Gateways pass the error of another server on as a text.
  const inner = /^[[{]/.test(short) ? tryParse(short) : undefined;
  if (inner) collect(inner, name, found, depth + 1);
  else if (name === 'code') found.codes.unshift(short.slice(0, MAX_CODE));
  else if (CODES.includes(name)) found.codes.push(short.slice(0, MAX_CODE));
  else if (PARAMETERS.includes(name)) found.parameters.push(short.slice(0, MAX_CODE));
  else if (WORDS.includes(name)) found.words.push(short.slice(0, 2 * MAX_WORDS).replace(/\s+/g, ' '));
}

function tryParse(text: string): Fields | undefined {
  try {
    const value = parseJson(text, { bytes: 4 * MAX_READ, depth: 20, values: MAX_VALUES });
    return asObject(Array.isArray(value) ? value[0] : value);
  } catch {
    return undefined;
  }
}

function statusOf(value: unknown): number | undefined {
  const status = Number(typeof value === 'number' ? value : asText(value) || Number.NaN);
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : undefined;
}

/** Returns the text of a page: its title, or all its words. */
function textOfPage(page: string): string {
  const title = page.match(/<title[^<>]{0,200}>([^<]+)</i)?.[1];
  const text = title ?? page.replace(/<[^<>]*>/g, ' ');
  return text.replace(/\s+/g, ' ').trim() || 'without a text';
}

/** Replaces our key, and what looks like one: a server can repeat a part of it. */
const hide = (text: string, secret: string): string =>
  text
    .replaceAll(secret || '\0', '[secret]')
    .replace(/\b(?:(?:sk|gsk|hf|xai)[-_]|AIza)[\w*.-]{6,}/g, '[secret]');

/** What errors are about, by their codes and words in lower case; the first that matches counts, whatever the status. */
const ABOUT_THIS: readonly (readonly [FaultKind, RegExp])[] = [
  [
    'refused',
    /content[_ -]?(?:filter|policy|management|moderation)|responsibleai|data_?inspection|prohibited_content|moderation|flagged|unsafe|inappropriate|敏感内容/,
  ],
  ['failed', /json_validate_failed|failed_generation|failed to generate json|json_generate|tool_use_failed/],
  [
    'too-long',
    /context[_ ](?:length|window|size)|maximum context|prompt (?:is )?too long|too many input tokens|reduce the length|input (?:is )?too long|max_new_tokens` must be|string_above_max_length|request too large/,
  ],
  [
    'quota',
    /insufficient[_ ]?(?:quota|balance|credit|fund)|billing|payment required|out of credits|check your plan/,
  ],
  ['rate-limit', /rate[_ -]?limit|request limit|too many requests|resource[_ ]exhausted|throttl/],
];
/** What else they are about, if they are not about the answer format. */
const ABOUT_SERVER: readonly (readonly [FaultKind, RegExp])[] = [
  [
    'key',
    /invalid[_ -]?(?:api[_ -]?)?(?:key|token|authentication)|(?:key|token) (?:is )?invalid|login fail|incorrect api key|api key (?:not|is)|authentication_error|unauthori[sz]ed|unauthenticated|missing api key|no auth|not authenticated/,
  ],
  [
    'model',
    /(?:model|deployment)_?not_?found|model_(?:not_supported|decommissioned|terms_required)|unknown[_ ]model|not a (?:valid|chat) model|does not support chat|no such model|invalid[_ ]model|model .{0,200}(?:not found|not exist|not loaded|not available|is not a valid)|no models? loaded|fail(?:ed|ure) to load model/,
  ],
  [
    'address',
    /unexpected endpoint|cannot (?:post|get)|404 page not found|no route|resource not found|invalid url|unknown (?:url|path|route)|method not allowed/,
  ],
];
const BUSY = /overloaded|unavailable|capacity|timed? ?out|loading model|try again later/;

const KIND_OF_STATUS: Readonly<Record<number, FaultKind>> = {
  401: 'key',
  402: 'quota',
  405: 'address',
  408: 'busy',
  409: 'busy',
  413: 'too-long',
  425: 'busy',
  429: 'rate-limit',
};
/** Statuses of 500 and more with which servers refuse an answer format or a parameter. */
const REFUSALS: readonly number[] = [500, 501];

function kindOf(status: number | undefined, said: string): FaultKind {
  const match = (kinds: typeof ABOUT_THIS) => kinds.find(([, words]) => words.test(said))?.[0];
  const known = match(ABOUT_THIS) ?? (status === undefined ? undefined : KIND_OF_STATUS[status]);
  if (known) return known;
  if (isAboutFormat(said)) return 'request';
  const other = match(ABOUT_SERVER);
  if (other) return other;
  if (status === undefined || (status >= 500 && (!REFUSALS.includes(status) || BUSY.test(said))))
    return 'busy';
  return 'request';
}

/** Returns true if an error, in lower case, is about the answer format. */
const isAboutFormat = (said: string): boolean =>
  /response[_ ]?format|json[_ ]?(?:schema|object|mode)|grammar|structured[_ ]output|requested parameters|guided/.test(
    said,
  );
