import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { hasEnded, isRunning, type Job } from '../api/rows'
import { useLive, useWorkspace } from '../session/SessionContext'
import { rowOf } from '../stores/rows'
import { Button } from '../ui/Button'
import { Copy } from '../ui/Copy'
import { agoText, durationText, momentText, shortId, wordText } from '../ui/format'
import { Icon } from '../ui/Icon'
import { PageHead } from '../ui/PageHead'
import { useNow } from '../ui/useNow'
import { RunDialog } from './RunDialog'
import { CancelJob } from './CancelJob'
import { JobLink, JobStatusBadge, UnreviewedMark, durationOf } from './jobWords'

export function JobHeader({ job }: { job: Job }) {
  const { stores } = useWorkspace()
  const vine = useLive(stores.vineyards.vines, (state) => rowOf(state.rows, job.vine_id))
  const title = vine ? `${wordText(job.job_type)} ${vine.project_name}` : wordText(job.job_type)
  return (
    <div className="job-head">
      <PageHead
        title={title}
        tab={`${wordText(job.status)}: ${title}`}
        back={{ to: '/jobs', text: 'Jobs' }}
      >
        <JobActions job={job} />
      </PageHead>
      <div className="job-facts">
        <JobStatusBadge status={job.status} testId="job-status" />
        {job.unreviewed && <UnreviewedMark />}
        <Facts job={job} />
        {vine && (
          <Link className="fact" to={`/vineyards/${vine.vineyard_id}`} title="To the vineyard">
            <Icon name="vineyard" size={15} />
            {vine.environment_stage} · {vine.region}
          </Link>
        )}
      </div>
      <span className="visually-hidden" role="status">
        The job is {wordText(job.status).toLowerCase()}
      </span>
    </div>
  )
}

function Facts({ job }: { job: Job }) {
  const running = isRunning(job)
  const now = useNow(true, running ? 100 : 15_000)
  const chosen = useLive(useWorkspace().stores.tendrils, (state) =>
    job.assigned_worker_id === null ? undefined : rowOf(state.rows, job.assigned_worker_id),
  )
  const wanted = chosen ? `waits for ${chosen.name}` : 'any Tendril'
  const tendril = job.worker_name ?? job.waiting_reason ?? wanted
  return (
    <>
      <span className="fact" title="Duration" data-testid="job-duration">
        <Icon name="clock" size={15} />
        {durationText(durationOf(job, now))}
      </span>
      <span className="fact" title="Tendril" data-testid="job-tendril">
        <Icon name="tendril" size={15} />
        {tendril}
      </span>
      <time className="fact" dateTime={job.created_at} title={momentText(job.created_at)}>
        queued {agoText(job.created_at, now)}
      </time>
      {job.plan_job_id !== null && (
        <span className="fact" data-testid="job-plan">
          <Icon name="plan" size={15} />
          applies the plan of <JobLink id={job.plan_job_id} />
        </span>
      )}
      {job.attempt > 1 && <span className="fact">attempt {job.attempt}</span>}
      <span className="fact fact-id">
        <span className="mono">{shortId(job.id)}</span>
        <Copy text={() => job.id} label="Copy the job's id" />
      </span>
    </>
  )
}

function JobActions({ job }: { job: Job }) {
  const { stores } = useWorkspace()
  const navigate = useNavigate()
  const vine = useLive(stores.vineyards.vines, (state) => rowOf(state.rows, job.vine_id))
  const [asking, setAsking] = useState(false)

  return (
    <>
      <CancelJob job={job} />
      {hasEnded(job) && vine && (
        <Button icon="again" onClick={() => setAsking(true)}>
          Run again
        </Button>
      )}
      {asking && vine && (
        <RunDialog
          vine={vine}
          type={job.job_type}
          onClose={() => setAsking(false)}
          onQueued={(queued) => {
            setAsking(false)
            void navigate(`/jobs/${queued.id}`)
          }}
        />
      )}
    </>
  )
}
