import { isOneEdit } from '../../../../src/domain/summary-checks/names/slip.ts';
import type { GoodSummary } from '../../../fixtures/quality/index.ts';
import { behindASentence, inText, type Mutation, type Mutations, pick, replaceOne } from './kit.ts';

/** Names that have an inner capital or a digit, of at least five characters: shorter ones have many likenesses. */
const NAME = /(?<![A-Za-z\d\-.])[A-Z][A-Za-z]*(?:[A-Z][A-Za-z]*|\d[A-Za-z\d]*)(?![A-Za-z\d]|[-.]\w)/g;
const MIN_LENGTH = 5;

const plain = (text: string) => text.toLowerCase().replace(/[^a-z\d]/g, '');
/** A reader sees a slip only if the paper has no such name, nor its plural. */
const isNew = (slip: string, name: string, { title, abstract }: GoodSummary) =>
  plain(slip) !== plain(name) &&
  plain(`${slip}s`) !== plain(name) &&
  plain(slip) !== plain(`${name}s`) &&
  !plain(`${title} ${abstract}`).includes(plain(slip));

type Change = (name: string, random: () => number) => string | null;
const slipIn = (change: Change): Mutation =>
  inText((text, good, random) =>
    replaceOne(text, NAME, random, ([name]) => {
      const slip = name.length < MIN_LENGTH ? null : change(name, random);
      return slip && isNew(slip, name, good) ? slip : null;
    }),
  );

const at = (name: string, random: () => number) => 1 + Math.floor(random() * (name.length - 1));
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const leaveOut: Change = (name, random) => {
  const index = at(name, random);
  // Without its version, a name is that of its family.
  return /\d/.test(name[index] ?? '') ? null : name.slice(0, index) + name.slice(index + 1);
};
const replaceLetter: Change = (name, random) => {
  const index = at(name, random);
  const old = name[index] ?? '';
  const letter = pick(LETTERS, random) ?? 'x';
  return /[A-Za-z]/.test(old)
    ? name.slice(0, index) +
        (old === old.toLowerCase() ? letter : letter.toUpperCase()) +
        name.slice(index + 1)
    : null;
};

export const NAME_MUTATIONS: Mutations = {
  'a letter of a name left out': slipIn(leaveOut),
  'another letter in a name': slipIn(replaceLetter),
  'another digit in a name': inText((text, good, random) =>
    replaceOne(
      text,
      /(?<![A-Za-z\d\-.])[A-Z][A-Za-z]{1,}-?\d(?:\.\d)?(?:-[A-Za-z\d]+)?(?![\w.-]*\w)/g,
      random,
      ([name]) => {
        const slip = name.replace(/\d/, () => String(1 + Math.floor(random() * 9)));
        return isNew(slip, name, good) ? slip : null;
      },
    ),
  ),
  'a slip in brackets': inText((text, good, random) => {
    const names = [...good.abstract.matchAll(NAME)]
      .map(([name]) => name)
      .filter((name) => name.length >= MIN_LENGTH);
    const name = pick(names, random);
    const slip = name && pick([leaveOut, replaceLetter], random)?.(name, random);
    return slip && isNew(slip, name, good) && isOneEdit(plain(slip), plain(name))
      ? behindASentence(text, `이 방법(${slip})을 여러 환경에서 시험했습니다.`, random)
      : null;
  }),
};
