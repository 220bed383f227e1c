import type { Section } from '../domain/card/card.ts';
import type { Settings } from '../domain/subscription/settings.ts';
import { settingTexts } from '../i18n/ko/subscription/settings.ts';

/** Names the role or user group that the headings of a place mention, if there is one. */
export const mentionSections = ({ mention }: Pick<Settings, 'mention'>): Section[] =>
  mention ? [{ name: 'mention', label: settingTexts.mention.ko, text: mention }] : [];
