import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { paperCard, withListedTitle } from '../../src/cards/build-card.ts';
import { rankPapers } from '../../src/domain/subscription/select-papers.ts';
import { cardToHtml } from '../../src/render/html.ts';
import { cardsToJson } from '../../src/render/json.ts';
import { cardsToMarkdown } from '../../src/render/markdown.ts';
import { createHttp } from '../../src/sources/http.ts';
import { createHuggingFace } from '../../src/sources/huggingface.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { createTestLog } from '../fixtures/log.ts';
import { directNetwork } from '../fixtures/network.ts';
import { HAS_SHARED_DATA, recordedDays, SHARED_DATA } from '../needs.ts';

/** The part of a recorded entry that this test uses. */
interface RawEntry {
  readonly paper: { readonly id: string; readonly upvotes: number; readonly withdrawnAt?: string };
}

const recorded = recordedDays().map((url) => url.href.slice(SHARED_DATA.href.length));

async function fetchDay(file: string, arrange = (list: readonly RawEntry[]) => list) {
  const raw = arrange(JSON.parse(readFileSync(new URL(file, SHARED_DATA), 'utf8')));
  const day = basename(file, '.json');
  const log = createTestLog();
  const server = await startHuggingFace({ days: { [day]: raw } });
  const http = createHttp({ network: directNetwork, clock: createTestClock(), log });
  onTestFinished(async () => {
    await server.close();
  });
  const source = createHuggingFace({ http, log }, { endpoint: server.url, token: undefined });
  return { raw, day, log, list: await source.listDay(day), server };
}

describe.skipIf(!HAS_SHARED_DATA)('recorded days (need ../shared/data)', () => {
  test.each(recorded)('%s: each paper once, none withdrawn, by upvotes, ties in list order', async (file) => {
    // The recorded lists are already sorted by upvotes, so they are reversed to test the sorting.
    const { raw, list, log } = await fetchDay(file, (listed) => listed.toReversed());
    const ranked = rankPapers(list);

    const kept = new Set(raw.filter(({ paper }) => !paper.withdrawnAt).map(({ paper }) => paper.id));
    expect(new Set(ranked.map(({ id }) => id))).toEqual(kept);
    expect(ranked).toHaveLength(kept.size);

    const places = new Map(raw.map(({ paper }, place) => [paper.id, place] as const).toReversed());
    const votes = new Map(raw.map(({ paper }) => [paper.id, paper.upvotes] as const).toReversed());
    for (const [index, paper] of ranked.entries()) {
      expect(paper.upvotes).toBe(votes.get(paper.id));
      const next = ranked[index + 1];
      if (!next) break;
      const inOrder =
        paper.upvotes > next.upvotes ||
        (paper.upvotes === next.upvotes && Number(places.get(paper.id)) < Number(places.get(next.id)));
      expect(inOrder, `${paper.id} before ${next.id}`).toBe(true);
    }
    expect(log.lines).toEqual([]);
  });

  test.each(recorded)(
    '%s: every paper has a one-line title, a text and a card in each format',
    async (file) => {
      const { list, day } = await fetchDay(file);
      for (const paper of list) {
        expect(paper.title).not.toMatch(/[\n\r\u2028\u2029]/);
        expect(paper.abstract).not.toBe('');
        const card = withListedTitle(paperCard({ paper, summary: null }, day, 'no-summarizer'), paper);
        expect(cardsToMarkdown([card])).toContain(`](https://arxiv.org/pdf/${paper.id})`);
        expect(String(cardToHtml(card))).toContain(`href="https://huggingface.co/papers/${paper.id}"`);
        expect(JSON.parse(cardsToJson(day, [card])).cards[0].title.text).toBe(paper.title);
      }
    },
  );

  test('a day of exactly 50 papers is not mistaken for the end of the list', async () => {
    const { list, server } = await fetchDay('hf-days/2025-09-30.json');
    expect(list).toHaveLength(50);
    expect(server.requests).toHaveLength(2);
  });

  test('a Saturday is an empty list', async () => {
    const { list } = await fetchDay('hf-days-later/2025-01-25.json');
    expect(list).toEqual([]);
  });
});
