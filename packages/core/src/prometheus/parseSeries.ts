import {
  BACKSLASH,
  CLOSE,
  COMMA,
  EQUALS,
  isBlank,
  NEWLINE,
  OPEN,
  QUOTE,
} from './bytes';

/** Why a line is no sample; becomes its `ExpositionProblem`. */
export class ExpositionSyntaxError extends Error {}

export type ParsedSeries = {
  name: string;
  labels: Record<string, string>;
  /** Offset after the series, where the value begins. */
  end: number;
};

const NAME = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ExpositionSyntaxError('not valid UTF-8');
  }
}

class SeriesParser {
  private name: string | undefined;
  private readonly labels: Record<string, string> = {};

  /** The whole line, if it is ASCII: its parts are slices of one text. */
  private readonly ascii: string | undefined;
  private readonly start: number;

  constructor(private readonly bytes: Uint8Array, private at: number) {
    this.start = at;
    const newline = bytes.indexOf(NEWLINE, at);
    const line = bytes.subarray(at, newline < 0 ? bytes.length : newline);
    const text = lenientUtf8.decode(line);
    const isAscii = text.length === line.length && !text.includes('\ufffd');
    this.ascii = isAscii ? text : undefined;
  }

  parse(): ParsedSeries {
    const name = this.takeWord();
    if (name !== '') {
      if (!NAME.test(name)) throw new ExpositionSyntaxError('bad metric name');
      this.name = name;
    }
    const end = this.at;
    this.skipBlanks();
    if (this.peek() !== OPEN) return this.finish(end);
    this.at += 1;
    this.parseLabels();
    return this.finish(this.at);
  }

  private finish(end: number): ParsedSeries {
    if (this.name === undefined)
      throw new ExpositionSyntaxError('no metric name');
    return { name: this.name, labels: this.labels, end };
  }

  private parseLabels(): void {
    for (;;) {
      this.skipBlanks();
      if (this.peek() === CLOSE) break;
      this.parseLabel();
      this.skipBlanks();
      if (this.peek() === CLOSE) break;
      this.expect(COMMA, '","');
    }
    this.at += 1;
  }

  private parseLabel(): void {
    const quoted = this.peek() === QUOTE;
    const label = quoted ? this.takeText() : this.takeWord();
    this.skipBlanks();
    if (quoted && this.peek() !== EQUALS && this.name === undefined) {
      this.name = label;
      return;
    }
    if (!quoted && !LABEL_NAME.test(label))
      throw new ExpositionSyntaxError('bad label name');
    this.expect(EQUALS, '"="');
    this.skipBlanks();
    const value = this.takeText();
    if (Object.hasOwn(this.labels, label))
      throw new ExpositionSyntaxError(`label "${label}" is given twice`);
    addLabel(this.labels, label, value);
  }

  private peek(): number {
    return this.bytes[this.at] ?? NEWLINE;
  }

  private skipBlanks(): void {
    while (isBlank(this.peek())) this.at += 1;
  }

  private expect(byte: number, text: string): void {
    if (this.peek() !== byte)
      throw new ExpositionSyntaxError(`expected ${text} in the labels`);
    this.at += 1;
  }

  /** Everything up to a blank or a sign of the syntax. */
  private takeWord(): string {
    const start = this.at;
    for (;;) {
      const byte = this.peek();
      if (
        isBlank(byte) ||
        byte === OPEN ||
        byte === CLOSE ||
        byte === EQUALS ||
        byte === COMMA ||
        byte === QUOTE ||
        byte === NEWLINE
      )
        return this.decode(start, this.at);
      this.at += 1;
    }
  }

  private takeText(): string {
    this.expect(QUOTE, 'a text in quotes');
    const start = this.at;
    let escaped = false;
    for (;;) {
      const byte = this.peek();
      if (byte === NEWLINE)
        throw new ExpositionSyntaxError('a text in quotes has no end');
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        escaped = true;
        this.at += 1;
        if (this.peek() === NEWLINE) continue;
      }
      this.at += 1;
    }
    const text = this.decode(start, this.at);
    this.at += 1;
    return escaped ? unescape(text) : text;
  }

  private decode(start: number, end: number): string {
    return this.ascii === undefined
      ? decodeUtf8(this.bytes.subarray(start, end))
      : this.ascii.slice(start - this.start, end - this.start);
  }
}

/** A plain assignment keeps label sets small in memory, but would lose a label `__proto__`. */
function addLabel(
  labels: Record<string, string>,
  name: string,
  value: string,
): void {
  if (name === '__proto__')
    Object.defineProperty(labels, name, { value, enumerable: true });
  else labels[name] = value;
}

/** `\\`, `\"` and `\n`; any other backslash stands for itself. */
function unescape(text: string): string {
  return text.replace(/\\([\\"n])/g, (_, letter) =>
    letter === 'n' ? '\n' : letter,
  );
}

/**
 * The series that begins at `start`: a name and labels, or a name in quotes inside the braces
 * (Prometheus 3). Labels may have blanks between their parts and a comma after the last.
 *
 * @throws ExpositionSyntaxError with what is wrong
 */
export function parseSeries(bytes: Uint8Array, start: number): ParsedSeries {
  return new SeriesParser(bytes, start).parse();
}
