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

/** A person touched 👍 or 👎: `added` on a press, false when it was taken back. */
export interface Reaction extends Vote {
  readonly added: boolean;
}
