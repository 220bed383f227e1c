import { describe, expect, test } from 'vitest';
import { alertCard } from '../../../src/cards/alert-card.ts';
import {
  ALERT_AFTER,
  type Episode,
  type HealthProblems,
  type Incident,
  type IncidentEvent,
  nextIncident,
} from '../../../src/domain/health/incident.ts';

const PROBLEMS: HealthProblems = { store: 'disk full' };
const told: Episode = { since: 1_000, wellSince: null, messageId: 'm1', told: PROBLEMS };
const sent: Incident = { episode: told, isSending: false };
const notSent: Incident = { episode: { ...told, messageId: null, told: {} }, isSending: false };
const perhapsSent: Incident = { ...notSent, isSending: true };
const LATER = 10_000_000;

const check = (incident: Incident | null, now: number, problems: HealthProblems = {}) =>
  nextIncident(incident, { kind: 'checked', now, problems });
const nothing = { incident: null, effect: null };

describe('a check', () => {
  test('without an incident only starts one if something is unhealthy', () => {
    expect(check(null, 1_000)).toEqual(nothing);
    expect(check(null, 1_000, PROBLEMS)).toEqual({ incident: notSent, effect: null });
  });

  test('requests an alert after five minutes, and again until it is sent', () => {
    expect(check(notSent, 999 + ALERT_AFTER, PROBLEMS)).toEqual({ incident: notSent, effect: null });
    expect(check(notSent, 1_000 + ALERT_AFTER, PROBLEMS)).toEqual({
      incident: notSent,
      effect: 'send-alert',
    });
    const step = { incident: perhapsSent, effect: 'send-alert' };
    expect(check(perhapsSent, 1_000 + ALERT_AFTER, PROBLEMS)).toEqual(step);
  });

  test('drops problems that end before anybody is notified', () => {
    expect(check(notSent, 999 + ALERT_AFTER)).toEqual(nothing);
  });

  test('requests a search if everything is healthy and the alert might have been sent', () => {
    expect(check(perhapsSent, LATER)).toEqual({
      incident: { episode: { ...perhapsSent.episode, wellSince: LATER }, isSending: true },
      effect: 'search-alert',
    });
  });

  test('requests an edit for a new problem, but not for fewer problems or another reason', () => {
    expect(check(sent, LATER, { ...PROBLEMS, lists: 'none' })).toEqual({
      incident: sent,
      effect: 'edit-alert',
    });
    expect(check(sent, LATER, { store: 'still full' })).toEqual({ incident: sent, effect: null });
    const both: Incident = { ...sent, episode: { ...told, told: { ...PROBLEMS, lists: 'none' } } };
    expect(check(both, LATER, PROBLEMS).effect).toBeNull();
  });

  test('requests the all-clear after five minutes without a relapse', () => {
    const recovering: Incident = { episode: { ...told, wellSince: LATER }, isSending: false };
    expect(check(sent, LATER)).toEqual({ incident: recovering, effect: null });
    expect(check(recovering, LATER + 1_000, PROBLEMS)).toEqual({ incident: sent, effect: null });
    expect(check(recovering, LATER + ALERT_AFTER - 1)).toEqual({ incident: recovering, effect: null });
    expect(check(recovering, LATER + ALERT_AFTER)).toEqual({
      incident: recovering,
      effect: 'send-all-clear',
    });
  });

  test('requests nothing more if the place accepts no messages', () => {
    const rejected: Incident = { episode: { ...told, messageId: '' }, isSending: false };
    expect(check(rejected, LATER, { lists: 'none' }).effect).toBeNull();
    const recovering = check(rejected, LATER).incident;
    expect(recovering?.episode.wellSince).toBe(LATER);
    expect(check(recovering, LATER + ALERT_AFTER)).toEqual(nothing);
  });
});

test.each<[string, Incident | null, IncidentEvent, Incident | null]>([
  ['is noted before a message is sent', notSent, { kind: 'sending' }, perhapsSent],
  ['is sent', perhapsSent, { kind: 'alert-sent', messageId: 'm1', problems: PROBLEMS }, sent],
  [
    'is found',
    perhapsSent,
    { kind: 'alert-searched', messageId: 'm1' },
    { ...sent, episode: { ...told, told: {} } },
  ],
  ['is not found', perhapsSent, { kind: 'alert-searched', messageId: null }, null],
  [
    'is edited',
    sent,
    { kind: 'alert-edited', problems: { lists: 'none' } },
    { ...sent, episode: { ...told, told: { ...PROBLEMS, lists: 'none' } } },
  ],
  ['is over', { ...sent, isSending: true }, { kind: 'all-clear-sent' }, null],
  ['is none', null, { kind: 'sending' }, null],
])('an incident %s', (_what, before, event, after) => {
  expect(nextIncident(before, event)).toEqual({ incident: after, effect: null });
});

describe('if the clock was set back', () => {
  test('the five minutes start again', () => {
    const later = check(null, LATER, PROBLEMS).incident;
    const step = check(later, 1_000, PROBLEMS);
    expect(step).toEqual({ incident: notSent, effect: null });
    expect(check(step.incident, 1_000 + ALERT_AFTER, PROBLEMS).effect).toBe('send-alert');
    const well = check({ ...sent, episode: { ...told, wellSince: LATER } }, 1_000).incident;
    expect(check(well, 1_000 + ALERT_AFTER).effect).toBe('send-all-clear');
  });

  test('an alert that might have been sent keeps the time that identifies it', () => {
    const later: Incident = { episode: { ...perhapsSent.episode, since: LATER }, isSending: true };
    expect(check(later, 1_000, PROBLEMS)).toEqual({ incident: later, effect: 'send-alert' });
  });
});

test('the card names each problem in Korean, with the reason from /healthz', () => {
  const { sections } = alertCard(told, { store: 'disk full', lists: 'none', someday: 'odd' });
  expect(sections.map(({ label, text }) => `${label}: ${text}`)).toEqual([
    '데이터베이스에 쓸 수 없습니다: disk full',
    '이틀째 논문 목록이 없습니다: none',
    'someday: odd',
  ]);
});
