import { z } from 'zod';
import { TemporaryError } from '../domain/errors.ts';
import { knownUrl, PAPER_ID, type Paper, thumbnailUrl } from '../domain/paper/paper.ts';
import type { Log } from '../lib/log.ts';
import { cleanText, cutText } from '../lib/text.ts';
import type { Source } from '../ports/source.ts';
import type { Http } from './http.ts';

/** The largest page that the endpoint accepts, in entries; the default of 50 would truncate the lists of busy days. */
const PAGE = 100;
/** A page with at least this many entries might have been truncated by the server, whatever limit was requested. */
const DEFAULT_PAGE = 50;
/** The maximum number of pages to fetch for a day: more than any day has needed. */
const MAX_PAGES = 20;

/** Maximum lengths, in characters; the first two are four times the longest title and abstract on record. */
const MAX_TITLE = 1_000;
const MAX_ABSTRACT = 10_000;
const MAX_NAME = 200;

const THUMBNAIL_HOSTS = ['huggingface.co'];
const CODE_HOSTS = ['github.com', 'gitlab.com', 'huggingface.co', 'codeberg.org', 'bitbucket.org'];

/** Makes a schema optional: an invalid value counts as missing, because a card can do without the value. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);
const clean = (text: string, most: number) => cutText(cleanText(text), most);
const title = z
  .string()
  .transform((text) => clean(text, MAX_TITLE))
  .pipe(z.string().min(1));

/** One entry, in every format that the endpoint has used since 2024-05; only id and title are required. */
const entrySchema = z.object({
  title: optional(title),
  summary: optional(z.string()),
  thumbnail: optional(z.string()),
  paper: z.object({
    id: z.string().regex(PAPER_ID),
    title: optional(title),
    summary: optional(z.string()),
    upvotes: optional(z.number().int().nonnegative()),
    authors: z.array(optional(z.object({ name: z.string(), hidden: optional(z.boolean()) }))).catch([]),
    ai_keywords: z.array(optional(z.string())).nullish().catch(null),
    githubRepo: optional(z.string()),
    withdrawnAt: z.unknown().optional(),
  }),
});

/** Creates a source that reads `{endpoint}/api/daily_papers?date=D&limit=100&p=N` and `{endpoint}/api/papers/ID`. */
export function createHuggingFace(
  { http, log }: { http: Http; log: Log },
  { endpoint, token }: { endpoint: string; token: string | undefined },
): Source {
  const base = endpoint.replace(/\/+$/, '');
  const headers = { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };

  async function fetchPage(day: string, page: number, signal?: AbortSignal): Promise<unknown[]> {
    const url = new URL(`${base}/api/daily_papers`);
    url.search = new URLSearchParams({ date: day, limit: String(PAGE), p: String(page) }).toString();
    const body = parseJson(await http.getText(url, headers, signal));
    if (!Array.isArray(body)) {
      const problem = body === undefined ? 'is not JSON' : 'is not a list';
      throw new TemporaryError(
        `Hugging Face's response for ${day} ${problem}, so it does not count as an empty day`,
      );
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
        for (const raw of list) {
          const entry = entrySchema.safeParse(raw);
          const paper = entry.success ? entryToPaper(entry.data) : null;
          if (!paper) {
            const problems = entry.error?.issues.map(({ path }) => path.join('.')) ?? ['title'];
            log.warn(
              { day, id: (raw as { paper?: { id?: unknown } })?.paper?.id, problems },
              'Skipped an invalid list entry',
            );
          } else if (!papers.has(paper.id)) papers.set(paper.id, paper);
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
      const entry = entrySchema.safeParse({ paper: parseJson(text) });
      const paper = entry.success ? entryToPaper(entry.data) : null;
      if (paper?.id !== id) throw new TemporaryError(`Hugging Face sent an invalid response for paper ${id}`);
      return paper;
    },
  };
}

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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
