import { describe, expect, test } from 'vitest';
import { readSino } from '../../../src/domain/summary-checks/numbers/number-words.ts';
import { flawsOfSaying } from './flaws.ts';

const refusalsOf = (text: string, abstract: string) =>
  flawsOfSaying(`${text}.`, `It has ${abstract}.`).filter((flaw) => flaw.startsWith('refuse'));

test.each([
  ['이십', 20],
  ['구점팔', 9.8],
  ['십이점오', 12.5],
  ['삼백이십오', 325],
  ['이만 삼천'.replace(' ', ''), 23_000],
  ['칠십억', 7e9],
  ['일조이천억', 1.2e12],
])('%s is %d', (written, value) => expect(readSino(written)).toBeCloseTo(value));

describe('numbers in words state results, too', () => {
  test.each([
    ['a 30x speedup', '삼십 배나 빨라졌습니다'],
    ['a 30-fold speedup', '서른 배 빨라졌습니다'],
    ['12.5% fewer errors', '오류가 십이점오 퍼센트 줄었습니다'],
    ['an order of magnitude faster', '열 배 빨라졌습니다'],
    ['three orders of magnitude faster', '천 배나 빨라졌습니다'],
    ['10-100x faster', '수십 배로 빨라졌습니다'],
    ['orders of magnitude faster', '수백 배 빨라졌습니다'],
    ['a factor of two', '두 배로 빨라졌습니다'],
    ['1.9x faster', '거의 두 배 빨라졌습니다'],
    ['2.4x faster', '두 배 넘게 빨라졌습니다'],
    ['50% less memory', '메모리를 절반으로 줄였습니다'],
    ['52% less memory', '메모리를 절반으로 줄였습니다'],
    ['63% fewer tokens', '토큰이 절반 아래로 줄었습니다'],
    ['an accuracy of 40.1%', '절반을 맞히지 못했습니다'],
    ['most of the errors', '오류의 절반 이상을 찾았습니다'],
    ['from 8 GB to 4.1 GB', '메모리가 절반으로 줄었습니다'],
    ['from 10 hours to 2 hours', '다섯 배 빨라졌습니다'],
    ['twice as fast', '갑절로 빨라졌습니다'.replace('갑절', '두 배')],
    ['a third of the cost', '비용이 삼분의 일로 줄었습니다'],
    ['millions of images', '이미지 수백만 장을 모았습니다'],
    ['2.6x faster', '두세 배 빨라졌습니다'],
    ['hundreds of thousands of hours', '수십만 시간의 소리로 배웁니다'],
    ['billion-scale data', '10억 개 규모로 모았습니다'],
    ['an error rate that is halved, or halves', '오류를 50% 줄였습니다'],
    ['tens of thousands of images', '이미지 수만 장을 모았습니다'],
    ['2.4 million images', '이미지 수백만 장을 모았습니다'],
    ['64 GPUs', 'GPU 수십 장을 씁니다'],
  ])('%s is %s', (abstract, text) => expect(refusalsOf(text, abstract)).toEqual([]));

  test.each([
    ['a 3x speedup', '삼십 배나 빨라졌습니다'],
    ['up to 9.0 points', '서른 배까지 올랐습니다'],
    ['a 3.2% gain', '삼십 배쯤 좋아졌습니다'],
    ['12.5% fewer errors', '오류가 이십점오 퍼센트 줄었습니다'],
    ['a 20% gain', '두 배나 좋아졌습니다'],
    ['both lamps', '두 배로 빨라졌습니다'],
    ['a 20% gain', '대여섯 배 빨라졌습니다'],
    ['a 20% gain', '삼십여 배 빨라졌습니다'],
    ['a thousand tokens', '토큰 백만 개를 씁니다'],
    ['two orders of magnitude', '열 배 빨라졌습니다'],
    ['a 20% gain', '수십 배로 빨라졌습니다'],
    ['a 9.0-point gain', '비용이 반으로 줄었습니다'],
    ['a 9.0-point gain', '오류가 사분의 일로 줄었습니다'],
    ['millions of images', '이미지 수십억 장을 모았습니다'],
    ['hundreds of images', '이미지 수백만 장을 모았습니다'],
  ])('%s is not %s', (abstract, text) => expect(refusalsOf(text, abstract)).not.toEqual([]));

  test('an explanation can compare with large numbers, unless the paper has some', () => {
    const text = '책 수백만 권을 외우는 것과 같습니다';
    expect(refusalsOf(text, 'a lamp')).toContain('refuse number');
  });
});

describe('numbers are compared by what they count', () => {
  test.each([
    ['(1) lamps, (2) mirrors and (3) boats', '오류가 3% 줄었습니다'],
    ['We ask: 4) why, and 5) how', '정확도가 5배 올랐습니다'],
    ['results in Figure 3', '오류가 3% 줄었습니다'],
    ['5 lamps', '정확도가 5% 올랐습니다'],
    ['12 new boats', '12배 빨라졌습니다'],
    ['5 lamps', '5시간이 걸립니다'],
    ['12% fewer boats', '배 12개를 씁니다'],
    ['12 hours', '배 12개를 씁니다'],
    ['a level of 5', '정확도가 500% 올랐습니다'],
  ])('%s is not %s', (abstract, text) => expect(refusalsOf(text, abstract)).not.toEqual([]));

  test.each([
    ['(1) lamps, (2) mirrors and (3) boats', '3가지를 봅니다'],
    ['The error falls (by up to 5)', '오류가 5% 줄었습니다'],
    ['(i) lamps, (ii) mirrors and (iii) boats', '3가지를 봅니다'],
    ['a score of 84 on it', '84점을 얻었습니다'],
    ['84 F1 and 91 accuracy', '84점과 91%를 얻었습니다'],
    ['8 x A100', 'A100 8개로 학습합니다'],
    ['a gain of 2.1 absolute points', '2.1%포인트 올랐습니다'],
    ['12 key points', '핵심 12개를 봅니다'],
    ['81 frames', '81프레임을 만듭니다'],
    ['a rate of 0.3', '30%를 차지합니다'],
    ['two stages: in stage 2, it learns', '2단계에서 학습합니다'],
    ['(1) lamps and (2) mirrors', '(1) 등대와 (2) 거울을 씁니다'],
    ['a 1B draft model', '1B 초안 모델을 씁니다'],
  ])('%s is %s', (abstract, text) => expect(refusalsOf(text, abstract)).toEqual([]));
});
