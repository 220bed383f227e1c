import { z } from 'zod';
import type { ListDay } from '../../domain/edition/records.ts';
import { type Paper, thumbnailUrl } from '../../domain/paper/paper.ts';
import { PAPER_ID } from '../../domain/paper/paper-id.ts';
import type { StoredSummary } from '../../domain/paper/summary.ts';
import type { Row } from '../sql.ts';
import { day, instant, json, type OnCorruptRow, readRow, whole } from './row-reader.ts';

/** The columns that `readPaper` needs from `papers AS p`. */
export const PAPER_COLUMNS = 'p.id, p.title, p.abstract, p.upvotes, p.withdrawn, p.details';

/** Matches what can be part of a URL: stored ids can be of a form that arXiv does not have yet. */
const ID = /^[\w.-]{1,40}$/;
const address = z.url({ protocol: /^https$/ });
const paperSchema = z.object({
  title: z.string(),
  abstract: z.string(),
  upvotes: whole,
  details: json(
    z.object({
      authors: z.array(z.string()),
      keywords: z.array(z.string()),
      thumbnail: address,
      codeUrl: address.nullable(),
    }),
  ),
});
const listDaySchema = z.object({
  day,
  fetched_at: instant,
  count: whole,
  empty_since: instant.nullable(),
});
const summarySchema = z.object({
  summary: z.string(),
  easy: z.string(),
  fields: json(z.array(z.object({ ko: z.string(), en: z.string() }))),
  model: z.string(),
  prompt_version: z.string(),
  requests: whole,
  prompt_tokens: whole,
  completion_tokens: whole,
  flaws: json(z.array(z.object({ check: z.string(), severity: z.enum(['refuse', 'warn']) }))),
});

/** Creates functions that read rows of papers, list days and summaries. */
export function createPaperReader(onCorrupt: OnCorruptRow) {
  return {
    /** Keeps the readable parts of a corrupt row, because editions refer to papers; drops rows with invalid ids. */
    readPaper(row: Row): Paper[] {
      const id = String(row.id);
      if (!ID.test(id) && !PAPER_ID.test(id)) {
        onCorrupt('papers', id, ['id']);
        return [];
      }
      const read = readRow(paperSchema, row, 'papers', id, onCorrupt);
      const withdrawn = row.withdrawn === 1;
      if (read) {
        const { details, ...rest } = read;
        return [{ id, ...rest, withdrawn, ...details }];
      }
      const { title, abstract } = row;
      return [
        {
          id,
          withdrawn,
          upvotes: whole.safeParse(row.upvotes).data ?? 0,
          title: typeof title === 'string' ? title : id,
          abstract: typeof abstract === 'string' ? abstract : '',
          authors: [],
          keywords: [],
          thumbnail: thumbnailUrl(id),
          codeUrl: null,
        },
      ];
    },

    readListDay(row: Row): Omit<ListDay, 'papers'>[] {
      const read = readRow(listDaySchema, row, 'list_days', row.day, onCorrupt);
      if (!read) return [];
      const { day, fetched_at: fetchedAt, count, empty_since: emptySince } = read;
      return [{ day, fetchedAt, count, emptySince }];
    },

    readSummary(row: Row): StoredSummary[] {
      const read = readRow(summarySchema, row, 'summaries', row.paper_id, onCorrupt);
      if (!read) return [];
      const { summary, easy, fields, model, prompt_version: promptVersion, requests, flaws } = read;
      const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = read;
      return [
        {
          summary,
          easy,
          fields,
          model,
          promptVersion,
          work: { requests, promptTokens, completionTokens, flaws },
        },
      ];
    },
  };
}
