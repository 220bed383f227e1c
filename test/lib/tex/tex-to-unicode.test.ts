import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { texToUnicode } from '../../../src/lib/tex/tex-to-unicode.ts';
import { recordedDays } from '../../needs.ts';

test.each([
  [String.raw`An $\mathcal{O}(n\log n)$ Neural Operator`, 'An 𝒪(n log n) Neural Operator'],
  [String.raw`$\mu$Brush`, 'μBrush'],
  ['$k$NN, $n$-grams and $SE(3)$', 'kNN, n-grams and SE(3)'],
  [String.raw`R$^2$-Tuning: 3$\times$ Faster`, 'R²-Tuning: 3× Faster'],
  [String.raw`$\pi_{0.5}$, $\pi_\theta$, $f_{a,b}$, $x_i^{-1}$`, 'π_0.5, π_θ, f_(a,b), xᵢ⁻¹'],
  [String.raw`$x \in \mathbb{R}^{d}$, $2\times 2$, $\geq 3$`, 'x ∈ ℝᵈ, 2×2, ≥3'],
  [String.raw`$\frac{1}{2}$, $\frac{a+b}{\sqrt{n}}$, $\hat{x}$`, '1/2, (a+b)/(√n), x\u0302'],
  [String.raw`$O(\sqrt{T}\, \log T)$, $\log(n)$, $\log_2 n$`, 'O(√T log T), log(n), log₂ n'],
  [String.raw`$\text{PPO}^+$, $\mathbf{x}$, $Q^*$, $A^\top$`, 'PPO⁺, x, Q*, Aᵀ'],
  ['$$x^2$$', 'x²'],
  // What is written without dollar signs.
  [String.raw`Models with \textsc{AIEV-Instruct}, 90\% of \$5`, 'Models with AIEV-Instruct, 90% of $5'],
  ['VCT^2, V_{0.5}, V_{1}, μ_0 and 10^5', 'VCT², V_0.5, V₁, μ₀ and 10⁵'],
])('%s is shown as %s', (tex, shown) => {
  expect(texToUnicode(tex)).toBe(shown);
  expect(texToUnicode(shown)).toBe(shown);
});

test.each([
  '$5 and $10',
  '¯\\_(ツ)_/¯',
  '$5-$10, US$3/US$4',
  'A$AP and Ke$ha',
  'Ca$h$',
  '$ x $',
  '$$ and $$$',
  String.raw`$\alpha`,
  String.raw`$\unknown{x}$`,
  '$a}b{$',
  '${x$',
  '$x^$',
  '$x_$ y^',
  String.raw`$\frac{1}$`,
  String.raw`\unknown{x} \alpha`,
  'Visual AI Index (V_AI), gpt_4, snake_case_1, ^_^',
  `$${String.raw`\hat`.repeat(50)} x$`,
  `$${'{'.repeat(50)}x${'}'.repeat(50)}$`,
])('%s stays as it is', (text) => expect(texToUnicode(text)).toBe(text));

test('a formula that is not understood does not change those beside it', () => {
  expect(texToUnicode(String.raw`$\x$y$\alpha$, $5 or $\beta$`)).toBe(String.raw`$\x$yα, $5 or β`);
});

test('of all recorded titles, those with mathematics change, and they alone', () => {
  const days = recordedDays().map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const titles: string[] = days.flat().flatMap(({ paper, title }) => [paper.title, title ?? paper.title]);
  const lines = new Set(titles.map((title) => title.replace(/\s+/g, ' ')));
  const changed = [...lines].filter((title) => texToUnicode(title) !== title).map(texToUnicode);
  const expected = [
    'AutoCoder: Enhancing Code Large Language Model with AIEV-Instruct',
    'Visual Counter Turing Test (VCT²): Discovering the Challenges for AI-Generated Image Detection and Introducing Visual AI Index (V_AI)',
    'μ₀: A Scalable 3D Interaction-Trace World Model',
  ];
  expect(changed.toSorted()).toEqual(days.length > 0 ? expected : []);
});
