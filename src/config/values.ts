import { removeInvisible } from '../lib/text.ts';
import { findMisplacedSecret, findSecretMistake, mayBeSecret } from './credentials.ts';

/** The maximum length of a value that an error message shows, in characters. */
const MAX_SHOWN = 60;

export interface ValueKind {
  readonly isSecret: boolean;
  /** The value is a key for a server that might accept any. */
  readonly takesAnyKey: boolean;
}

/**
 * Returns what is wrong with a value that its parser would accept, or refuse without saying why; null if nothing is.
 * Of a secret, no part is in the sentence.
 */
export function findValueMistake(
  name: string,
  value: string,
  { isSecret, takesAnyKey }: ValueKind,
): string | null {
  return (
    findTransportMistake(value, isSecret) ??
    (isSecret ? findSecretMistake(name, value, takesAnyKey) : findMisplacedSecret(name, value)) ??
    EXPLANATIONS[name]?.(value) ??
    null
  );
}

/** Finds what files, shells and containers add to a value. */
function findTransportMistake(value: string, isSecret: boolean): string | null {
  const isQuoted = /^["'`“”‘’„«「『]|["'`“”‘’»」』]$/u.test(value);
  if (isQuoted)
    return "has a quotation mark at its beginning or end, as Docker's --env-file keeps it: remove it";
  if (/[\r\n]/.test(value) && !isSecret) return 'contains a line break: write it on one line';
  if (removeInvisible(value) !== value) return 'contains invisible characters: type it anew';
  return null;
}

type Explanation = (value: string) => string | null;

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  OPENAI_BASE_URL: explainModelUrl,
  HF_ENDPOINT: explainHubUrl,
  DISCORD_API_URL: (value) =>
    explainUrl(value) ?? (/\/v\d+\/*$/.test(value) ? 'must end in /api: the version is added to it' : null),
  SLACK_API_URL: explainUrl,
  HOST: (value) =>
    /\/|^[^:]*:\d*$/.test(value)
      ? 'must be an address without scheme and port, such as 0.0.0.0; the port is PORT'
      : null,
  DATABASE_URL: explainFileUrl,
  CACHE_URL: explainFileUrl,
  SUBSCRIBE: explainPlaces,
  ALERT_PLACE: explainPlaces,
};

/** Explains a URL to which paths are added; returns null if it is one, or no URL at all. */
function explainUrl(value: string): string | null {
  if (
    /^(?:\/\/)?(?:localhost|\[[\da-f:]+\]|[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d))(?::\d+)?(?:\/|$)/i.test(value)
  ) {
    return 'must begin with http:// or https://';
  }
  if (!URL.canParse(value)) return 'must be an http(s) URL without a user name or password';
  const { protocol, username, password, search, hash } = new URL(value);
  if (!/^https?:$/.test(protocol) || username || password)
    return 'must be an http(s) URL without a user name or password';
  return search || hash ? 'must end in a path: remove everything from the ? or # on' : null;
}

/** Mirrors can stand below a path, such as Artifactory's /artifactory/api/huggingfaceml/NAME. */
function explainHubUrl(value: string): string | null {
  const problem = explainUrl(value);
  if (problem) return problem;
  const [method] = new URL(value).pathname.match(/\/(?:api|papers|(?:api\/)?daily_papers)\/*$/) ?? [];
  return method
    ? `must be the address that pages and API share, such as https://huggingface.co: remove "${method}"`
    : null;
}

/** A base that ends in /models is none of our business: some services have one. */
function explainModelUrl(value: string): string | null {
  const problem = explainUrl(value);
  if (problem) return problem;
  const { hostname, pathname } = new URL(value);
  const [method] =
    pathname.match(
      /\/(?:chat\/completions|completions|chat|responses|embeddings|api\/(?:chat|generate))\/*$/,
    ) ?? [];
  if (method)
    return `must be the address that all methods share, such as https://api.openai.com/v1: remove "${method}"`;
  if (hostname === 'api.openai.com' && !/^\/v\d/.test(pathname))
    return 'must end in /v1: https://api.openai.com/v1';
  return null;
}

function explainFileUrl(value: string): string | null {
  const [, path] = value.match(/^file:(.*)$/s) ?? [];
  if (process.platform !== 'win32' && /^(?:file:\/*)?[a-z]:[\\/]|^(?:file:)?[^/]*\\/i.test(value)) {
    return 'must be file:PATH with slashes, such as file:data/paperboy.db: this is a Windows path';
  }
  if (path === undefined) {
    const [scheme] = value.match(/^[a-z][a-z\d+.-]*(?=:)/i) ?? [];
    if (!scheme) return 'must begin with file:, as in file:data/paperboy.db';
    return null;
  }
  if (/^\/\/[^/]/.test(path))
    return 'must be file:PATH or file:///PATH: after two slashes, a host name would follow';
  if (path.startsWith('~')) return 'must be a whole path: only shells know ~';
  // Node's mkdir never ends below /proc.
  if (/^\/+(?:proc|sys)\//.test(path)) return 'must be on a disk: /proc and /sys hold no files of programs';
  if (/^:memory:|\?/.test(path)) return 'must be the path of a file, without options';
  return null;
}

/** Explains what is wrong with the first wrong place of a list. */
function explainPlaces(value: string): string | null {
  if (/[;|]|(?:discord|slack):[^\s,]+\s+(?:discord|slack):/i.test(value))
    return 'must be places separated by commas';
  for (const place of value.split(',').map((item) => item.trim())) {
    const [, platform = '', id = ''] = place.match(/^([^:]*):?(.*)$/s) ?? [];
    const isOk =
      platform === 'discord' ? /^\d{1,21}$/.test(id) : platform === 'slack' && /^[A-Z][A-Z\d]+$/.test(id);
    if (!place || isOk) continue;
    if (platform === 'web') return 'must be channels of Discord and Slack; the web page is always subscribed';
    if (platform === 'discord' && id)
      return 'must be discord: and the channel\'s id, 17 to 20 digits ("Copy Channel ID" in developer mode)';
    if (platform === 'slack' && id && !id.includes(':'))
      return "must be slack: and the channel's id, such as C0123ABCDEF (at the end of the channel's details)";
    return null;
  }
  return null;
}

/** Matches the name of a password and its separator, as in connection strings: `password=`, `api_key:`. */
const NAMED_SECRET =
  /(?:pass|pw|pwd|passw(?:or)?d|phrase|token|secret|key|auth|credentials?|sig(?:nature)?)["']?\s*[=:]/i;

/** Returns whether a value can contain a password: where it would begin and end, only the right form could tell. */
function mayHoldPassword(name: string, value: string): boolean {
  const compatible = value.normalize('NFKC');
  // In a list of places, `discord:@me` is no password.
  const isPlaces = EXPLANATIONS[name] === explainPlaces;
  const hasUser = isPlaces ? /\/\/|[^:,\s]\s*(?:@|%40)/.test(compatible) : /@|%40/.test(compatible);
  return hasUser || NAMED_SECRET.test(compatible);
}

/** Returns ` (it is "…")`, or an empty text if the value could be secret or is too long to be read. */
export function showValue(name: string, value: string, secrets: readonly string[]): string {
  const masked = value.replace(/\?.*$/s, '?…');
  const isHidden =
    value.length > MAX_SHOWN ||
    mayHoldPassword(name, value) ||
    mayBeSecret(masked) ||
    secrets.some((secret) => secret.length > 2 && value.includes(secret));
  const quoted = JSON.stringify(masked).replace(
    /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu,
    (character) => (character === ' ' ? ' ' : `\\u{${character.codePointAt(0)?.toString(16)}}`),
  );
  return isHidden ? '' : ` (it is ${quoted})`;
}
