import type { StreamType } from '../api/rows'
import { LogLines } from '../stores/logLines'
import { aChunk } from '../test/fakes'
import { plainText } from './ansi'
import { LogView } from './LogView'

const ALL = new Set<StreamType>(['STDOUT', 'STDERR', 'SYSTEM'])
const OUT = new Set<StreamType>(['STDOUT'])

function shown(view: LogView): (string | undefined)[] {
  view.follow()
  return Array.from({ length: view.count }, (_, position) => view.lineAt(position)?.text)
}

describe('a view of a log', () => {
  it('shows the chosen streams and follows what is new', () => {
    // Given
    const log = new LogLines()
    const view = new LogView(log.lines, OUT, '')
    log.append(aChunk(1, 'a\n'))
    log.append(aChunk(2, 'b\n', { stream_type: 'SYSTEM' }))
    const before = shown(view)

    // When
    log.append(aChunk(3, 'c\n'))

    // Then
    expect(before).toEqual(['a'])
    expect(shown(view)).toEqual(['a', 'c'])
  })

  it('finds words whatever their case and colours, at their place among the shown lines', () => {
    // Given
    const log = new LogLines()
    log.append(aChunk(1, 'Plan: \u001b[1mONE\u001b[0m\n', { stream_type: 'STDERR' }))
    log.append(aChunk(2, 'two\none\n'))

    // When
    const everywhere = new LogView(log.lines, ALL, 'one')
    everywhere.follow()
    const inStdout = new LogView(log.lines, OUT, 'one')
    inStdout.follow()

    // Then
    expect(everywhere.matches).toEqual([0, 2])
    expect(inStdout.matches).toEqual([1])
  })

  it('looks again at a line that grew', () => {
    // Given
    const log = new LogLines()
    log.append(aChunk(1, 'fin'))
    const view = new LogView(log.lines, ALL, 'finished')
    view.follow()

    // When
    log.append(aChunk(2, 'ished\n'))
    view.follow()

    // Then
    expect(view.matches).toEqual([0])
  })
})

describe('the plain text of a line', () => {
  it.each([
    ['\u001b[1;32mgreen\u001b[0m', 'green'],
    ['\u001b[2K\u001b[1Gmoved', 'moved'],
    ['\u001b]0;title\u0007text', 'text'],
    ['10%\r50%\r100%', '100%'],
    ['windows\r', 'windows'],
    ['[not a colour', '[not a colour'],
  ])('of %j is %j', (text, plain) => {
    expect(plainText(text)).toBe(plain)
  })
})
