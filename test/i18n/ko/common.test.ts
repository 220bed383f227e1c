import { describe, expect, it } from 'vitest';
import { koreanDay, koreanDays, quote, shortDay } from '../../../src/i18n/ko/common.ts';

describe('days', () => {
  it('are written in Korean, with their weekday', () => {
    expect(koreanDay('2025-01-29')).toBe('2025년 1월 29일 (수)');
    expect(koreanDay('2026-08-23')).toBe('2026년 8월 23일 (일)');
    expect(shortDay('2025-01-29')).toBe('1월 29일 (수)');
  });

  it.each([
    ['2026-08-17', '2026-08-23', '8월 17일~23일'],
    ['2026-08-31', '2026-09-06', '8월 31일~9월 6일'],
    ['2025-12-29', '2026-01-04', '2025년 12월 29일~2026년 1월 4일'],
  ])('from %s to %s name each month and year once', (from, to, expected) =>
    expect(koreanDays(from, to)).toBe(expected),
  );
});

describe('typed text', () => {
  it('is quoted without control characters', () => expect(quote(' a\u0000\u202Eb\n')).toBe('a b'));
  it('is cut if it is long', () => expect(quote('가'.repeat(80))).toBe(`${'가'.repeat(59)}…`));
});
