import { emptyMessage } from './errors.ts';
import {
  asFields,
  asList,
  checkBoolean,
  checkInteger,
  checkSnowflake,
  checkText,
  createForm,
  type Fields,
  type Form,
  type Path,
} from './form.ts';
import { checkRows } from './validate-components.ts';
import { checkEmbeds } from './validate-embeds.ts';
import { checkV2 } from './validate-v2.ts';

/** The API call that a message body belongs to. */
export type MessageUse = 'create' | 'post' | 'edit' | 'response' | 'follow-up' | 'edit-response';

/** A valid body: the fields that were sent, with trimmed texts. Only `tts` and `enforceNonce` are always set. */
export interface MessageBody {
  readonly content?: string;
  readonly embeds?: object[];
  readonly components?: object[];
  readonly attachments?: object[];
  readonly flags?: number;
  readonly tts?: boolean;
  readonly nonce?: string | number;
  readonly enforceNonce?: boolean;
  readonly mentions?: Fields;
  readonly reference?: { messageId: string; failIfNotExists: boolean };
}

export const flags = {
  crossposted: 1 << 0,
  suppressEmbeds: 1 << 2,
  hasThread: 1 << 5,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  componentsV2: 1 << 15,
};

// The documented fields (discord-api-docs: resources/message.mdx, Create Message and Edit Message;
// interactions/receiving-and-responding.mdx).
const common = ['content', 'embeds', 'allowed_mentions', 'components', 'attachments', 'flags'];
// discord.js sends tts and enforce_nonce with every body; Discord ignores them where they do not apply.
const always = ['tts', 'enforce_nonce'];
const fieldsOf: Record<MessageUse, readonly string[]> = {
  create: [...common, ...always, 'nonce', 'message_reference'],
  post: [...common, ...always],
  edit: [...common, ...always],
  response: [...common, ...always],
  'follow-up': [...common, ...always],
  'edit-response': [...common, ...always],
};

const settable: Record<MessageUse, number> = {
  create: flags.suppressEmbeds | flags.suppressNotifications | flags.componentsV2,
  post: flags.suppressEmbeds | flags.suppressNotifications | flags.componentsV2,
  edit: flags.suppressEmbeds | flags.componentsV2,
  response: flags.suppressEmbeds | flags.ephemeral | flags.suppressNotifications | flags.componentsV2,
  'follow-up': flags.suppressEmbeds | flags.ephemeral | flags.suppressNotifications | flags.componentsV2,
  'edit-response': flags.suppressEmbeds | flags.componentsV2,
};

/** The context in which a body is checked. */
export interface MessageRules {
  readonly use: MessageUse;
  /** For edits: the message's current flags, which an edit can repeat. */
  readonly current?: number;
  /** The names of the files in a multipart body. */
  readonly files?: readonly string[];
}

/** Checks the body of a message, which is at `path` in the request. Throws 50035 with all errors. */
export function checkMessage(
  value: unknown,
  { use, current = 0, files = [] }: MessageRules,
  path: Path = [],
): MessageBody {
  const form = createForm();
  const fields = asFields(form, path, value ?? {}, fieldsOf[use]) ?? {};
  const at = (key: string) => [...path, key];
  const given = (key: string) => fields[key] !== undefined;
  const body: { -readonly [Key in keyof MessageBody]: MessageBody[Key] } = {};

  checkBoolean(form, at('tts'), fields.tts);
  checkBoolean(form, at('enforce_nonce'), fields.enforce_nonce);
  body.tts = fields.tts === true;
  body.enforceNonce = fields.enforce_nonce === true;
  if (given('nonce')) body.nonce = checkNonce(form, at('nonce'), fields.nonce);
  else if (body.enforceNonce) form.add(at('nonce'), 'BASE_TYPE_REQUIRED', 'This field is required');
  if (given('flags') && fields.flags !== null)
    body.flags = checkFlags(form, at('flags'), fields.flags, use, current);
  if (given('content')) body.content = checkText(form, at('content'), fields.content, { max: 2000 });
  if (given('embeds')) body.embeds = checkEmbeds(form, at('embeds'), fields.embeds ?? []);
  const isV2 = ((body.flags ?? 0) | current) & flags.componentsV2;
  if (given('components'))
    body.components = (isV2 ? checkV2 : checkRows)(form, at('components'), fields.components ?? []);
  if (isV2 && (body.content || body.embeds?.length))
    form.add(
      path,
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      'content and embeds cannot be used with V2',
    );
  if (given('allowed_mentions') && fields.allowed_mentions !== null)
    body.mentions = checkMentions(form, at('allowed_mentions'), fields.allowed_mentions);
  if (given('attachments'))
    body.attachments = checkAttachments(form, at('attachments'), fields.attachments, files);
  if (given('message_reference'))
    body.reference = checkReference(form, at('message_reference'), fields.message_reference);
  form.done();
  return body;
}

/** Throws 50006 for an empty message. */
export function assertNotEmpty(
  message: Pick<MessageBody, 'content' | 'embeds' | 'components' | 'attachments'>,
): void {
  const { content = '', embeds = [], components = [], attachments = [] } = message;
  if (content === '' && embeds.length + components.length + attachments.length === 0) throw emptyMessage();
}

function checkNonce(form: Form, path: Path, value: unknown): string | number {
  // The type is "integer or string", with up to 25 characters (discord-api-docs: resources/message.mdx, Create
  // Message).
  if (Number.isSafeInteger(value)) return value as number;
  return checkText(form, path, value, { min: 1, max: 25 });
}

function checkFlags(form: Form, path: Path, value: unknown, use: MessageUse, current: number): number {
  checkInteger(form, path, value, 0, 2 ** 53 - 1);
  const wrong = Number(value) & ~(settable[use] | current);
  if (wrong) form.add(path, 'BITFIELD_TYPE_INVALID', `Flags that cannot be set here: ${wrong}`);
  if (current & flags.componentsV2 && !(Number(value) & flags.componentsV2))
    form.add(path, 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG', 'The components V2 flag cannot be removed');
  return Number(value);
}

function checkMentions(form: Form, path: Path, value: unknown): Fields {
  const mentions = asFields(form, path, value, ['parse', 'roles', 'users', 'replied_user']) ?? {};
  checkBoolean(form, [...path, 'replied_user'], mentions.replied_user);
  const parse = mentions.parse === undefined ? [] : asList(form, [...path, 'parse'], mentions.parse, 0, 3);
  parse.forEach((kind, index) => {
    if (!['roles', 'users', 'everyone'].includes(String(kind)))
      form.add(
        [...path, 'parse', index],
        'BASE_TYPE_CHOICES',
        "Value must be one of ('roles', 'users', 'everyone').",
      );
  });
  for (const kind of ['roles', 'users'] as const) {
    if (mentions[kind] === undefined) continue;
    const ids = asList(form, [...path, kind], mentions[kind], 0, 100);
    ids.forEach((id, index) => {
      checkSnowflake(form, [...path, kind, index], id);
    });
    if (ids.length > 0 && parse.includes(kind))
      form.add(
        path,
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      );
  }
  return mentions;
}

function checkAttachments(form: Form, path: Path, value: unknown, files: readonly string[]): object[] {
  const known = [
    'id',
    'filename',
    'title',
    'description',
    'duration_secs',
    'waveform',
    'is_remix',
    'is_spoiler',
  ];
  return asList(form, path, value ?? [], 0, 10).flatMap((one, index) => {
    const attachment = asFields(form, [...path, index], one, known);
    if (!attachment) return [];
    checkText(form, [...path, index, 'description'], attachment.description, { max: 1024 });
    return [{ ...attachment, filename: attachment.filename ?? files[Number(attachment.id)] ?? 'unknown' }];
  });
}

function checkReference(
  form: Form,
  path: Path,
  value: unknown,
): { messageId: string; failIfNotExists: boolean } {
  const known = ['type', 'message_id', 'channel_id', 'guild_id', 'fail_if_not_exists'];
  const reference = asFields(form, path, value, known) ?? {};
  checkSnowflake(form, [...path, 'message_id'], reference.message_id);
  checkInteger(form, [...path, 'type'], reference.type, 0, 0);
  return { messageId: String(reference.message_id), failIfNotExists: reference.fail_if_not_exists !== false };
}
