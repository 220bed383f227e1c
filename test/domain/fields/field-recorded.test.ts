import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classify, FIELDS, findField, foldLabel, resolveField } from '../../../src/domain/fields/field.ts';
import data from '../../../src/domain/fields/fields.json' with { type: 'json' };
import labels from '../../fixtures/field-labels.json' with { type: 'json' };
import { HAS_SHARED_DATA, recordedDays } from '../../needs.ts';

/** The part of a recorded entry that this test uses. */
interface RawEntry {
  readonly paper: {
    readonly id: string;
    readonly title: string;
    readonly summary: string;
    readonly ai_keywords?: readonly string[];
  };
}

function readFields(): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const file of recordedDays()) {
    const entries: RawEntry[] = JSON.parse(readFileSync(file, 'utf8'));
    for (const { paper } of entries) {
      found.set(paper.id, classify(paper.title, paper.summary, paper.ai_keywords ?? []));
    }
  }
  return found;
}

describe('the data of the fields', () => {
  it('assigns no form to two fields, even in the plural', () => {
    const owners = new Map<string, string>();
    for (const { id, ko, en, synsets, abbr } of FIELDS) {
      for (const form of [ko, en, ...synsets.flat(), ...abbr]) {
        const key = foldLabel(form).replace(/^([\x20-\x7e]{3,})s$/, '$1');
        expect([form, owners.get(key) ?? id]).toEqual([form, id]);
        owners.set(key, id);
      }
    }
  });

  it('lists each abbreviation among the forms', () => {
    for (const { id, synsets, abbr } of FIELDS) {
      expect([id, ...synsets.flat()]).toEqual(expect.arrayContaining([...abbr]));
    }
  });

  it('lowers the weight only of existing fields and forms', () => {
    expect(data.broad.filter((id) => !findField(id))).toEqual([]);
    expect(data.generic.filter((form) => resolveField(form).length === 0)).toEqual([]);
  });

  it('has every labelled field', () => {
    const unknown = Object.values(labels)
      .flat()
      .filter((id) => !findField(id));
    expect(unknown).toEqual([]);
  });
});

describe('classify', () => {
  it('weighs a broad field less than a specific topic', () => {
    expect(classify('A benchmark of LLM agents for theorem proving', '', []).slice(0, 2).toSorted()).toEqual([
      'agents',
      'math-reasoning',
    ]);
  });

  it('weighs a generic form less in text, but not as a label', () => {
    expect(classify('Alignment of photos for super-resolution', '', [])).toEqual([
      'image-restoration',
      'alignment',
    ]);
    expect(classify('Quantization', '', ['alignment'])).toEqual(['quantization', 'alignment']);
    expect(classify('', 'Quantization.', ['alignment'])).toEqual(['alignment', 'quantization']);
  });
});

describe.skipIf(!HAS_SHARED_DATA)('the fields of recorded papers (needs ../shared/data)', () => {
  const fields = readFields();

  it('include at least one per paper', () => {
    expect(fields.size).toBeGreaterThan(380);
    expect([...fields].filter(([, found]) => found.length === 0)).toEqual([]);
  });

  it('include the field chosen by a person among the first three in nine of ten cases', () => {
    const wrong = Object.entries(labels).filter(
      ([id, expected]) =>
        !fields
          .get(id)
          ?.slice(0, 3)
          .some((found) => expected.includes(found)),
    );
    expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(Object.keys(labels).length / 10);
  });
});
