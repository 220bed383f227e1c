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

/** The id of a new-style arXiv paper, with or without a version. */
export const PAPER_ID = /^\d{4}\.\d{4,5}(v\d+)?$/;

/** The maximum length of an address, with the text around it, in UTF-16 code units: members type at most 200. */
const MAX_ADDRESS = 500;

const PAPER_HOSTS = ['arxiv.org', 'huggingface.co', 'hf.co'];

/**
 * Extracts the paper id, without its version, from an arXiv or Hugging Face URL or from
 * an id; null if there is none.
 */
export function addressToPaperId(text: string): string | null {
  if (text.length > MAX_ADDRESS) return null;
  // The text might come from a sentence or a reference ("arXiv:2405.15738v2 [cs.CL]"), or be enclosed in the < >
  // that suppress previews on Discord.
  const bare = text
    .trim()
    .replace(/\s*\[[a-z.-]+\]$/i, '')
    .replace(/^[<(["'“‘]+|[>)\]"'”’.,;:!?。]+$/g, '')
    .replace(/\|.*$/s, '')
    .replace(/^arxiv:\s*/i, '')
    .toLowerCase();
  if (PAPER_ID.test(bare)) return bare.replace(/v\d+$/, '');
  // Users often omit `https://`.
  const address = knownUrl(`https://${bare.replace(/^https?:\/\//, '')}`, PAPER_HOSTS);
  const path = address && new URL(address).pathname;
  return (
    path?.match(
      /^\/(?:[a-z]{2}\/)?(?:abs|pdf|html|papers|format)\/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?(?:\/|$)/,
    )?.[1] ?? null
  );
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
