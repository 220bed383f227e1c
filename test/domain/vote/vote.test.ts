import { describe, expect, it } from 'vitest';
import { emojiToValue } from '../../../src/domain/vote/vote.ts';

describe('an emoji', () => {
  it.each([
    '👍',
    '👍🏻',
    '👍🏼',
    '👍🏽',
    '👍🏾',
    '👍🏿',
    '👍\uFE0F',
    '+1',
    'thumbsup',
    '+1::skin-tone-2',
    'thumbsup::skin-tone-6',
  ])('%s is an upvote', (emoji) => expect(emojiToValue(emoji)).toBe(1));

  it.each(['👎', '👎🏻', '👎🏿', '-1', 'thumbsdown', '-1::skin-tone-4'])('%s is a downvote', (emoji) =>
    expect(emojiToValue(emoji)).toBe(-1),
  );

  it.each([
    '❤️',
    '🏽',
    '👊🏽',
    '👍👍',
    '👍👎',
    '',
    ' ',
    '1',
    '+2',
    'thumbs',
    'thumbsup2',
    '+1::skin-tone-7',
    '::skin-tone-2',
    'constructor',
    '__proto__',
    'toString',
    '1087654321',
  ])('%j is not a vote', (emoji) => expect(emojiToValue(emoji)).toBeNull());
});
