import { answerCard } from '../src/cards/build-card.ts';
import { listItems } from '../src/cards/list-items.ts';
import { defineCommand } from '../src/command/define.ts';
import { askField, fieldNames, fieldOption } from '../src/command/options/field.ts';
import { choice, text, whole } from '../src/command/options/option.ts';
import { FIRST_PAGE, makePage, pageLine, pageOption } from '../src/command/pages.ts';
import { addDays, liveListDay } from '../src/domain/calendar/day.ts';
import { UserError } from '../src/domain/errors.ts';
import { createHighlighter } from '../src/domain/search/highlights/highlighter.ts';
import { readQuestion } from '../src/domain/search/question.ts';
import { MAX_COUNTED } from '../src/domain/search/result-count.ts';
import { searchWording } from '../src/i18n/ko/search.ts';

const MAX_DAYS = 3_650;
const SORTS = { relevance: 'relevance', votes: 'upvotes', newest: 'newest' } as const;

export const search = defineCommand({
  name: 'search',
  ko: '검색',
  description: '지금까지 목록에 오른 논문을 제목, 한국어 요약, 분야로 검색합니다.',
  rest: 'words',
  options: {
    words: text({ ko: '검색어', description: '검색어. 예: 강화학습, LoRA 압축' }, (typed) => typed),
    field: fieldOption({ ko: '분야', description: '검색할 분야(하위 분야 포함)' }),
    days: whole({ ko: '기간', description: '검색할 기간(최근 며칠). 예: 30' }, 1, MAX_DAYS),
    votes: whole({ ko: '최소추천수', description: '검색할 논문의 최소 추천수. 예: 10' }, 0, 10_000),
    sort: choice({ ko: '정렬', description: '검색 결과의 정렬 순서' }, searchWording.sorts),
    page: pageOption(),
  },
  async run(invocation, { words: typed = '', field, days, votes, sort, page = FIRST_PAGE }, context) {
    const values = { words: typed || undefined, field: field?.ids[0], days, votes, sort };
    if (!typed && !field) throw new UserError(searchWording.nothingAsked);
    if (field && field.ids.length > 1) {
      return askField(field, (id) => pageLine('search', { ...values, field: id }));
    }
    await context.spendQuota(invocation, 'search');
    const question = readQuestion(typed);
    const sorted = sort ?? question.sort ?? undefined;
    const period = days ?? question.days ?? undefined;
    const found = await context.index.search({
      text: question.text,
      fields: field?.ids ?? [],
      since: period ? addDays(liveListDay(context.clock.now()), 1 - period) : null,
      minUpvotes: votes ?? 0,
      sort: SORTS[sorted ?? 'relevance'],
      offset: (page.number - 1) * page.size,
      limit: page.size,
    });
    const asked = searchWording.title(typed, fieldNames(field?.ids ?? []));
    const conditions = searchWording.conditions(period, votes);
    if (found.total === 0) {
      return {
        cards: [
          answerCard(searchWording.nothing, [
            { name: 'text', label: asked, text: conditions || searchWording.nothingText },
            ...(conditions ? [{ name: 'text', label: '', text: searchWording.nothingText } as const] : []),
          ]),
        ],
        buttons: [],
      };
    }
    const { offset, footer, line, buttons } = makePage('search', values, page, found.total);
    const [papers, summaries, counts] = await Promise.all([
      context.store.papers(found.ids),
      context.store.summaries(found.ids),
      context.store.voteCounts(found.ids, { shownOn: invocation.place.platform }),
    ]);
    const order = searchWording.sorts[sorted ?? (question.text ? 'relevance' : 'newest')];
    const heading = answerCard(asked, [
      {
        name: 'text',
        label: '',
        text: [searchWording.results(found.total, found.total === MAX_COUNTED), conditions, order]
          .filter(Boolean)
          .join(' · '),
      },
    ]);
    const notices = [
      ...(found.corrected ? [searchWording.corrected(typed, found.corrected)] : []),
      ...(found.loose > 0 ? [searchWording.loose(found.total - found.loose)] : []),
    ];
    const entries = papers.map((paper) => ({ paper, summary: summaries.get(paper.id) ?? null }));
    const highlight = createHighlighter(found.corrected ?? question.text, found.loose > 0);
    return {
      cards: [
        {
          ...heading,
          notice: notices.join(' ') || null,
          items: listItems(entries, offset + 1, (id) => counts.get(id), highlight),
          footer,
        },
      ],
      buttons,
      line,
    };
  },
});
