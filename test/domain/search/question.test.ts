import { describe, expect, it } from 'vitest';
import { readQuestion } from '../../../src/domain/search/question.ts';

describe('the topics of a question', () => {
  it.each([
    ['로봇 논문', '로봇'],
    ['로봇에 대한 논문 알려줘', '로봇에'],
    ['추론 빠르게 하는 법', '추론 빠르게'],
    ['강화학습이란 무엇인가요?', '강화학습이란'],
    ['How to make LLMs faster?', 'make LLMs faster?'],
    // Part of a term.
    ['사용자 연구', '사용자 연구'],
    ['새로운 시점 합성', '새로운 시점 합성'],
    ['논문 자동으로 써주는 AI', '논문 자동으로 써주는'],
    ['AI 안전', 'AI 안전'],
    // Nothing else is asked.
    ['논문', '논문'],
    ['무엇', '무엇'],
    ['', ''],
  ])('in %j are %j', (typed, text) => expect(readQuestion(typed)).toEqual({ text, sort: null, days: null }));
});

describe('the filters of a question', () => {
  it.each([
    ['최근 로봇 논문', { text: '로봇', sort: 'newest', days: null }],
    ['요즘 인기 있는 RAG', { text: 'RAG', sort: 'votes', days: null }],
    ['최근 논문', { text: '', sort: 'newest', days: null }],
    ['이번 주 로봇', { text: '로봇', sort: null, days: 7 }],
    ['지난달 논문', { text: '', sort: null, days: 62 }],
    ['최근 30일 로봇', { text: '로봇', sort: 'newest', days: 30 }],
    ['최근 3개월간 로봇', { text: '로봇', sort: 'newest', days: 93 }],
    ['30일 로봇', { text: '30일 로봇', sort: null, days: null }],
  ])('of %j are %j', (typed, question) => expect(readQuestion(typed)).toEqual(question));
});
