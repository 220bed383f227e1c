import { expect, test } from 'vitest';
import { checkAnswer } from '../../../src/domain/summary-checks/check.ts';
import { rightParticles } from '../../../src/domain/summary-checks/mend/particles.ts';
import { usualCharacters } from '../../../src/domain/summary-checks/mend/punctuation.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { flawsOfSaying } from './flaws.ts';

test.each([
  ['등대를 켭니다。그리고，배（두 척）를 봅니다。', '등대를 켭니다. 그리고, 배(두 척)를 봅니다.'],
  ['「등대」와 『거울』、배', '“등대”와 “거울”, 배'],
  ['１，０００개와 9．8％', '1,000개와 9.8%'],
  ['ＬｏＲＡ와 GUI-G²', 'LoRA와 GUI-G²'],
  ['ﾾￂﾤﾡￚﾩ', '한글'],
  ['등대！배？', '등대! 배?'],
  ['“등대。”', '“등대.”'],
])('%s becomes %s', (text, expected) => expect(usualCharacters(text).normalize('NFC')).toBe(expected));

test.each([
  ['환경를 바꾸고 부품는 남깁니다', '환경을 바꾸고 부품은 남깁니다'],
  ['에이전트이 로직와 만납니다', '에이전트가 로직과 만납니다'],
  ['데이터으로 모델으로 환경로', '데이터로 모델로 환경으로'],
  ['데이터과 메모리은 코드을', '데이터와 메모리는 코드를'],
  ['수집는, 제안는. 방식는', '수집은, 제안은. 방식은'],
])('%s becomes %s', (text, expected) => expect(rightParticles(text)).toBe(expected));

test.each([
  '있는 없는 않는 찾는 품는 끌어안는 뒤집는 가로막는 살아남는 다듬는',
  '가을 마을 노을 지을 나은 이은 효과 결과 초과 여과 사과',
  '경로 진로 통로 바로 서로 대로 모델로 길로 산책로',
  '사이 차이 나이 아이 디스플레이 게이트웨이 오이',
  '평가 국가 작가 증가 전문가',
  'LLM를 GPT-4을 3을',
])('%s stays', (text) => expect(rightParticles(text)).toBe(text));

test('an answer is mended before it is checked, and stored so', () => {
  const good = makeSummary();
  const wide = { ...good, summary: good.summary.replaceAll('. ', '。').replaceAll(',', '，') };
  expect(checkAnswer(wide, makePaper())).toEqual({ summary: good, flaws: [] });
  const fields = [{ ko: '정보\u3000검색', en: 'Ｓｅａｒｃｈ' }];
  expect(checkAnswer({ ...good, fields }, makePaper()).summary?.fields).toEqual([
    { ko: '정보 검색', en: 'Search' },
  ]);
});

test.each([
  ['refuse link', '문의는 keeper@lamp.example 로 받습니다.'],
  ['refuse link', '문의는 keeper [at] lamp [dot] org 로 받습니다.'],
  ['refuse link', '전화는 010-1234-5678입니다.'],
  ['refuse link', '전화는 +82 2 123 4567입니다.'],
  ['refuse link', 'bit.ly/abc 를 봅니다.'],
  ['refuse link', 'hxxps://evil.example 를 봅니다.'],
  ['refuse link', '10.0.0.1 서버를 봅니다.'],
  ['refuse mention', '카카오톡 아이디 lamp 를 찾습니다.'],
  ['refuse mention', 'keeper#1234 를 찾습니다.'],
  ['refuse markup', '정확도가 $3\\%$ 올랐습니다.'],
  ['refuse markup', '\\textbf{등대}를 켭니다.'],
  ['refuse broken', '등대ᄒ를 켭니다.'],
])('%s: %s', (flaw, text) => expect(flawsOfSaying(text)).toContain(flaw));

test.each(['mAP@0.5와 recall@20을 잽니다.', '값은 $5~$10입니다.', '2020-2024년에 모았습니다.'])(
  'no contact, link or formula: %s',
  (text) =>
    expect(
      flawsOfSaying(text, 'mAP@0.5 and recall@20, $5 to $10, 2020-2024').filter((flaw) =>
        flaw.startsWith('refuse'),
      ),
    ).toEqual([]),
);
