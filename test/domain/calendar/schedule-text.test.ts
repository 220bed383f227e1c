import { describe, expect, it } from 'vitest';
import {
  formatTime,
  formatWeekdays,
  parseTime,
  parseWeekdays,
} from '../../../src/domain/calendar/schedule-text.ts';

describe('a time', () => {
  it.each([
    ['09:30', '09:30'],
    ['9:30', '09:30'],
    ['9', '09:00'],
    ['09', '09:00'],
    ['0', '00:00'],
    ['00:00', '00:00'],
    ['23:59', '23:59'],
    [' 18:00 ', '18:00'],
    ['9시', '09:00'],
    ['18시', '18:00'],
    ['9시 반', '09:30'],
    ['9시반', '09:30'],
    ['9시30분', '09:30'],
    ['9시 30분', '09:30'],
    ['9시 5분', '09:05'],
    ['오전 9시', '09:00'],
    ['오전9시', '09:00'],
    ['오전 12시', '00:00'],
    ['오전 12시 30분', '00:30'],
    ['오후 12시', '12:00'],
    ['오후 6시', '18:00'],
    ['오후 6시 반', '18:30'],
    ['오후 6:30', '18:30'],
    ['오후 11시 59분', '23:59'],
    ['6pm', '18:00'],
    ['6 pm', '18:00'],
    ['6:30PM', '18:30'],
    ['6:30 pm', '18:30'],
    ['12am', '00:00'],
    ['12 AM', '00:00'],
    ['12pm', '12:00'],
    ['12:05 am', '00:05'],
    ['6 p.m.', '18:00'],
    ['정오', '12:00'],
    ['자정', '00:00'],
    ['noon', '12:00'],
    ['Midnight', '00:00'],
    // Midnight of a daily time, by either day's name.
    ['24:00', '00:00'],
    ['24시', '00:00'],
    ['저녁 7시', '19:00'],
    ['저녁7시 반', '19:30'],
    ['오후 7시 반', '19:30'],
    ['새벽 2시', '02:00'],
    ['새벽 12시 반', '00:30'],
    ['아침 7:30', '07:30'],
    ['낮 11시', '11:00'],
    ['낮 12시 30분', '12:30'],
    ['낮 1시', '13:00'],
    ['밤 9시', '21:00'],
    ['밤 12시', '00:00'],
    ['밤 1시 5분', '01:05'],
    ['오전 9시 정각', '09:00'],
  ])('%j is %s', (written, time) => {
    const minutes = parseTime(written);
    expect(minutes).toBeDefined();
    expect(formatTime(minutes ?? -1)).toBe(time);
  });

  it.each([
    '',
    ' ',
    '24:01',
    '24시 30분',
    '25',
    '저녁 12시',
    '저녁 3시',
    '아침 12시',
    '밤 5시',
    '밤 21시',
    '새벽 8시',
    '낮 9시',
    '정오 1시',
    '12:60',
    '9시 60분',
    '-1',
    '-1:00',
    '9:',
    ':30',
    '9:30:00',
    '930',
    '0930',
    '9.30',
    '9:3o',
    '오후',
    '오후 0시',
    '오후 13시',
    '오전 18:00',
    '13pm',
    '0am',
    'pm 6',
    '9 to 5',
    '9시쯤',
    '매일 9시',
    '아홉 시',
    '9분',
    'constructor',
  ])('%j is invalid', (written) => expect(parseTime(written)).toBeUndefined());

  it('is formatted so that it can be parsed again, every minute of a day', () => {
    for (let minutes = 0; minutes < 24 * 60; minutes += 1) {
      expect(formatTime(minutes)).toMatch(/^\d\d:\d\d$/);
      expect(parseTime(formatTime(minutes))).toBe(minutes);
    }
  });
});

describe('weekdays', () => {
  it.each([
    ['월', [1]],
    ['월요일', [1]],
    ['일', [0]],
    ['일요일', [0]],
    ['월,수,금', [1, 3, 5]],
    ['월, 수, 금', [1, 3, 5]],
    ['금 수 월', [1, 3, 5]],
    ['월·수·금', [1, 3, 5]],
    ['월/수/금', [1, 3, 5]],
    ['월수금', [1, 3, 5]],
    ['월요일, 수요일', [1, 3]],
    ['월요일 수요일 금요일', [1, 3, 5]],
    ['월-금', [1, 2, 3, 4, 5]],
    ['월~금', [1, 2, 3, 4, 5]],
    ['월요일~금요일', [1, 2, 3, 4, 5]],
    ['금-월', [0, 1, 5, 6]],
    ['토-일', [0, 6]],
    ['월-월', [1]],
    ['월-수, 금', [1, 2, 3, 5]],
    ['월,월,월요일', [1]],
    ['평일', [1, 2, 3, 4, 5]],
    ['주말', [0, 6]],
    ['매일', [0, 1, 2, 3, 4, 5, 6]],
    ['평일, 토', [1, 2, 3, 4, 5, 6]],
    ['mon', [1]],
    ['Mon', [1]],
    ['monday', [1]],
    ['mon,wed', [1, 3]],
    ['MON, WED, FRI', [1, 3, 5]],
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['tues thurs', [2, 4]],
    ['sat/sun', [0, 6]],
    ['daily', [0, 1, 2, 3, 4, 5, 6]],
    ['everyday', [0, 1, 2, 3, 4, 5, 6]],
    ['weekdays', [1, 2, 3, 4, 5]],
    ['weekends', [0, 6]],
    ['월, wed', [1, 3]],
    ['월,', [1]],
  ])('%j are %j', (written, days) => expect(parseWeekdays(written)).toEqual(days));

  it.each([
    '',
    ' ',
    ',',
    '요일',
    '내일',
    '월,x',
    '8',
    '1,3',
    'm',
    'mo',
    '-',
    '월-',
    '-월',
    '월-수-금',
    '월-x',
    'constructor',
    '__proto__',
    '평일-주말',
  ])('%j are invalid', (written) => expect(parseWeekdays(written)).toBeUndefined());

  it.each([
    [[0, 1, 2, 3, 4, 5, 6], '매일'],
    [[1, 2, 3, 4, 5], '평일'],
    [[0, 6], '주말'],
    [[1, 3, 5], '월·수·금'],
    [[0], '일'],
    [[0, 1, 2, 3, 4, 5], '일·월·화·수·목·금'],
  ])('%j are formatted as %s', (days, written) => expect(formatWeekdays(days)).toBe(written));

  it('are formatted so that they can be parsed again, in every combination', () => {
    for (let set = 1; set < 128; set += 1) {
      const days = [0, 1, 2, 3, 4, 5, 6].filter((day) => set & (1 << day));
      expect(parseWeekdays(formatWeekdays(days))).toEqual(days);
    }
  });
});
