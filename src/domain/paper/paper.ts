/**
 * One paper of a list, with cleaned text. `id` is an arXiv id and must stay a string: as a number, 2503.02130 would
 * lose its last zero.
 */
export interface Paper {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
  readonly upvotes: number;
  readonly authors: readonly string[];
  readonly keywords: readonly string[];
  /** An https URL on a known host. */
  readonly thumbnail: string;
  /** The https URL of the code, on a known host; null if there is none. */
  readonly codeUrl: string | null;
  readonly withdrawn: boolean;
}

export type PaperTitle = Pick<Paper, 'id' | 'title'>;

/** The Korean and English names of a research field, as in `강화 학습(Reinforcement Learning)`. */
export interface FieldLabel {
  readonly ko: string;
  readonly en: string;
}

/** The Korean summary of a paper: 요약, 쉬운설명, 관련분야. */
export interface Summary {
  readonly summary: string;
  readonly easy: string;
  readonly fields: readonly FieldLabel[];
}

/** A paper with its Korean summary, if there is one. */
export interface Entry {
  readonly paper: Paper;
  readonly summary: Summary | null;
}

export const paperUrl = (id: string) => `https://huggingface.co/papers/${id}`;
export const pdfUrl = (id: string) => `https://arxiv.org/pdf/${id}`;
export const thumbnailUrl = (id: string) =>
  `https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/${id}.png`;

/**
 * Returns the URL, encoded for use in a link, if it is https, has no port or credentials, and its host is one of
 * `hosts` or a subdomain of one; otherwise null.
 */
export function knownUrl(address: string | null | undefined, hosts: readonly string[]): string | null {
  if (!address || !URL.canParse(address)) return null;
  const url = new URL(address);
  const known = hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  const plain = url.protocol === 'https:' && !url.port && !url.username && !url.password;
  // Encode characters that are legal in a URL but would end a link in Markdown or mrkdwn.
  return known && plain
    ? url.href.replace(/[()[\]|`]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)
    : null;
}
