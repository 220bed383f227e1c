import { answerCard } from '../src/cards/build-card.ts';
import { defineCommand } from '../src/command/define.ts';
import { commandLine } from '../src/command/parse-line.ts';
import type { Section } from '../src/domain/card/card.ts';
import { FIELDS } from '../src/domain/fields/field.ts';
import { fieldsWording } from '../src/i18n/ko/search.ts';

/** The reply shows at most this many labels that are not in the field list. */
const MAX_UNKNOWN = 10;

export const fields = defineCommand({
  name: 'fields',
  ko: '분야',
  description: '검색하거나 구독할 수 있는 분야와 분야별 논문 수를 보여 줍니다.',
  options: {},
  async run(_invocation, _values, { index }) {
    const counts = await index.fieldCounts();
    const papers = (id: string) => counts.fields.get(id) ?? 0;
    const childrenOf = (parent: string | null) =>
      FIELDS.filter((field) => field.parent === parent && papers(field.id) > 0).sort(
        (a, b) => papers(b.id) - papers(a.id),
      );
    const below = (id: string): string[] =>
      childrenOf(id).flatMap((child) => [
        fieldsWording.count(child.ko, papers(child.id)),
        ...below(child.id),
      ]);
    const unknown = counts.unknown
      .slice(0, MAX_UNKNOWN)
      .map(([label, times]) => fieldsWording.count(label, times));
    return {
      cards: [
        answerCard(fieldsWording.title, [
          section('', counts.fields.size > 0 ? fieldsWording.text : fieldsWording.none),
          ...childrenOf(null).map(({ id, ko, en }) =>
            section(fieldsWording.count(ko, papers(id)), below(id).join(', ') || en),
          ),
          ...(unknown.length > 0 ? [section(fieldsWording.unknown, unknown.join(', '))] : []),
        ]),
      ],
      buttons: [],
      pick: { label: fieldsWording.pick, command: 'search', option: 'field' },
      line: commandLine('fields', {}),
    };
  },
});

const section = (label: string, text: string): Section => ({ name: 'text', label, text });
