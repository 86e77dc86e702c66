import { DateTime } from 'luxon';

/** What stands where there is no figure. */
export const NO_DATA = '–';

/** Turns figures into the text of one language; `undefined` becomes `NO_DATA`, never a zero. */
export type Formatters = {
  /** 99.5 → "99.5 %", 0.031 → "0.031 %". From 90 to 100, where targets lie, two decimals rounded down. */
  percent(value?: number): string;
  /** Of what availability lacks, so that both add to 100 as they are shown: 0.004 → "0.01 %" beside "99.99 %". */
  errorPercent(value?: number): string;
  /** 0.995 → "99.5 %". */
  fraction(value?: number): string;
  /** 1234 → "1.234 s", 87.3 → "87.3 ms". */
  milliseconds(value?: number): string;
  /** 0.0213 → "0.0213/s", 1234 → "1.2k/s". */
  perSecond(value?: number): string;
  /** 5400000 → "1.5 h": in the greatest unit that it fills. */
  duration(durationMs?: number): string;
  count(value?: number): string;
  /** 1536 → "1.5 KiB". */
  bytes(value?: number): string;
  bytesPerSecond(value?: number): string;
  /** Of CPU: 0.25 → "250m", 1.5 → "1.5", as Kubernetes writes them. */
  cores(value?: number): string;
  /** 51.85 → "51.9 °C". */
  celsius(value?: number): string;
  number(value?: number): string;
  dateTime(timeMs?: number): string;
  time(timeMs?: number): string;
  /** A mark on a time axis: the day where marks are days apart, else the time. */
  tick(timeMs: number, stepMs: number): string;
  /** How long ago, "12 seconds ago". */
  ago(timeMs: number | undefined, nowMs: number): string;
};

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
/** Greatest first, with the symbol that stands for it in English. */
const DURATION_UNITS = [
  { unit: 'day', symbol: 'd', ms: DAY_MS },
  { unit: 'hour', symbol: 'h', ms: 3_600_000 },
  { unit: 'minute', symbol: 'min', ms: 60_000 },
  { unit: 'second', symbol: 's', ms: SECOND_MS },
];
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

// eslint-disable-next-line max-lines-per-function -- closures over one locale
export function createFormatters(language: string): Formatters {
  const withDigits = (value: number, maximumFractionDigits: number) =>
    new Intl.NumberFormat(language, { maximumFractionDigits }).format(value);
  const significant = (value: number, digits: number) =>
    new Intl.NumberFormat(language, {
      maximumSignificantDigits: digits,
    }).format(value);
  const known =
    <T>(format: (value: T) => string) =>
    (value?: T) =>
      value === undefined ? NO_DATA : format(value);

  const percent = (value: number) => {
    // A small share must not read as none, 99.996 as a perfect score or 94.98 as the 95 it missed.
    if (Math.abs(value) < 1) {
      return `${significant(value, 2)} %`;
    }
    const nearlyAll = value > 90 && value < 100;
    // 12 digits take off what binary fractions take away: a target of 0.9973 is 99.73 %.
    const hundredths = Number((value * 100).toPrecision(12));
    const shown = nearlyAll
      ? Math.min(Math.floor(hundredths), 9_999) / 100
      : value;
    return `${withDigits(shown, nearlyAll ? 2 : 1)} %`;
  };
  const bytes = (value: number) => {
    const exponent = Math.min(
      value < 1 ? 0 : Math.floor(Math.log2(value) / 10),
      BYTE_UNITS.length - 1,
    );
    return `${significant(value / 1024 ** exponent, 3)} ${
      BYTE_UNITS[exponent]
    }`;
  };
  const rate = (value: number) => {
    // One digit after the point, as of 1.2k: a rate is read for its size.
    if (value >= 999_950) {
      return `${withDigits(value / 1_000_000, 1)}M`;
    }
    return value >= 999.5
      ? `${withDigits(value / 1000, 1)}k`
      : significant(value, 3);
  };
  const duration = (durationMs: number) => {
    const { unit, symbol, ms } =
      DURATION_UNITS.find(
        // A day is still "24 h" to nobody, but 36 h are not "1.5 d".
        u =>
          durationMs >= u.ms &&
          (u.unit !== 'day' ||
            durationMs % DAY_MS === 0 ||
            durationMs > 3 * DAY_MS),
      ) ?? DURATION_UNITS.at(-1)!;
    const amount = durationMs / ms;
    // The short forms of English ("hr", "days") change with the number.
    return language.startsWith('en')
      ? `${withDigits(amount, 1)} ${symbol}`
      : new Intl.NumberFormat(language, {
          style: 'unit',
          unit,
          unitDisplay: 'short',
          maximumFractionDigits: 1,
        }).format(amount);
  };
  const at = (timeMs: number) =>
    DateTime.fromMillis(timeMs).setLocale(language);

  return {
    percent: known(percent),
    errorPercent: known((value: number) => {
      // Availability is rounded down to two decimals above 90; a trace of binary is no hundredth more.
      const isSmall = value < 10;
      const shown = isSmall ? Math.ceil(value * 100 - 1e-9) / 100 : value;
      return `${withDigits(shown, isSmall ? 2 : 1)} %`;
    }),
    fraction: known((value: number) => percent(value * 100)),
    // Four digits: 250.3 ms must not read like a target of 250 ms.
    milliseconds: known((value: number) =>
      value >= SECOND_MS
        ? `${significant(value / SECOND_MS, 4)} s`
        : `${significant(value, 4)} ms`,
    ),
    perSecond: known((value: number) => `${rate(value)}/s`),
    duration: known(duration),
    count: known((value: number) => withDigits(value, 0)),
    bytes: known(bytes),
    bytesPerSecond: known((value: number) => `${bytes(value)}/s`),
    cores: known((value: number) => {
      if (value > 0 && value < 0.9995) {
        return `${significant(value * 1000, 3)}m`;
      }
      return value < 1000 ? significant(value, 3) : withDigits(value, 0);
    }),
    celsius: known((value: number) => `${significant(value, 3)} °C`),
    number: known((value: number) => significant(value, 3)),
    dateTime: known((timeMs: number) =>
      at(timeMs).toLocaleString(DateTime.DATETIME_MED),
    ),
    time: known((timeMs: number) =>
      at(timeMs).toLocaleString(DateTime.TIME_WITH_SECONDS),
    ),
    tick: (timeMs, stepMs) =>
      at(timeMs).toLocaleString(
        stepMs >= DAY_MS
          ? { month: 'short', day: 'numeric' }
          : DateTime.TIME_24_SIMPLE,
      ),
    ago: (timeMs, nowMs) =>
      timeMs === undefined
        ? NO_DATA
        : at(timeMs).toRelative({ base: DateTime.fromMillis(nowMs) }) ??
          NO_DATA,
  };
}
