import { FIELDS } from '../fields/field.ts';
import { isName, OWN_SYNSETS } from './terms.ts';
import { conceptToken, spellings, toWords } from './tokens.ts';

type Synset = readonly string[];

/** A token of a form in a text; `concepts` are the tokens of the groups of synonyms whose forms end here. */
interface Node {
  readonly next: Map<string, Node>;
  readonly concepts: string[];
}

/** A Korean name of a model of up to this many syllables is part of other words: 라마 of 드라마, 파노라마. */
const SHORT_NAME = /^[\uAC00-\uD7A3]{1,2}$/;

const SYNSETS: readonly Synset[] = [...FIELDS.flatMap(({ synsets }) => synsets), ...OWN_SYNSETS];
const tokens = new Map(SYNSETS.map((synset, at) => [synset, conceptToken(at)]));

/** Returns the token of a group of synonyms: it stands in the index wherever one of its forms is in a text. */
export const tokenOf = (synset: Synset): string => tokens.get(synset) ?? '';

/** Returns the forms of a name or term that are found in texts, without those that are parts of other words. */
export const findableForms = (synset: Synset): readonly string[] =>
  isName(synset) ? synset.filter((form) => !SHORT_NAME.test(form)) : synset;

let root: Node | undefined;

const newNode = (): Node => ({ next: new Map(), concepts: [] });

function buildTree(): Node {
  const tree = newNode();
  for (const [synset, token] of tokens) {
    const phrases = findableForms(synset).flatMap((form) => spellings(toWords(form)));
    for (const phrase of phrases) {
      let node = tree;
      for (const part of phrase) {
        const next = node.next.get(part) ?? newNode();
        node.next.set(part, next);
        node = next;
      }
      if (!node.concepts.includes(token)) node.concepts.push(token);
    }
  }
  return tree;
}

/** A form of a group of synonyms in a text: the group's token, and the tokens of the text from `start` to before `end`. */
export interface FoundConcept {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the groups of synonyms that have a form in a text, given as its tokens, once for each place. So a search for
 * a term in all its forms is a search for one token.
 */
export function conceptsIn(text: readonly string[]): FoundConcept[] {
  root ??= buildTree();
  const found: FoundConcept[] = [];
  for (let start = 0; start < text.length; start += 1) {
    let node = root.next.get(text[start] as string);
    for (let at = start + 1; node; at += 1) {
      for (const token of node.concepts) found.push({ token, start, end: at });
      node = node.next.get(text[at] ?? '');
    }
  }
  return found;
}
