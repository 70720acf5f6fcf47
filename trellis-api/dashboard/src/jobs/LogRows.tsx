import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useRef, useState } from 'react'
import type { LogLine } from '../stores/logLines'
import { Button } from '../ui/Button'
import { lineTimeText, pluralText } from '../ui/format'
import { AnsiText } from './ansi'
import type { LogChoices } from './useLogView'
import { usePinned } from './usePinned'

const LINE_PX = 20

interface LogRowsProps {
  choices: LogChoices
  /** Of the longest line, in characters: how far one can scroll sideways. */
  widest: number
  revision: number
  complete: boolean
}

/** The lines themselves: only those in sight are in the page, however long the log. */
export function LogRows({ choices, widest, revision, complete }: LogRowsProps) {
  const { view, wrap, times, query, matchAt } = choices
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: view.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 24,
  })
  const total = virtual.getTotalSize()
  const { pinned, handlers, pin, unpin } = usePinned(scroller, `${revision} ${total}`)
  const unseen = useUnseen(pinned, view.count)

  useEffect(() => virtual.measure(), [virtual, wrap])
  useEffect(() => {
    if (matchAt === null) return
    unpin()
    virtual.scrollToIndex(matchAt, { align: 'center' })
    // Once for each match that is chosen, not for each line that arrives.
  }, [matchAt, query])

  return (
    <div className="log-frame">
      <div
        ref={scroller}
        className={`log-scroll${wrap ? ' log-wrap' : ''}`}
        role="log"
        aria-live="off"
        aria-label="Job log"
        tabIndex={0}
        data-testid="log"
        data-pinned={pinned}
        data-complete={complete}
        {...handlers}
      >
        <div
          className="log-lines"
          style={{
            height: total,
            minWidth: wrap ? '100%' : `calc(${widest}ch + ${times ? 16 : 9}ch)`,
          }}
        >
          {virtual.getVirtualItems().map((item) => {
            const line = view.lineAt(item.index)
            return (
              line && (
                <div
                  key={item.key}
                  ref={wrap ? virtual.measureElement : undefined}
                  data-index={item.index}
                  className={`log-line log-${line.stream.toLowerCase()}${
                    item.index === matchAt ? ' log-match' : ''
                  }`}
                  style={{ transform: `translateY(${item.start}px)` }}
                  data-testid="log-line"
                  data-stream={line.stream}
                  data-seq={line.seq}
                  data-attempt={line.attempt}
                  data-line={line.number}
                >
                  <Gutter line={line} times={times} />
                  <LineText text={line.text} carried={line.carried} query={query} />
                </div>
              )
            )
          })}
        </div>
      </div>
      {!pinned && (
        <Button className="log-jump" look="primary" small icon="down" onClick={pin}>
          {unseen > 0 ? pluralText(unseen, 'new line') : 'Jump to newest'}
        </Button>
      )}
    </div>
  )
}

function Gutter({ line, times }: { line: LogLine; times: boolean }) {
  return (
    <span className={`log-gutter${times ? ' log-gutter-time' : ''}`} aria-hidden="true">
      {times ? lineTimeText(line.at) : line.number}
    </span>
  )
}

/** Takes the text, not the line: an open line grows in place. */
const LineText = memo(function LineText(props: { text: string; carried: string; query: string }) {
  return (
    <span className="log-text">
      <AnsiText {...props} />
    </span>
  )
})

/** How many lines came since the reader scrolled away from the end. */
function useUnseen(pinned: boolean, count: number): number {
  const [seen, setSeen] = useState(count)
  if (pinned && seen !== count) setSeen(count)
  return pinned ? 0 : Math.max(0, count - seen)
}
