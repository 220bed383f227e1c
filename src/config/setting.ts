import { z } from 'zod';
import { parseProxyUrl, parseWhole } from './parse.ts';

/** The documentation of one setting, in Markdown. */
export interface SettingDocs {
  readonly section: Section;
  readonly text: string;
  /** A description of the default, if the schema contains no default. */
  readonly default?: string;
  /** The value is never logged or printed. */
  readonly isSecret?: true;
  /** The name in lower case means the same, and takes precedence, as in curl. */
  readonly isInAnyCase?: true;
  /** The setting is omitted from .env.example. */
  readonly isForTests?: true;
  /** The setting is ignored, valid or not, unless one of these settings is set. */
  readonly needs?: readonly string[];
}

type Section = keyof typeof SECTIONS;

/** The headings of the documentation, in order, each with an introduction. */
export const SECTIONS = {
  Model:
    "The model that writes the Korean summaries: any server that speaks OpenAI's Chat Completions API (OpenAI, Ollama, vLLM, LM Studio and others). If neither an API key nor a base URL is set, cards show the English abstract and say so.",
  'Hugging Face': 'Where the papers come from: Hugging Face Daily Papers.',
  Editions: 'Default schedule and size of editions, for the web channel and for new subscriptions.',
  Discord: 'The bot token turns Discord on.',
  Slack:
    'The bot token turns Slack on, together with the app-level token (Socket Mode) or the signing secret (HTTP mode).',
  Channels: 'Channels are written as `discord:123` or `slack:C0123`.',
  Storage: 'Where Paperboy keeps its data.',
  Network:
    'Proxies for all requests and WebSockets: to Discord, Slack, Hugging Face and the model server. Lower-case names (`https_proxy`) work too, and take precedence. docs/operating.md explains networks with a proxy.',
  Process: 'The web server and the log.',
} as const;

export const settingDocs = z.registry<SettingDocs>();

/** Returns the schema of a string that `parse` converts; `parse` returns undefined if the string is invalid. */
export const parsed = <T>(parse: (text: string) => T | undefined, wanted: string) =>
  z.string().transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue(`must be ${wanted}`);
    return z.NEVER;
  });
export const whole = (min: number, max: number, what = 'a whole number') =>
  parsed(parseWhole(min, max), `${what} from ${min} to ${max}`);
/**
 * Returns the schema of a secret. Only visible ASCII is valid: if a header contained other characters, the HTTP
 * client would throw an error whose message reveals the secret.
 */
export const secret = (docs: Omit<SettingDocs, 'isSecret'>) =>
  z
    .string()
    .regex(/^[\x21-\x7e]*$/, 'must be visible ASCII characters')
    .optional()
    .register(settingDocs, { ...docs, isSecret: true });

/** Returns the schema of a proxy's URL. It counts as secret, because it can contain a password. */
export const proxy = (text: string) =>
  parsed(parseProxyUrl, "an HTTP proxy's URL, such as http://proxy.example:3128 (SOCKS is not supported)")
    .optional()
    .register(settingDocs, { section: 'Network', isInAnyCase: true, isSecret: true, text });
