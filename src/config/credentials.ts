/** The kinds of credentials that can be told from their form, and the setting for each, if there is one. */
const KINDS: readonly { readonly what: string; readonly form: RegExp; readonly setting?: string }[] = [
  { what: 'a Slack bot token (xoxb-)', form: /^(?:xoxe\.)?xoxb-/, setting: 'SLACK_BOT_TOKEN' },
  { what: 'a Slack app-level token (xapp-)', form: /^xapp-/, setting: 'SLACK_APP_TOKEN' },
  { what: "a Slack user's token (xoxp-)", form: /^(?:xoxe\.)?xoxp-/ },
  { what: 'another kind of Slack token', form: /^xox[a-z](?:\.xox[a-z])?-/ },
  { what: 'an OpenAI key (sk-)', form: /^sk-/, setting: 'OPENAI_API_KEY' },
  { what: 'a Hugging Face token (hf_)', form: /^hf_/, setting: 'HF_TOKEN' },
  // Three parts: the id of the application in base64, a time, a signature.
  { what: 'a Discord bot token', form: /^[\w-]{20,30}\.[\w-]{6,7}\.[\w-]{25,}$/, setting: 'DISCORD_TOKEN' },
  { what: 'a URL', form: /^(?:https?|wss?):\/\//i },
];

/** What to set each secret to, and what looks different from it in the same place. */
const WANTED: Readonly<Record<string, string>> = {
  DISCORD_TOKEN: 'the token on the Bot page of your Discord application',
  SLACK_BOT_TOKEN: 'the "Bot User OAuth Token" (xoxb-) of your Slack app',
  SLACK_APP_TOKEN: 'an app-level token (xapp-) of your Slack app',
  SLACK_SIGNING_SECRET: 'the "Signing Secret" of your Slack app',
  OPENAI_API_KEY: 'an API key of the model server',
  HF_TOKEN: 'an access token (hf_) of Hugging Face',
};
const SLACK_OTHERS: readonly (readonly [form: RegExp, what: string])[] = [
  [/^A[0-9A-Z]{8,12}$/, 'an app id'],
  [/^\d{6,}\.\d{6,}$/, 'a client id'],
];
const TOKEN_OTHERS = [...SLACK_OTHERS, [/^[0-9a-f]{32}$/, 'a signing secret or a client secret'] as const];
const OTHERS: Readonly<Record<string, readonly (readonly [form: RegExp, what: string])[]>> = {
  DISCORD_TOKEN: [
    [/^[0-9a-f]{64}$/i, 'a public key'],
    [/^\d{15,21}$/, 'an id, such as the application id'],
    [/^[\w-]{32}$/, 'a client secret'],
  ],
  SLACK_BOT_TOKEN: TOKEN_OTHERS,
  SLACK_APP_TOKEN: TOKEN_OTHERS,
  SLACK_SIGNING_SECRET: SLACK_OTHERS,
};

/** Matches what examples and templates contain in place of a credential. */
const PLACEHOLDER = new RegExp(
  [
    /<.*>|\[.*\]|\{.*\}|\$\{?\w+\}?|%\w+%|x{3,}|\*+|\.{2,}|todo|tbd|fixme/,
    /(?:change|replace)[-_ ]?(?:me|it|this|with.*)|(?:insert|enter|paste|put)[-_ ].*|(?:.*[-_ .])?your[-_ ].*/,
    /(?:xox[a-z]|xapp|sk|hf)[-_](?:[-_*.…]|x{3,})*/,
  ]
    .map(({ source }) => `^(?:${source})$`)
    .join('|'),
  'i',
);
/** Matches a part that was left out, as where a page shows only the ends of a key: `sk-...abcd`. */
const ABBREVIATED = /\.{3}|…|\*{3}|••/;

/**
 * Returns what is wrong with a secret, without any part of it; null if it can be right. Self-hosted servers accept any
 * key, and tests any token, so only what is certainly something else is wrong.
 * @param takesAnyKey true for a key of a self-hosted server, which examples call `xxx` or `dummy`
 */
export function findSecretMistake(name: string, value: string, takesAnyKey: boolean): string | null {
  const wanted = WANTED[name];
  if (!wanted) return null;
  if (value.startsWith(`${name}=`)) return `contains its own name: remove "${name}="`;
  const [scheme] = value.match(/^(?:Bot|Bearer)\b(?=\s)/i) ?? [];
  if (scheme) return `begins with "${scheme} ", which Paperboy adds itself: remove it`;
  if (!takesAnyKey && PLACEHOLDER.test(value)) return `is still a placeholder: set it to ${wanted}`;
  if (!takesAnyKey && ABBREVIATED.test(value)) return `is abbreviated: set it to the whole of ${wanted}`;
  const kind = findKind(value);
  // Hugging Face serves models with its own tokens as API keys.
  const isRight =
    !kind || kind.setting === name || (name === 'OPENAI_API_KEY' && kind.setting === 'HF_TOKEN');
  if (!isRight) return `holds ${belongs(kind)}; set ${name} to ${wanted}`;
  const other = OTHERS[name]?.find(([form]) => form.test(value))?.[1];
  if (other) return `looks like ${other}: set it to ${wanted}`;
  const [invisible] = value.match(/[^\x21-\x7e]/) ?? [];
  if (!invisible) return null;
  const what = /[\r\n]/.test(invisible)
    ? 'a line break'
    : /\s/.test(invisible)
      ? 'a blank'
      : 'another character';
  return `must be visible ASCII characters, but contains ${what}: set it to ${wanted}`;
}

/** Settings whose right values can begin as a key does: the model `sk-mix`, the host `sk-node1`. */
const FREE_TEXT = ['OPENAI_MODEL', 'CHECK_MODEL', 'HOST', 'WEB_HOSTS', 'NO_PROXY'];
/** Keys have far more random characters than names have without a hyphen. */
const LONG_TAIL = /^(?:sk-|hf_)[\w-]*[^\W_]{20}/;

/** Returns what is wrong with a value that need not be secret, if it is a credential; null if it is none. */
export function findMisplacedSecret(name: string, value: string): string | null {
  const kind = findKind(value);
  if (FREE_TEXT.includes(name) && /^(?:sk-|hf_)/.test(value) && !LONG_TAIL.test(value)) return null;
  return kind && kind.what !== 'a URL' ? `holds ${belongs(kind)}` : null;
}

const findKind = (value: string) => KINDS.find(({ form }) => form.test(value));
const belongs = ({ what, setting }: (typeof KINDS)[number]): string =>
  setting ? `${what}, which belongs in ${setting}` : what;

/** Returns whether a text contains what looks like a credential. */
export const mayBeSecret = (text: string): boolean =>
  /xox[a-z][-.]|xapp-|\bsk-|\bhf_|\bgh[a-z]_|\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20,}/i.test(text);
