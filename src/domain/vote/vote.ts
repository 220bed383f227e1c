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

/** A reaction that is currently on a message. A person can have several on one paper; the newest is their vote. */
export interface Reaction extends Vote {
  /** Like `emoji`, '' on the web channel, which stores one reaction per person and paper. */
  readonly messageId: string;
  readonly emoji: string;
}

/** The addition or removal of a reaction, as reported by the platform. */
export interface ReactionEvent {
  readonly platform: string;
  readonly messageId: string;
  /** When the message was sent, in milliseconds since the epoch. */
  readonly sentAt: number;
  readonly voter: string;
  readonly emoji: string;
  readonly added: boolean;
}

/**
 * Appended to the emoji of a Discord super reaction, because a person can add both a normal and a super reaction with
 * the same emoji.
 */
export const SUPER = '✨';

/** The value of each vote emoji. Discord identifies an emoji by its characters, Slack by its name. */
const VALUES: Readonly<Record<string, 1 | -1>> = {
  '👍': 1,
  '+1': 1,
  thumbsup: 1,
  '👎': -1,
  '-1': -1,
  thumbsdown: -1,
};

/** Returns the value of a vote emoji, ignoring its skin tone and `SUPER`; null for any other emoji. */
export function emojiToValue(emoji: string): 1 | -1 | null {
  const plain = emoji.replace(/[\u{1F3FB}-\u{1F3FF}\uFE0F✨]|::skin-tone-[2-6]$/gu, '');
  return Object.hasOwn(VALUES, plain) ? (VALUES[plain] ?? null) : null;
}
