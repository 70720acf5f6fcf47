import { useStore } from 'zustand'
import type { JobLogState, JobLogStore } from '../stores/jobLog'
import { pluralText, shortId } from '../ui/format'
import { plainText } from './ansi'
import { LogRows } from './LogRows'
import { LogToolbar } from './LogToolbar'
import { STREAMS, type LogView } from './LogView'
import { useLogView } from './useLogView'

interface LogViewerProps {
  log: JobLogStore
  jobId: string
  /** What an empty log says. */
  waiting: string
}

export function LogViewer({ log, jobId, waiting }: LogViewerProps) {
  const state = useStore(log.store)
  const choices = useLogView(state)
  const { lines, complete, problem, revision, widest } = state

  const download = () => {
    const names = STREAMS.filter((stream) => choices.streams.has(stream))
    const suffix = names.length === STREAMS.length ? '' : `-${names.join('-').toLowerCase()}`
    save(log.rawText(choices.streams), `job-${shortId(jobId)}${suffix}.log`)
  }

  return (
    <section className="log" aria-label="Log">
      <LogToolbar
        choices={choices}
        counts={state.counts}
        plain={() => shownText(choices.view)}
        onDownload={download}
      />
      {lines.length === 0 ? (
        <div className="log-empty">
          {complete
            ? waiting
            : problem === null
              ? 'Reading the log…'
              : `The log could not be read. ${problem}`}
        </div>
      ) : (
        <LogRows choices={choices} widest={widest} revision={revision} complete={complete} />
      )}
      <LogFooter state={state} />
    </section>
  )
}

/** Counts are of what this page has received, each chunk once; the tests read them here. */
function LogFooter({ state }: { state: JobLogState }) {
  const { lines, counts, phase, complete, problem } = state
  const standing =
    problem !== null
      ? `Trying again: ${problem}`
      : !complete
        ? 'Reading…'
        : phase === 'live'
          ? 'Live'
          : 'Reconnecting…'
  return (
    <div className="log-foot">
      <output
        data-testid="log-counts"
        data-stdout={counts.STDOUT}
        data-stderr={counts.STDERR}
        data-system={counts.SYSTEM}
        data-complete={complete}
      >
        {pluralText(lines.length, 'line')}
      </output>
      <span>{standing}</span>
    </div>
  )
}

function shownText(view: LogView): string {
  const lines = Array.from(
    { length: view.count },
    (_, position) => view.lineAt(position)?.text ?? '',
  )
  return `${lines.map(plainText).join('\n')}\n`
}

function save(text: string, name: string) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken the data by the next task.
  setTimeout(() => URL.revokeObjectURL(address))
}
