import { cleanText } from '../../../lib/text.ts';
import { rightParticles } from './particles.ts';
import { usualCharacters } from './punctuation.ts';

/** Corrects what can be corrected in an answer's text without asking the model again. */
export const mendText = (text: string): string => rightParticles(cleanText(usualCharacters(text)));
