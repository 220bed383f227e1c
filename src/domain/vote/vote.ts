/** One person's 👍 (1) or 👎 (−1) on one paper. */
export interface Vote {
  readonly paperId: string;
  readonly platform: string;
  readonly voter: string;
  readonly value: 1 | -1;
}

export interface VoteCount {
  readonly up: number;
  readonly down: number;
}

/** A press that stands on a message. A person may have several on one paper: the newest is their vote. */
export interface Reaction extends Vote {
  /** '' where the platform is our own and keeps one press a person. */
  readonly messageId: string;
  readonly emoji: string;
}

/** What a platform tells of a message: someone pressed an emoji, or took it back. */
export interface ReactionEvent {
  readonly platform: string;
  readonly messageId: string;
  /** When the message was sent, milliseconds since the epoch. */
  readonly sentAt: number;
  readonly voter: string;
  readonly emoji: string;
  readonly added: boolean;
}

/** Marks a super reaction, which stands beside the ordinary one of the same emoji (Discord). */
export const SUPER = '✨';

/** Discord names an emoji by its characters, Slack by a word; skin tones are votes like the others. */
const VALUES: Readonly<Record<string, 1 | -1>> = {
  '👍': 1,
  '+1': 1,
  thumbsup: 1,
  '👎': -1,
  '-1': -1,
  thumbsdown: -1,
};

/** What pressing an emoji says about a paper; null for one that says nothing. */
export function emojiToValue(emoji: string): 1 | -1 | null {
  const plain = emoji.replace(/[\u{1F3FB}-\u{1F3FF}\uFE0F✨]|::skin-tone-[2-6]$/gu, '');
  return Object.hasOwn(VALUES, plain) ? (VALUES[plain] ?? null) : null;
}
