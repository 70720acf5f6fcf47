import type { KeyboardEvent } from 'react'
import type { StreamType } from '../api/rows'
import { Button } from '../ui/Button'
import { Copy } from '../ui/Copy'
import { countText } from '../ui/format'
import { Icon } from '../ui/Icon'
import { STREAMS } from './LogView'
import type { LogChoices } from './useLogView'

interface LogToolbarProps {
  choices: LogChoices
  counts: Readonly<Record<StreamType, number>>
  plain: () => string
  onDownload: () => void
}

export function LogToolbar({ choices, counts, plain, onDownload }: LogToolbarProps) {
  const { streams, toggleStream, times, setTimes, wrap, setWrap } = choices
  return (
    <div className="log-bar" role="toolbar" aria-label="Log">
      <div className="log-tools" role="group" aria-label="Streams">
        {STREAMS.map((stream) => (
          <button
            key={stream}
            type="button"
            className={`log-toggle log-toggle-${stream.toLowerCase()}`}
            aria-pressed={streams.has(stream)}
            data-testid={`stream-${stream}`}
            onClick={() => toggleStream(stream)}
          >
            {stream}
            <small>{countText(counts[stream])}</small>
          </button>
        ))}
      </div>
      <LogSearch choices={choices} />
      <div className="log-tools">
        <Button
          look="quiet"
          small
          icon="clock"
          aria-label="Show times"
          title="Times instead of line numbers"
          aria-pressed={times}
          onClick={() => setTimes(!times)}
        />
        <Button
          look="quiet"
          small
          icon="wrap"
          aria-label="Wrap long lines"
          title="Wrap long lines"
          aria-pressed={wrap}
          onClick={() => setWrap(!wrap)}
        />
        <Copy text={plain} label="Copy the shown lines" />
        <Button
          look="quiet"
          small
          icon="download"
          aria-label="Download log"
          title="Download the shown streams, as they were sent"
          onClick={onDownload}
        />
      </div>
    </div>
  )
}

function LogSearch({ choices }: { choices: LogChoices }) {
  const { search, setSearch, match, matchCount, stepMatch } = choices

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') stepMatch(event.shiftKey ? -1 : 1)
    if (event.key === 'Escape') setSearch('')
  }

  return (
    <div className="log-search">
      <Icon name="search" size={15} />
      <input
        type="text"
        aria-label="Search the log"
        placeholder="Search"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {search !== '' && (
        <>
          <output className="log-found">
            {matchCount === 0 ? 'none' : `${countText(match + 1)}/${countText(matchCount)}`}
          </output>
          <Button
            look="quiet"
            small
            icon="previous"
            aria-label="Previous match"
            onClick={() => stepMatch(-1)}
          />
          <Button
            look="quiet"
            small
            icon="next"
            aria-label="Next match"
            onClick={() => stepMatch(1)}
          />
        </>
      )}
    </div>
  )
}
