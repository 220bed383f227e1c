import { cleanText } from '../../../lib/text.ts';
import { rightParticles } from './particles.ts';
import { usualCharacters } from './punctuation.ts';

/** Code in a text, as in `rustc`: only its signs are wrong. */
const CODE = /`([^`가-힣]{1,60})`/g;

/** Corrects what can be corrected in an answer's text without asking the model again. */
export const mendText = (text: string): string =>
  rightParticles(cleanText(usualCharacters(text)).replace(CODE, '$1'));
