/** Reads `name value name value`. */
function toTable(text: string): ReadonlyMap<string, string> {
  const words = text.trim().split(/\s+/);
  return new Map(
    words.flatMap((name, at) => (at % 2 === 0 ? [[name, words[at + 1] as string] as const] : [])),
  );
}

/** The commands that stand for one character, without their backslash. */
export const SYMBOLS = toTable(String.raw`
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ partial ∂ nabla ∇ infty ∞ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ lnot ¬
pm ± mp ∓ times × div ÷ cdot · bullet • ast ∗ star ⋆ circ ∘ degree ° oplus ⊕ otimes ⊗ odot ⊙ wedge ∧ land ∧ vee ∨ lor ∨
cap ∩ cup ∪ setminus ∖ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇
leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ propto ∝ prec ≺ succ ≻ mid ∣ parallel ∥
perp ⊥ bot ⊥ top ⊤ vdash ⊢ models ⊨ triangleq ≜ lt < gt >
to → rightarrow → longrightarrow ⟶ leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ implies ⇒ Leftarrow ⇐ Leftrightarrow ⇔
iff ⇔ mapsto ↦ uparrow ↑ downarrow ↓ nearrow ↗ searrow ↘ rightleftharpoons ⇌ hookrightarrow ↪
sum ∑ prod ∏ int ∫ oint ∮ bigcup ⋃ bigcap ⋂ ldots … dots … cdots ⋯ prime ′ dagger † ddagger ‡ triangle △ square □
checkmark ✓ angle ∠ langle ⟨ rangle ⟩ lceil ⌈ rceil ⌉ lfloor ⌊ rfloor ⌋ lbrace { rbrace } vert | Vert ‖ | ‖ backslash \
{ { } } % % & & # # $ $ _ _
`);

/** The commands that are printed as upright words, such as \log. */
export const OPERATORS: ReadonlySet<string> = new Set(
  'log ln lg exp min max argmin argmax sup inf lim sin cos tan cot tanh sinh cosh det dim deg gcd ker Pr arg hom mod'.split(
    ' ',
  ),
);

/** The commands whose argument is shown without them. */
export const PLAIN_STYLES: ReadonlySet<string> = new Set(
  'text textrm textsc textsf texttt textbf textit textnormal emph mathrm mathsf mathtt mathbf mathit mathnormal bm boldsymbol pmb operatorname mbox hbox'.split(
    ' ',
  ),
);

/** The commands that mean nothing outside of a typesetter. */
export const IGNORED: ReadonlySet<string> = new Set(
  '! left right big Big bigl bigr Bigl Bigr displaystyle textstyle limits'.split(' '),
);

/** The commands that print a blank. */
export const SPACES: ReadonlySet<string> = new Set([',', ';', ':', '>', ' ', 'quad', 'qquad']);

/** The combining characters for a mark over a letter. */
export const ACCENTS = toTable(
  'hat \u0302 widehat \u0302 tilde \u0303 widetilde \u0303 bar \u0304 overline \u0304 dot \u0307 ddot \u0308 vec \u20D7 check \u030C',
);

const LATIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Maps the Latin letters to those of a mathematical alphabet that begins at a code point (Unicode, Mathematical
 * Alphanumeric Symbols); `others` are the letters that Unicode already had elsewhere.
 */
function toAlphabet(first: number, others: string): ReadonlyMap<string, string> {
  const letters = [...LATIN].map((letter, at) => [letter, String.fromCodePoint(first + at)] as const);
  return new Map([...letters, ...toTable(others)]);
}

const SCRIPT = toAlphabet(0x1d49c, 'B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ e ℯ g ℊ o ℴ');
const FRAKTUR = toAlphabet(0x1d504, 'C ℭ H ℌ I ℑ R ℜ Z ℨ');

/** The commands whose argument is shown in letters that mean something else than the usual ones: ℝ is not R. */
export const ALPHABETS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['mathcal', SCRIPT],
  ['mathscr', SCRIPT],
  ['mathfrak', FRAKTUR],
  ['mathbb', toAlphabet(0x1d538, 'C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ 1 𝟙')],
]);

/** Pairs the characters of two texts. */
const pair = (from: string, to: string): ReadonlyMap<string, string> => {
  const shown = [...to];
  return new Map([...from].map((character, at) => [character, shown[at] as string]));
};

/** The characters that Unicode has as superscripts. */
export const SUPERSCRIPTS = pair(
  '0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθ*∗∘⊤′',
  '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿ**°ᵀ′',
);
/** The characters that Unicode has as subscripts. */
export const SUBSCRIPTS = pair(
  '0123456789+-−=()aehijklmnoprstuvxβγρ',
  '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨ',
);
