import { removeInvisible, toCompatible } from '../../lib/text.ts';

/** The archives of the ids that arXiv gave until March 2007, as in hep-th/9901001 (info.arxiv.org/help/arxiv_identifier). */
const ARCHIVES = `
  acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs
  dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics
  plasm-ph q-alg q-bio quant-ph solv-int stat supr-con
`
  .trim()
  .split(/\s+/)
  .join('|');

/** The id of a paper, with or without a version. */
export const PAPER_ID = new RegExp(`^(?:\\d{4}\\.\\d{4,5}|(?:${ARCHIVES})/\\d{7})(?:v\\d+)?$`);

/**
 * The ids by year, month and number: five digits since 2015, four from April 2007, and seven with an archive before.
 * The subject class of an old id (cs.CL/0011018) is optional, and not part of its canonical form.
 */
const MONTH = '(?:0[1-9]|1[0-2])';
const FIVE_DIGITS = `(?:1[5-9]|[2-9]\\d)${MONTH}\\.\\d{5}`;
const FOUR_DIGITS = `(?:07(?:0[4-9]|1[0-2])|(?:0[89]|1[0-4])${MONTH})\\.\\d{4}`;
const OLD = `(?:${ARCHIVES})(?:\\.[a-z-]{2,11})?/(?:9[1-9]|0[0-7])${MONTH}\\d{3}`;
/** An id is part of no longer number, name or word; a Korean particle can follow it. */
const IN_TEXT = new RegExp(
  `(?:(?:(?<![a-z\\d]|\\d\\.)|(?<=arxiv))(?:${FIVE_DIGITS}|${FOUR_DIGITS})|(?<![a-z\\d-])${OLD})(?:v\\d+)?(?![a-z\\d]|\\.\\d)`,
  'g',
);

/**
 * Returns the ids of the papers that a pasted text names, without their versions, each once. The text around them can
 * be anything: addresses of any site, brackets, Markdown, file names, sentences.
 */
export function paperIdsIn(text: string): string[] {
  const plain = toCompatible(removeInvisible(text)).toLowerCase();
  const ids = unescapeUrl(plain).match(IN_TEXT) ?? [];
  return [...new Set(ids.map((id) => id.replace(/v\d+$/, '').replace(/\.[a-z-]+\//, '/')))];
}

/** Reads the escapes of an address in the parameters of another, which are escaped again whenever it is passed on. */
const unescapeUrl = (text: string): string =>
  text.replace(/%(?:25)*([2-7][\da-f])/g, (_escape, code) => String.fromCharCode(Number.parseInt(code, 16)));

/** Returns whether an id is of the form that arXiv gave until March 2007. */
export const isOldId = (id: string): boolean => id.includes('/');
