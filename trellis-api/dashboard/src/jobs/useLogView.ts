import { useMemo, useState } from 'react'
import type { StreamType } from '../api/rows'
import type { JobLogState } from '../stores/jobLog'
import { isFlag, useSessionState } from '../ui/useSessionState'
import { LogView, STREAMS } from './LogView'

/** What the reader chose to see of a log; kept for the tab, apart from the search. */
export function useLogView(log: JobLogState) {
  const [hidden, setHidden] = useSessionState<readonly string[]>('log.hidden', [], isTexts)
  const [times, setTimes] = useSessionState('log.times', false, isFlag)
  const [wrap, setWrap] = useSessionState('log.wrap', false, isFlag)
  const [search, setSearch] = useState('')
  const [chosenMatch, setChosenMatch] = useState(0)

  const hiddenKey = hidden.join()
  const streams = useMemo(
    () => new Set(STREAMS.filter((stream) => !hiddenKey.split(',').includes(stream))),
    [hiddenKey],
  )
  const query = search.toLowerCase()
  const view = useMemo(() => new LogView(log.lines, streams, query), [log.lines, streams, query])
  view.follow()

  const matchCount = view.matches.length
  const match = matchCount === 0 ? 0 : ((chosenMatch % matchCount) + matchCount) % matchCount
  return {
    view,
    streams,
    toggleStream: (stream: StreamType) =>
      setHidden(
        hidden.includes(stream) ? hidden.filter((it) => it !== stream) : [...hidden, stream],
      ),
    times,
    setTimes,
    wrap,
    setWrap,
    search,
    query,
    setSearch: (words: string) => {
      setSearch(words)
      setChosenMatch(0)
    },
    match,
    matchCount,
    /** Position of the chosen match among the shown lines; null: there is none. */
    matchAt: view.matches[match] ?? null,
    stepMatch: (by: 1 | -1) => setChosenMatch(match + by),
  }
}

export type LogChoices = ReturnType<typeof useLogView>

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((it) => typeof it === 'string')
}
