import { expect, test } from 'vitest';
import { alertCard } from '../../../src/cards/alert-card.ts';
import {
  ALERT_AFTER,
  type Episode,
  type HealthProblems,
  planAlert,
} from '../../../src/domain/health/incident.ts';

const ILL: HealthProblems = { store: 'disk full' };
const told: Episode = { since: 1_000, wellSince: null, messageId: 'm1', told: ILL };

test('what is well needs nothing', () => {
  expect(planAlert(1_000, null, {})).toEqual({ episode: null, act: null });
});

test('what passes within five minutes is told to nobody', () => {
  const { episode, act } = planAlert(1_000, null, ILL);
  expect(act).toBeNull();
  expect(planAlert(999 + ALERT_AFTER, episode, ILL).act).toBeNull();
  expect(planAlert(999 + ALERT_AFTER, episode, {})).toEqual({ episode: null, act: null });
});

test('what lasts is told once', () => {
  const { episode } = planAlert(1_000, null, ILL);
  expect(planAlert(1_000 + ALERT_AFTER, episode, ILL).act).toBe('tell');
  expect(planAlert(2_000 + ALERT_AFTER, told, ILL).act).toBeNull();
  expect(planAlert(2_000 + ALERT_AFTER, told, { store: 'still full' }).act).toBeNull();
});

test('something more corrects the message, something less does not', () => {
  expect(planAlert(ALERT_AFTER * 2, told, { ...ILL, lists: 'none' }).act).toBe('correct');
  const both = { ...told, told: { ...ILL, lists: 'none' } };
  expect(planAlert(ALERT_AFTER * 2, both, ILL).act).toBeNull();
});

test('all well is told after five minutes without a relapse', () => {
  const first = planAlert(10_000_000, told, {});
  expect(first).toEqual({ episode: { ...told, wellSince: 10_000_000 }, act: null });
  const relapse = planAlert(10_001_000, first.episode, ILL);
  expect(relapse).toEqual({ episode: told, act: null });
  expect(planAlert(10_000_000 + ALERT_AFTER, first.episode, {}).act).toBe('all-well');
});

test('a clock that was set back makes nobody wait', () => {
  const later = planAlert(10_000_000, null, ILL).episode;
  const set = planAlert(1_000, later, ILL).episode;
  expect(planAlert(1_000 + ALERT_AFTER, set, ILL).act).toBe('tell');
  const well = planAlert(1_000, { ...told, wellSince: 10_000_000 }, {}).episode;
  expect(planAlert(1_000 + ALERT_AFTER, well, {}).act).toBe('all-well');
});

test('the card names each in Korean, with the reason of /healthz', () => {
  const { sections } = alertCard(told, { store: 'disk full', lists: 'none', someday: 'odd' });
  expect(sections.map(({ label, text }) => `${label}: ${text}`)).toEqual([
    '데이터베이스에 쓸 수 없습니다: disk full',
    '이틀째 논문 목록이 없습니다: none',
    'someday: odd',
  ]);
});
