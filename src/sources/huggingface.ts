import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { TemporaryError } from '../domain/errors.ts';
import { knownUrl, type Paper, thumbnailUrl } from '../domain/paper/paper.ts';
import { PAPER_ID } from '../domain/paper/paper-id.ts';
import type { Log } from '../lib/log.ts';
import { cleanText, cutText, trimEndOf } from '../lib/text.ts';
import type { Source } from '../ports/source.ts';
import type { Http } from './http.ts';

/** The largest page that the endpoint accepts, in entries; the default of 50 would truncate the lists of busy days. */
const PAGE = 100;
/** A page with at least this many entries might have been truncated by the server, whatever limit was requested. */
const DEFAULT_PAGE = 50;
/** The maximum number of pages to fetch for a day: more than any day has needed. */
const MAX_PAGES = 20;

/** The maximum number of entries of a page that are read: twice as many as were requested. */
const MAX_ENTRIES = 2 * PAGE;

/** Maximum lengths, in UTF-16 code units. The longest title on record has 201; arXiv accepts abstracts of 1,920. */
const MAX_TITLE = 1_000;
const MAX_ABSTRACT = 5_000;
const MAX_NAME = 200;
const MAX_URL = 2_000;
/** Text is cut before it is cleaned, too: cleaning removes characters, but hardly ever most of them. */
const BEFORE_CLEANING = 4;
/** The maximum numbers of a paper's authors and keywords that are kept; the most on record are 171 and 30. */
const MAX_AUTHORS = 1_000;
const MAX_KEYWORDS = 100;

const THUMBNAIL_HOSTS = ['huggingface.co'];
const CODE_HOSTS = ['github.com', 'gitlab.com', 'huggingface.co', 'codeberg.org', 'bitbucket.org'];

/** Makes a schema optional: an invalid value counts as missing, because a card can do without the value. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);
const clean = (text: string, most: number) => cutText(cleanText(text.slice(0, BEFORE_CLEANING * most)), most);
const url = z.string().max(MAX_URL);
/** An array whose end, after `most` items, is not read. */
const firstOf = <T extends z.ZodType>(most: number, item: T) =>
  z
    .array(z.unknown())
    .transform((items) => items.slice(0, most))
    .pipe(z.array(optional(item)));
const title = z
  .string()
  .transform((text) => clean(text, MAX_TITLE))
  .pipe(z.string().min(1));

/** One entry, in every format that the endpoint has used since 2024-05; only id and title are required. */
const entrySchema = z.object({
  title: optional(title),
  summary: optional(z.string()),
  thumbnail: optional(url),
  paper: z.object({
    id: z.string().regex(PAPER_ID),
    title: optional(title),
    summary: optional(z.string()),
    upvotes: optional(z.number().int().nonnegative()),
    authors: firstOf(MAX_AUTHORS, z.object({ name: z.string(), hidden: optional(z.boolean()) })).catch([]),
    ai_keywords: optional(firstOf(MAX_KEYWORDS, z.string())),
    githubRepo: optional(url),
    withdrawnAt: z.unknown().optional(),
  }),
});

/** Creates a source that reads `{endpoint}/api/daily_papers?date=D&limit=100&p=N` and `{endpoint}/api/papers/ID`. */
export function createHuggingFace(
  { http, log }: { http: Http; log: Log },
  { endpoint, token }: { endpoint: string; token: string | undefined },
): Source {
  const base = trimEndOf(endpoint, '/');
  const headers = { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };

  async function fetchPage(day: string, page: number, signal?: AbortSignal): Promise<unknown[]> {
    const url = new URL(`${base}/api/daily_papers`);
    url.search = new URLSearchParams({ date: day, limit: String(PAGE), p: String(page) }).toString();
    const body = parseBody(await http.getText(url, headers, signal));
    if (!Array.isArray(body)) {
      const problem = body === undefined ? 'is not JSON' : 'is not a list';
      throw new TemporaryError(
        `Hugging Face's response for ${day} ${problem}, so it does not count as an empty day`,
      );
    }
    if (body.length > MAX_ENTRIES) {
      throw new TemporaryError(`Hugging Face sent ${body.length} entries on a page of ${day}`);
    }
    return body;
  }

  return {
    async listDay(day, signal) {
      const papers = new Map<string, Paper>();
      let entries = 0;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const before = papers.size;
        const list = await fetchPage(day, page, signal);
        entries += list.length;
        const skipped: Skipped[] = [];
        for (const raw of list) {
          const paper = readEntry(raw);
          if ('problems' in paper) skipped.push(paper);
          else if (!papers.has(paper.id)) papers.set(paper.id, paper);
          // Cleaning the texts of a whole page at once would keep members waiting.
          await setImmediate();
        }
        const [first] = skipped;
        if (first) {
          log.warn({ day, page, skipped: skipped.length, ...first }, 'Skipped invalid list entries');
        }
        if (list.length < DEFAULT_PAGE || papers.size === before) break;
      }
      if (entries > 0 && papers.size === 0) {
        throw new TemporaryError(`None of the ${entries} entries of ${day} has a known format`);
      }
      return [...papers.values()];
    },

    async paper(id, signal) {
      const text = await http.findText(new URL(`${base}/api/papers/${id}`), headers, signal);
      if (text === null) return null;
      const paper = readEntry({ paper: parseBody(text) });
      if ('problems' in paper || paper.id !== id)
        throw new TemporaryError(`Hugging Face sent an invalid response for paper ${id}`);
      return paper;
    },
  };
}

/** An entry without a valid paper. */
interface Skipped {
  /** Its id, as it was sent. */
  readonly id: unknown;
  /** The paths of the invalid values. */
  readonly problems: readonly string[];
}

function readEntry(raw: unknown): Paper | Skipped {
  const entry = entrySchema.safeParse(raw);
  const paper = entry.success ? entryToPaper(entry.data) : null;
  if (paper) return paper;
  const id = (raw as { paper?: { id?: unknown } } | null)?.paper?.id;
  return {
    id: typeof id === 'string' ? id.slice(0, MAX_LOGGED) : typeof id,
    problems: entry.error?.issues.map(({ path }) => path.join('.')) ?? ['title'],
  };
}
/** The maximum length of an invalid id in the log, in UTF-16 code units. */
const MAX_LOGGED = 40;

function entryToPaper(entry: z.infer<typeof entrySchema>): Paper | null {
  const { paper } = entry;
  const title = paper.title ?? entry.title;
  if (!title) return null;
  return {
    id: paper.id,
    title,
    abstract: clean(paper.summary ?? entry.summary ?? '', MAX_ABSTRACT),
    upvotes: paper.upvotes ?? 0,
    authors: paper.authors.flatMap((author) =>
      author && !author.hidden ? clean(author.name, MAX_NAME) : [],
    ),
    keywords: paper.ai_keywords?.flatMap((keyword) => (keyword ? clean(keyword, MAX_NAME) : [])) ?? [],
    thumbnail: knownUrl(entry.thumbnail, THUMBNAIL_HOSTS) ?? thumbnailUrl(paper.id),
    codeUrl: knownUrl(paper.githubRepo, CODE_HOSTS),
    withdrawn: Boolean(paper.withdrawnAt),
  };
}

/** Returns undefined if the text is not JSON. `Http` has already limited its size. */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
