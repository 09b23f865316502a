// Lines with ANSI colours as a picture: the same text that a terminal shows, for documents.

/** "auto" follows the reader's own theme. */
export type SvgTheme = "light" | "dark" | "auto";

/** Fonts that a picture asks for. */
export const MONOSPACED = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';
/** Of their characters, in parts of the font size. */
export const MONOSPACED_WIDTH = 0.602;
const FONT_SIZE = 14;
const CHARACTER_WIDTH = MONOSPACED_WIDTH * FONT_SIZE;
const LINE_HEIGHT = 19;
const PADDING = 16;

type Palette = Readonly<
  Record<"background" | "text" | "bold" | "dim" | "cyan" | "magenta" | "yellow" | "green" | "red", string>
>;

const LIGHT: Palette = {
  background: "#ffffff",
  text: "#1f2328",
  bold: "#1f2328",
  dim: "#656d76",
  cyan: "#0550ae",
  magenta: "#8250df",
  yellow: "#9a6700",
  green: "#1a7f37",
  red: "#cf222e",
};

const DARK: Palette = {
  background: "#0d1117",
  text: "#e6edf3",
  bold: "#ffffff",
  dim: "#8b949e",
  cyan: "#79c0ff",
  magenta: "#d2a8ff",
  yellow: "#e3b341",
  green: "#56d364",
  red: "#ff7b72",
};

/** By the number that switches it on. */
const CLASSES: Readonly<Record<string, keyof Palette>> = {
  "1": "bold",
  "2": "dim",
  "31": "red",
  "32": "green",
  "33": "yellow",
  "35": "magenta",
  "36": "cyan",
};

/** A picture of lines with ANSI colours, of so many columns. The title is for who cannot see it. */
export function svgOfLines(title: string, lines: readonly string[], columns: number, theme: SvgTheme): string {
  const width = Math.ceil(columns * CHARACTER_WIDTH) + 2 * PADDING;
  const height = lines.length * LINE_HEIGHT + 2 * PADDING;
  const texts = lines.map((line, i) => {
    const y = PADDING + (i + 1) * LINE_HEIGHT - 5;
    return `<text x="${PADDING}" y="${y}">${spansOf(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${escapeXml(title)}</title>
<style>
text { font: ${FONT_SIZE}px ${MONOSPACED}; white-space: pre; }
${themed(theme, rulesOf(LIGHT), rulesOf(DARK))}
</style>
<rect class="background" width="${width}" height="${height}" rx="6"/>
${texts.join("\n")}
</svg>
`;
}

/** The rules of a theme, of those for light and for dark. */
export function themed(theme: SvgTheme, light: string, dark: string): string {
  if (theme !== "auto") return theme === "dark" ? dark : light;
  return `${light}\n@media (prefers-color-scheme: dark) {\n${dark}\n}`;
}

function rulesOf({ background, text, bold, ...colours }: Palette): string {
  const rules = Object.entries(colours).map(([name, colour]) => `.${name} { fill: ${colour}; }`);
  return [
    `.background { fill: ${background}; }`,
    `text { fill: ${text}; }`,
    `.bold { fill: ${bold}; font-weight: bold; }`,
    ...rules,
  ].join("\n");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how terminals are told of colours
const ESCAPE = /\u001b\[(\d+)m/;

function spansOf(line: string): string {
  const parts = line.split(ESCAPE);
  let current: keyof Palette | undefined;
  return parts
    .map((part, i) => {
      if (i % 2 === 1) {
        current = CLASSES[part];
        return "";
      }
      const text = escapeXml(part);
      return text === "" || current === undefined ? text : `<tspan class="${current}">${text}</tspan>`;
    })
    .join("");
}

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
