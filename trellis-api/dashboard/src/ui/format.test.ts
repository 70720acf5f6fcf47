import { agoText, durationText, moneyText, pluralText, shortId, wordText } from './format'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const before = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString()

describe('texts', () => {
  it.each([
    [0, '0.0 s'],
    [4_260, '4.2 s'],
    [59_999, '59 s'],
    [65_000, '1 m 05 s'],
    [3_600_000 + 3 * 60_000, '1 h 03 m'],
    [26 * 3_600_000, '1 d 2 h'],
    [-500, '0.0 s'],
    [Number.NaN, '–'],
  ])('say a duration of %d ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text)
  })

  it.each([
    [before(-3), 'just now'],
    [before(12), '12 s ago'],
    [before(300), '5 min ago'],
    [before(3 * 3_600), '3 h ago'],
    [before(2 * 86_400), '2 d ago'],
    [before(30 * 86_400), '23 Oct 2026'],
    [null, 'never'],
  ])('say the age of %s as %s', (at, text) => {
    expect(agoText(at, NOW)).toBe(text)
  })

  it('tell an unknown cost from none', () => {
    expect(moneyText(null)).toBe('–')
    expect(moneyText(0)).toBe('$0.00')
    expect(moneyText(1234.5)).toBe('$1,234.50')
  })

  it('count in words', () => {
    expect(pluralText(1, 'line')).toBe('1 line')
    expect(pluralText(12_000, 'line')).toBe('12,000 lines')
  })

  it('make constants readable and ids short', () => {
    expect(wordText('CONNECTION_TEST')).toBe('Connection test')
    expect(shortId('0123456789abcdef')).toBe('01234567')
  })
})
