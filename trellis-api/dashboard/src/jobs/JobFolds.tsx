import type { ReactNode } from 'react'
import type { Job, JobEvent } from '../api/rows'
import { Copy } from '../ui/Copy'
import { momentText, timeOf, lineTimeText, wordText } from '../ui/format'
import { LoadingRows, Problem } from '../ui/states'
import type { Details } from './useJobDetails'

/** Beside the log, folded: what the job is, what it was given, what came out of it. */
export function JobFolds({ job, details, problem, reload }: Details & { job: Job }) {
  const late =
    problem !== null ? (
      <Problem onRetry={reload}>{problem}</Problem>
    ) : (
      <LoadingRows label="Loading" rows={2} />
    )
  return (
    <aside className="folds" aria-label="About this job">
      <Fold title="Details" open>
        <dl className="facts-list">
          <Fact term="Created">{momentText(job.created_at)}</Fact>
          <Fact term="Claimed">{momentText(job.claimed_at)}</Fact>
          <Fact term="Started">{momentText(job.started_at)}</Fact>
          <Fact term="Completed">{momentText(job.completed_at)}</Fact>
          <Fact term="Attempt">{job.attempt}</Fact>
          <Fact term="Id">
            <span className="mono">{job.id}</span>
          </Fact>
        </dl>
        {details && details.events.length > 0 && <Events events={details.events} />}
      </Fold>
      <Fold title="Config snapshot">
        {details ? <Json value={details.config_snapshot} label="config snapshot" /> : late}
      </Fold>
      <Fold title="Execution metadata">
        {details ? <Json value={details.execution_metadata} label="execution metadata" /> : late}
      </Fold>
    </aside>
  )
}

function Fold({ title, open, children }: { title: string; open?: boolean; children: ReactNode }) {
  return (
    <details className="card fold" open={open}>
      <summary>{title}</summary>
      <div className="fold-body">{children}</div>
    </details>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Events({ events }: { events: readonly JobEvent[] }) {
  return (
    <ol className="events" aria-label="History">
      {events.map((event) => (
        <li key={event.id}>
          <span>{wordText(event.kind)}</span>
          <small>
            {event.actor} · {lineTimeText(timeOf(event.at))}
          </small>
        </li>
      ))}
    </ol>
  )
}

function Json({ value, label }: { value: object | null; label: string }) {
  if (value === null) return <p className="muted">Nothing yet.</p>
  const text = JSON.stringify(value, null, 2)
  return (
    <div className="json">
      <Copy text={() => text} label={`Copy the ${label}`} />
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  )
}
