/** Texts of times, durations, money and counts; pure, so that the page's clock is an argument. */

const LOCALE = 'en-GB'
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Milliseconds since 1970; an absent or unreadable time is NaN. */
export function timeOf(iso: string | null | undefined): number {
  return iso ? Date.parse(iso) : Number.NaN
}

/** `4.2 s`, `1 m 05 s`, `2 h 03 m`, `3 d 4 h`; never negative, because clocks differ. */
export function durationText(ms: number): string {
  if (Number.isNaN(ms)) return '–'
  const whole = Math.max(0, ms)
  if (whole < 10 * SECOND) return `${(Math.floor(whole / 100) / 10).toFixed(1)} s`
  if (whole < MINUTE) return `${Math.floor(whole / SECOND)} s`
  if (whole < HOUR) {
    return `${Math.floor(whole / MINUTE)} m ${two(Math.floor((whole % MINUTE) / SECOND))} s`
  }
  if (whole < DAY)
    return `${Math.floor(whole / HOUR)} h ${two(Math.floor((whole % HOUR) / MINUTE))} m`
  return `${Math.floor(whole / DAY)} d ${Math.floor((whole % DAY) / HOUR)} h`
}

/** `just now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`, then the date. */
export function agoText(iso: string | null | undefined, now: number): string {
  const at = timeOf(iso)
  if (Number.isNaN(at)) return 'never'
  const age = now - at
  if (age < 5 * SECOND) return 'just now'
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`
  if (age < 7 * DAY) return `${Math.floor(age / DAY)} d ago`
  return dateText.format(at)
}

const dateText = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})
const momentFormat = new Intl.DateTimeFormat(LOCALE, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const clockFormat = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

export function momentText(iso: string | null | undefined): string {
  const at = timeOf(iso)
  return Number.isNaN(at) ? '–' : momentFormat.format(at)
}

export function clockText(at: number): string {
  return Number.isNaN(at) ? '–' : clockFormat.format(at)
}

/** With milliseconds, for log lines. */
export function lineTimeText(at: number): string {
  if (Number.isNaN(at)) return ''
  return `${clockFormat.format(at)}.${String(new Date(at).getMilliseconds()).padStart(3, '0')}`
}

const moneyFormat = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })

/** Null: not known, which is not nothing. */
export function moneyText(amount: number | null): string {
  return amount === null ? '–' : moneyFormat.format(amount)
}

const countFormat = new Intl.NumberFormat('en-US')

export function countText(count: number): string {
  return countFormat.format(count)
}

export function pluralText(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}

export function shortId(id: string): string {
  return id.slice(0, 8)
}

/** `CONNECTION_TEST` → `Connection test`. */
export function wordText(constant: string): string {
  const words = constant.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function two(count: number): string {
  return String(count).padStart(2, '0')
}
