import { normalizeText } from '../../lib/text.ts';
import data from './fields.json' with { type: 'json' };

/**
 * A canonical research field (관련분야). `synsets` are groups of synonymous forms (names and aliases); the first
 * group names the field.
 */
export interface Field {
  readonly id: string;
  readonly ko: string;
  readonly en: string;
  readonly parent: string | null;
  readonly synsets: readonly (readonly string[])[];
  /**
   * Abbreviations. In running text, they match only whole words in the same case, with or without a plural s: RL does
   * not match in "world".
   */
  readonly abbr: readonly string[];
}

/** The data that determines which fields a label or a text is mapped to. */
export const FIELD_LIST: object = data;
export const FIELDS: readonly Field[] = data.fields;

/** The maximum number of words in a form that is found in running text. */
const MAX_WORDS = 6;
/**
 * Endings of a noun (a plural marker, one or two particles, a copula or a verb ending), as
 * in 에이전트들이, 강화학습에서의 and 증류된.
 */
const PARTICLES =
  /들?(?:(?:에서|에게|한테|으로|로|까지|부터|보다|처럼|만큼|에|와|과|하고|이나|이랑)?(?:을|를|이|가|은|는|의|도|만)?|이?란|이?라는|인|된|되는|하는|한|할)$/;

/**
 * Folds spelling variants into one form, by the `fold_rule` of fields.json: 강화 학습 = 강화학습,
 * reinforcement-learning = Reinforcement Learning.
 */
export function foldLabel(label: string): string {
  return normalizeText(label).replace(/[\s\-_/.,·:()[\]{}'"’“”–—]/g, '');
}

/** The weight of a field so broad that most papers touch on it; other fields weigh 1. */
const BROAD = 0.5;
/** The weight, in running text, of a form that says little about the topic, such as "alignment" (of images). */
const GENERIC = 0.25;

type Synset = readonly string[];

/** Look-up tables. Forms are folded unless stated otherwise. */
interface FieldTables {
  readonly byId: ReadonlyMap<string, Field>;
  /** Form → the id of its field. */
  readonly forms: ReadonlyMap<string, string>;
  /** Abbreviation as written → the id of its field. */
  readonly abbreviations: ReadonlyMap<string, string>;
  readonly foldedAbbreviations: ReadonlyMap<string, string>;
  /** Form → the ids of the fields that it can mean. */
  readonly ambiguous: ReadonlyMap<string, readonly string[]>;
  /** All prefixes of all forms. Most words of a text are not among them, so a scan stops early. */
  readonly beginnings: ReadonlySet<string>;
  /** Form → the groups of synonyms that contain it. */
  readonly synsetsByForm: ReadonlyMap<string, readonly Synset[]>;
  /** Ids of fields that weigh `BROAD`. */
  readonly broad: ReadonlySet<string>;
  /** Each form that weighs `GENERIC` → the same form as written. */
  readonly generic: ReadonlyMap<string, string>;
}

function buildFieldTables(): FieldTables {
  const forms = new Map<string, string>();
  const abbreviations = new Map<string, string>();
  const synsetsByForm = new Map<string, Synset[]>();
  for (const field of FIELDS) {
    for (const form of [field.ko, field.en, `${field.ko}(${field.en})`, ...field.synsets.flat()]) {
      if (!field.abbr.includes(form)) forms.set(foldLabel(form), field.id);
    }
    for (const form of field.abbr) abbreviations.set(form, field.id);
    for (const synset of field.synsets) {
      for (const form of synset.map(foldLabel))
        synsetsByForm.set(form, [...(synsetsByForm.get(form) ?? []), synset]);
    }
  }
  for (const form of data.too_broad.map(foldLabel)) {
    forms.delete(form);
    synsetsByForm.delete(form);
  }
  return {
    byId: new Map(FIELDS.map((field) => [field.id, field])),
    forms,
    abbreviations,
    foldedAbbreviations: new Map([...abbreviations].map(([form, id]) => [foldLabel(form), id])),
    ambiguous: new Map(Object.entries(data.ambiguous).map(([form, ids]) => [foldLabel(form), ids])),
    beginnings: new Set(
      [...forms.keys()].flatMap((form) => Array.from(form, (_, at) => form.slice(0, at + 1))),
    ),
    synsetsByForm,
    broad: new Set(data.broad),
    generic: new Map(data.generic.map((form) => [foldLabel(form), form])),
  };
}

const {
  byId,
  forms,
  abbreviations,
  foldedAbbreviations,
  ambiguous,
  beginnings,
  synsetsByForm,
  broad,
  generic,
} = buildFieldTables();

/**
 * Returns the spellings to look up for a form, in order: the folded form, then without a plural s, then without a
 * particle or other ending.
 */
export function spellingsOf(form: string): string[] {
  const folded = foldLabel(form);
  const singular = /^[\p{ASCII}]{3,}s$/u.test(folded) ? [folded.slice(0, -1)] : [];
  return [...new Set([folded, ...singular, folded.replace(PARTICLES, '')])].filter(Boolean);
}

function lookUp(folded: string, tables: readonly ReadonlyMap<string, string>[]): string | undefined {
  for (const form of spellingsOf(folded)) {
    for (const table of tables) {
      const id = table.get(form);
      if (id) return id;
    }
  }
  return undefined;
}

/** Returns the groups of synonyms that contain a form: several if the form is ambiguous, none if it is unknown. */
export function findSynsets(form: string): readonly (readonly string[])[] {
  return spellingsOf(form).flatMap((key) => synsetsByForm.get(key) ?? []);
}

/** Returns the field that a group of synonyms names; undefined if the group is not the first of its field. */
export const fieldNamedBy = (synset: readonly string[]): Field | undefined =>
  FIELDS.find(({ synsets }) => synsets[0] === synset);

/**
 * Removes a particle or another ending: 양자화를 → 양자화. Leaves the word unchanged if fewer than two syllables
 * would remain.
 */
export function stripParticle(word: string): string {
  const bare = word.replace(PARTICLES, '');
  return bare.length > 1 ? bare : word;
}

/** Returns the two parts of `한국어(English)`; none of any other label. */
function splitLabel(label: string): string[] {
  const trimmed = label.trimEnd();
  const open = label.indexOf('(', 1);
  if (open < 0 || !trimmed.endsWith(')')) return [];
  return [label.slice(0, open).trimEnd(), trimmed.slice(open + 1, -1)];
}

/**
 * Returns the ids of the fields that a label (an id, a name, an alias or `한국어(English)`) can mean;
 * several if the label is ambiguous.
 */
export function resolveField(label: string): readonly string[] {
  for (const part of [label, ...splitLabel(label)]) {
    if (!part) continue;
    const several = spellingsOf(part)
      .map((form) => ambiguous.get(form))
      .find(Boolean);
    if (several) return several;
    const id = byId.has(part.trim()) ? part.trim() : lookUp(foldLabel(part), [forms, foldedAbbreviations]);
    if (id) return [id];
  }
  return [];
}

/**
 * Returns the ids of the fields that a summariser's label means. If one of its two names is
 * ambiguous, the other decides.
 */
export function resolveLabel({ ko, en }: { readonly ko: string; readonly en: string }): readonly string[] {
  const ids = resolveField(en ? `${ko}(${en})` : ko);
  if (ids.length < 2) return ids;
  const byEnglish = resolveField(en).filter((id) => ids.includes(id));
  return byEnglish.length === 1 ? byEnglish : ids;
}

/** Counts how often each field is named in a text, by field id. An occurrence of a generic form counts as `GENERIC`. */
function scanText(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const add = (id: string, form: string) => {
    const weight = lookUp(form, [generic]) ? GENERIC : 1;
    found.set(id, (found.get(id) ?? 0) + weight);
  };
  const words = text.match(/[\p{L}\p{N}+]+/gu) ?? [];
  const folded = words.map(foldLabel);
  for (let start = 0; start < words.length; start += 1) {
    const token = words[start] as string;
    const short = abbreviations.get(token) ?? abbreviations.get(token.replace(/s$/, ''));
    if (short && !ambiguous.has(foldLabel(token))) add(short, foldLabel(token));
    let longest: { readonly id: string; readonly form: string; readonly end: number } | undefined;
    let form = '';
    for (let end = start; end < Math.min(start + MAX_WORDS, words.length); end += 1) {
      form += folded[end];
      const id = lookUp(form, [forms]);
      if (id) longest = { id, form, end };
      if (!beginnings.has(form)) break;
    }
    if (!longest) continue;
    add(longest.id, longest.form);
    start = longest.end;
  }
  return found;
}

/** Returns the ids of a field and of its ancestors, from the field itself upwards. */
export function withAncestors(id: string): string[] {
  const line: string[] = [];
  for (let field = byId.get(id); field; field = field.parent ? byId.get(field.parent) : undefined) {
    line.push(field.id);
  }
  return line;
}

/**
 * Finds the fields of a paper without a model, by the names and aliases in its title, keywords and abstract. Returns
 * their ids, best match first; a field is omitted if one of its subfields was found.
 */
export function classify(title: string, abstract: string, keywords: readonly string[]): string[] {
  const score = new Map<string, number>();
  const add = (id: string, weight: number) =>
    score.set(id, (score.get(id) ?? 0) + weight * (broad.has(id) ? BROAD : 1));
  for (const [id, times] of scanText(title)) add(id, 4 * Math.min(times, 1));
  for (const keyword of keywords) {
    const ids = resolveField(keyword);
    if (ids.length === 1) add(ids[0] as string, 2);
  }
  for (const [id, times] of scanText(abstract)) add(id, Math.min(times, 3));
  const covered = new Set([...score.keys()].flatMap((id) => withAncestors(id).slice(1)));
  return [...score]
    .filter(([id]) => !covered.has(id))
    .sort(([, a], [, b]) => b - a)
    .map(([id]) => id);
}

export function findField(id: string): Field | undefined {
  return byId.get(id);
}
