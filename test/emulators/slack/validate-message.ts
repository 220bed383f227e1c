import { checkBlocks } from './blocks.ts';
import { explained, invalidArguments, SlackError } from './errors.ts';
import { createForm, type Fields, type Form, isObject, mentionsIn } from './form.ts';
import type { GroupSpec } from './state.ts';

/** The content of a message that has passed the checks. */
export interface Content {
  readonly text?: string;
  readonly blocks?: readonly Fields[];
  readonly metadata?: Fields;
  /** The user groups that the message mentions, by id. */
  readonly pings?: readonly string[];
}

/** Records content that Slack accepts but a good bot does not send; see `Refusal.kind`. */
export type Note = (kind: 'mention' | 'split' | 'unfurl' | 'payload', message: string) => void;

export interface ContentRules {
  readonly note: Note;
  readonly brokenImage?: ((url: string) => boolean) | undefined;
  /** The user groups, by id: mentions of these are not noted, but returned as `pings`. */
  readonly groups?: ReadonlyMap<string, GroupSpec>;
  /** Maximum length of `text`, in characters. */
  readonly maxText?: number;
  /** True for an edit, which can omit unchanged parts. */
  readonly isEdit?: boolean;
}

/**
 * Notes each of the two unfurling flags that is not false, because links then show previews:
 * docs.slack.dev/messaging/unfurling-links-in-messages.
 */
export function noteUnfurling(fields: Fields, note: Note): void {
  for (const name of ['unfurl_links', 'unfurl_media'])
    if (fields[name] !== false) note('unfurl', `${name} is not false`);
}

// chat.postMessage truncates text of more than 40,000 characters; here such text is an error.
const longestText = 40_000;
// Above 4,000 characters, one call becomes several messages:
// docs.slack.dev/reference/methods/chat.postMessage (Truncating).
const unsplitText = 4000;
// Not documented. Slack has refused about 13,200 characters across all blocks (slackapi/bolt-js#2509), and once
// 11,341 (slackapi/bolt-js#2867); this limit is below both numbers.
const longestBlocks = 11_000;

/** Checks text, blocks and metadata as chat.postMessage does; throws the first error that Slack would return. */
export function checkContent(fields: Fields, given: ContentRules): Content {
  const pings = new Set<string>();
  const rules: ContentRules = {
    ...given,
    note(kind, what) {
      const group = given.groups?.get(/^(?:usergroup |<!subteam\^)(S\w+)/.exec(what)?.[1] ?? '');
      if (kind !== 'mention' || !group) given.note(kind, what);
      // The members of a disabled group are not notified.
      else if (!group.isDisabled) pings.add(group.id);
    },
  };
  const { text, blocks, metadata } = fields;
  if (text !== undefined && typeof text !== 'string') throw invalidArguments('must provide a string: text');
  if (blocks !== undefined && !Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  const hasBlocks = Array.isArray(blocks) && blocks.length > 0;
  const isEmpty = (text === undefined || text.trim() === '') && !hasBlocks;
  if (isEmpty && !(rules.isEdit && text === undefined && metadata !== undefined))
    throw new SlackError('no_text');
  if (text && text.length > (rules.maxText ?? longestText)) throw new SlackError('msg_too_long');
  if (hasBlocks) refuseBadBlocks(blocks, rules);
  if (metadata !== undefined) checkMetadata(metadata);
  if (text && text.length > unsplitText) rules.note('split', `text of ${text.length} characters`);
  for (const mention of mentionsIn(text ?? '')) rules.note('mention', mention);
  return {
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks: blocks as Fields[] }),
    ...(metadata === undefined ? {} : { metadata: metadata as Fields }),
    ...(pings.size > 0 ? { pings: [...pings] } : {}),
  };
}

function refuseBadBlocks(blocks: readonly unknown[], { note, brokenImage }: ContentRules): void {
  const form: Form = createForm();
  checkBlocks(form, blocks);
  if (form.errors.length > 0) throw new SlackError('invalid_blocks', explained(form.errors));
  if (form.textLength > longestBlocks) throw new SlackError('msg_blocks_too_long');
  // Slack fetches images during the call; if one cannot be fetched, the whole message fails. The client is not
  // at fault, and should retry without images.
  const broken = form.images.filter(({ url }) => brokenImage?.(url));
  if (broken.length > 0) {
    const lines = broken.map(
      ({ path }) => `downloading image failed [json-pointer:/${path.join('/')}/image_url]`,
    );
    throw new SlackError('invalid_blocks', explained(lines), true);
  }
  for (const mention of form.mentions) note('mention', mention);
}

// The documentation lists `metadata_too_large` without a number; 8000 characters of JSON is a cautious guess.
const longestMetadata = 8000;

/**
 * Checks that metadata has the form `{event_type, event_payload}`: docs.slack.dev/messaging/message-metadata. The
 * types of the values are those of MessageMetadata in @slack/types.
 */
export function checkMetadata(value: unknown): void {
  if (!isObject(value)) throw new SlackError('invalid_metadata_format');
  const { event_type, event_payload, ...others } = value;
  const isSound =
    typeof event_type === 'string' &&
    /^[\w.-]{1,255}$/.test(event_type) &&
    isObject(event_payload) &&
    Object.keys(others).length === 0 &&
    Object.values(event_payload).every((one) => isLeaf(one) || isFlat(one) || isFlatList(one));
  if (!isSound) throw new SlackError('invalid_metadata_schema');
  if (JSON.stringify(value).length > longestMetadata) throw new SlackError('metadata_too_large');
}

const isLeaf = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
const isFlat = (value: unknown): boolean => isObject(value) && Object.values(value).every(isLeaf);
const isFlatList = (value: unknown): boolean => Array.isArray(value) && value.every(isFlat);
