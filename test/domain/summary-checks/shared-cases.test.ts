import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkAnswer } from '../../../src/domain/summary-checks/check.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';

const FILE = new URL('../../../../shared/cases/korean-checks.json', import.meta.url);
interface Case {
  readonly text: string;
  readonly must: string;
}
const cases: readonly Case[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')).cases : [];

const good = makeSummary();
/** Checks a summary with `sentence` in it. */
const check = (sentence: string, abstract = '', title = makePaper().title, change: object = {}) =>
  checkAnswer(
    { ...good, summary: good.summary.replace('니다. ', `니다. ${sentence} `), ...change },
    makePaper({ title, abstract: `${makePaper().abstract} ${abstract}` }),
  );
const refusals = (...input: Parameters<typeof check>) =>
  check(...input).flaws.filter(({ severity }) => severity === 'refuse');
const refused = (...input: Parameters<typeof check>) =>
  expect(refusals(...input), input.join(' / ')).not.toEqual([]);
const passes = (...input: Parameters<typeof check>) =>
  expect(refusals(...input), input.join(' / ')).toEqual([]);
const quotedIn = (text: string) => Array.from(text.matchAll(/"((?:[^"\\]|\\.)+)"/g), ([, it = '']) => it);
/** The names in "X for Y", in pairs. */
const slipsIn = (text: string) =>
  Array.from(text.matchAll(/([\w.-]+) for ([\w.-]+)/g), ([, slip = '', name = '']) => [slip, name] as const);

/** How the cases are tried, by words of their text. */
const TRIALS: readonly (readonly [RegExp, (text: string) => void])[] = [
  [
    /삼십 배로/,
    (text) => {
      for (const words of quotedIn(text))
        refused(`정확도가 ${words} 올랐습니다.`, 'It gains up to 9.0 points.');
    },
  ],
  [
    /구점팔 퍼센트/,
    (text) => {
      const [right = '', wrong = ''] = quotedIn(text);
      passes(`정확도가 ${right} 올랐습니다.`, 'It gains 9.8%.');
      refused(`정확도가 ${wrong} 올랐습니다.`, 'It gains 9.8%.');
    },
  ],
  [
    /enumerator/,
    (text) => refused(`${quotedIn(text)[0]}.`, 'It has two parts: (1) a lamp and (2) a mirror.'),
  ],
  [
    /bare 2/,
    (text) => {
      refused(`${quotedIn(text)[0]}.`, 'It has 2 lamps.');
      refused(`${quotedIn(text)[0]}.`, 'The level is 2.');
    },
  ],
  [
    /another digit|one edit away/,
    (text) => {
      for (const [slip, name] of slipsIn(text)) {
        const abstract = `We compare with ${name}, Simple Preference Optimization, Node-based Retrieval-Augmented Generation, Video Rotary Position Embedding and Floating Point numbers.`;
        refused(`${slip}를 씁니다.`, abstract);
        refused(`새 방법(${slip})을 씁니다.`, abstract);
        passes(`${name}를 씁니다.`, abstract);
      }
    },
  ],
  [
    /제공된 초록|다음과 같습니다|읽어 보아야/,
    (text) => {
      for (const sentence of quotedIn(text)) refused(`${sentence.replace(/\.$/, '')}.`);
    },
  ],
  [/e-mail/, () => refused('문의는 keeper@lighthouse.example.org 로 받습니다.')],
  [
    /particles/,
    (text) => {
      const wrong = text.split(': ')[1]?.split(', ') ?? [];
      for (const word of wrong) {
        const { summary } = check(`${word} 살펴봅니다.`);
        expect(summary?.summary, word).not.toContain(word);
      }
    },
  ],
  [
    /full-width/,
    (text) => {
      for (const sign of quotedIn(text)) {
        const { summary, flaws } = check(
          `빛을 냅니다。그리고，이 등대${sign}ｅｒ도\u3164 ﾡￂ 봅니다。`,
          'It is er.',
        );
        expect(summary?.summary, sign).not.toMatch(/[\u3000-\u303f\uff00-\uffef\u3164]/);
        expect(flaws.map(({ check: name }) => name)).not.toContain('script');
      }
    },
  ],
  [
    /LaTeX/,
    (text) =>
      refused(`정확도가 ${quotedIn(text)[0]?.replaceAll('\\\\', '\\')} 올랐습니다.`, 'It gains 9.8%.'),
  ],
  [
    /orders of magnitude/,
    (text) => {
      refused(`${quotedIn(text)[0]} 빨라졌습니다.`, 'It is two orders of magnitude faster.');
      passes('백 배 빨라졌습니다.', 'It is two orders of magnitude faster.');
      refused('토큰 수십억 개로 학습합니다.', 'It is trained on trillions of tokens.');
      passes('토큰 수조 개로 학습합니다.', 'It is trained on trillions of tokens.');
    },
  ],
  [
    /4,998/,
    () => {
      for (const piece of ['!', 'AB-', '"', '.']) {
        const summary = `${piece.repeat(Math.floor(4_998 / piece.length))}가`;
        // Nothing else is looked at, which is what bounds the time.
        const { flaws } = check('', 'AB-'.repeat(2_500), undefined, { summary });
        expect(flaws.map(({ check: name }) => name)).toEqual(['length']);
      }
    },
  ],
  [
    /최고의 성과/,
    (text) => passes(`${quotedIn(text)[0]} 빛을 냅니다.`, 'It achieves state-of-the-art performance.'),
  ],
  [
    /바랍니다/,
    () => passes('이 등대가 널리 쓰이게 되기를 바랍니다.', 'We hope that this lamp will be used widely.'),
  ],
  [
    /언어 모델로서/,
    (text) =>
      passes(
        `${quotedIn(text)[0]?.replace(' …', '')} 등대지기를 돕습니다.`,
        'It is an open-source 32B language model.',
      ),
  ],
  [
    /지시를 무시/,
    (text) => passes(`모델이 ${quotedIn(text)[0]}합니다.`, 'Models often ignored instructions of users.'),
  ],
  [
    /Visual-ARFT/,
    (text) => {
      const name = 'Visual Agentic Reinforcement Fine-Tuning';
      const abstract = `We present ${name} (Visual-ARFT) for lamps.`;
      passes(`${quotedIn(text)[0]} 빛을 냅니다.`, abstract, name);
    },
  ],
  [
    /billion-scale/,
    () => {
      passes('토큰 10억 개 규모로 학습합니다.', 'It is billion-scale training.');
      passes('토큰 300k개로 학습합니다.', 'It uses 300\\,k tokens.');
    },
  ],
  [
    /FLUX/,
    (text) => {
      passes(`${quotedIn(text)[0]}를 씁니다.`, 'It uses SFT.');
      passes('FLUX를 씁니다.', 'It extends FLUX.1 models.');
    },
  ],
  [/grokking/, () => passes('grokking은 grokking이며 grokking과 grokking을 봅니다.', 'It is grokking.')],
  [
    /short 쉬운설명/,
    () =>
      passes('', 'LampBench-XL 43.2 and HarborQA-Pro 27.2 for FogNet-Large-v2.', undefined, {
        easy: 'FogNet-Large-v2는 LampBench-XL 43.2, HarborQA-Pro 27.2의 점수를 냈습니다.',
      }),
  ],
];

describe.skipIf(cases.length === 0)('the recorded cases of checks (need ../shared/cases)', () => {
  test.each(cases)('$must: $text', ({ text }) => {
    const trials = TRIALS.filter(([words]) => words.test(text));
    expect(trials, 'each case has one trial').toHaveLength(1);
    trials[0]?.[1](text);
  });
});
