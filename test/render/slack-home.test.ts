import { expect, it } from 'vitest';
import { slackHomeWording } from '../../src/i18n/ko/slack-form.ts';
import { homeToSlack } from '../../src/render/forms/slack-home.ts';

const place = (at: number) => ({ channel: `C${at}`, state: '구독 중입니다.', settings: '매일', next: null });

it('shows at most a hundred blocks, and says how many channels more there are', () => {
  const { blocks } = homeToSlack(Array.from({ length: 200 }, (_, at) => place(at)));
  expect(blocks.length).toBeLessThanOrEqual(100);
  expect(JSON.stringify(blocks)).toContain(slackHomeWording.more(170));
});

it('says that no channel gets papers yet', () =>
  expect(JSON.stringify(homeToSlack([]))).toContain(slackHomeWording.none));
