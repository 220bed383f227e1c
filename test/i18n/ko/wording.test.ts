import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../commands/index.ts';
import * as alert from '../../../src/i18n/ko/alert.ts';
import * as card from '../../../src/i18n/ko/card.ts';
import * as command from '../../../src/i18n/ko/command.ts';
import * as common from '../../../src/i18n/ko/common.ts';
import * as discord from '../../../src/i18n/ko/discord.ts';
import * as options from '../../../src/i18n/ko/options.ts';
import * as search from '../../../src/i18n/ko/search.ts';
import * as slack from '../../../src/i18n/ko/slack.ts';
import * as status from '../../../src/i18n/ko/status.ts';
import * as subscription from '../../../src/i18n/ko/subscription/subscription.ts';
import * as today from '../../../src/i18n/ko/today.ts';
import * as top from '../../../src/i18n/ko/top.ts';
import * as webPage from '../../../src/i18n/ko/web-page.ts';

/** Returns all strings of a module: its constants, and the source text of its functions. */
function sentencesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [String(value)];
  return value && typeof value === 'object' ? Object.values(value).flatMap(sentencesIn) : [];
}

const SENTENCES = [
  ...[alert, card, command, common, discord, options, search].flatMap(sentencesIn),
  ...[slack, status, subscription, today, top, webPage].flatMap(sentencesIn),
  ...COMMANDS.flatMap(({ description, options: all }) => [
    description,
    ...Object.values(all).map((option) => option.description),
  ]),
].filter((sentence) => /[가-힣]/.test(sentence));

describe('Korean sentences', () => {
  // The bot uses one word for each concept (메시지, 입력, 검색어, 공백, 이유 …), and avoids these synonyms.
  it.each(['글', '적어', '적을', '낱말', '찾을 말', '빈칸', '까닭', '거르'])('do not contain %s', (word) => {
    const found = SENTENCES.filter((sentence) => new RegExp(`(?<![가-힣])${word}`).test(sentence));
    expect(found).toEqual([]);
  });

  it.each(COMMANDS)('describe what $ko does in one or two formal sentences', ({ description }) =>
    expect(description).toMatch(/^(?:[^.]+니다\. ?){1,2}$/),
  );

  it.each(
    COMMANDS.flatMap(({ ko, options: all }) => Object.values(all).map((option) => [ko, option] as const)),
  )('describe an option of %s by what it is, then how to type it', (_ko, { description }) =>
    expect(description).toMatch(/^[^.]+[^다.](?:\. 예: .+)?(?:\. [^.]+니다\.)*$/),
  );
});
