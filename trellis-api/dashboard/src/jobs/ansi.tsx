import Anser from 'anser'
import { memo, type CSSProperties, type ReactNode } from 'react'

/** Sequences that move a cursor, set a title and the like mean nothing in a list of lines. */
const NOT_COLOURS = /\x1b(?:\[[0-9;?]*[A-Za-ln-z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9])/g
const COLOURS = /\x1b\[[\d;]*m/g

/** What a terminal would leave standing of a line that was written over itself. */
function standing(text: string): string {
  const line = text.endsWith('\r') ? text.slice(0, -1) : text
  return line.includes('\r') ? line.slice(line.lastIndexOf('\r') + 1) : line
}

/** A line without colours, as one reads, searches and copies it. */
export function plainText(text: string): string {
  if (!text.includes('\x1b') && !text.includes('\r')) return text
  return standing(text).replace(NOT_COLOURS, '').replace(COLOURS, '')
}

interface AnsiTextProps {
  text: string
  carried: string
  /** In lower case; empty: nothing to mark. */
  query: string
}

export const AnsiText = memo(function AnsiText({ text, carried, query }: AnsiTextProps) {
  if (carried === '' && !text.includes('\x1b')) return marked(standing(text), query)
  const parts = Anser.ansiToJson(carried + standing(text).replace(NOT_COLOURS, ''), {
    use_classes: true,
    remove_empty: true,
  })
  return parts.map((part, index) => {
    const classes = [
      ...part.decorations.map((it) => `ansi-${it}`),
      namedClass(part.fg, 'fg'),
      namedClass(part.bg, 'bg'),
    ]
    return (
      <span
        key={index}
        className={classes.filter(Boolean).join(' ') || undefined}
        style={colours(part)}
      >
        {marked(part.content, query)}
      </span>
    )
  })
})

/** The sixteen named colours are the theme's; `ansi-bright-red` → `fg-bright-red`. */
function namedClass(colour: string | null | undefined, place: 'fg' | 'bg'): string {
  if (!colour || colour.startsWith('ansi-palette') || colour === 'ansi-truecolor') return ''
  return `${place}-${colour.replace('ansi-', '')}`
}

type Part = ReturnType<typeof Anser.ansiToJson>[number]

function colours(part: Part): CSSProperties | undefined {
  const color = exactColour(part.fg, part.fg_truecolor)
  const backgroundColor = exactColour(part.bg, part.bg_truecolor)
  if (!color && !backgroundColor) return undefined
  return { ...(color ? { color } : {}), ...(backgroundColor ? { backgroundColor } : {}) }
}

function exactColour(name: string | null | undefined, rgb: string | null | undefined) {
  if (name === 'ansi-truecolor' && rgb) return `rgb(${rgb})`
  const index = name?.startsWith('ansi-palette-') ? Number(name.slice(13)) : Number.NaN
  return Number.isNaN(index) ? undefined : paletteColour(index)
}

/** xterm's 256 colours from 16 on: a cube of 6×6×6, then 24 greys. */
function paletteColour(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10
    return `rgb(${grey} ${grey} ${grey})`
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40)
  const cube = index - 16
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`
}

function marked(text: string, query: string): ReactNode {
  if (query === '') return text
  const lower = text.toLowerCase()
  const parts: ReactNode[] = []
  let from = 0
  for (let at = lower.indexOf(query); at >= 0; at = lower.indexOf(query, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + query.length)}</mark>)
    from = at + query.length
  }
  return from === 0 ? text : [...parts, text.slice(from)]
}
