import { Link } from 'react-router'
import { isRunning, type Job, type Vine } from '../api/rows'
import { useLive, useWorkspace } from '../session/SessionContext'
import { rowOf, type Rows } from '../stores/rows'
import { DataTable, type Column } from '../ui/DataTable'
import { agoText, durationText, momentText, shortId } from '../ui/format'
import { useNow } from '../ui/useNow'
import { JobStatusBadge, JobTypeLabel, durationOf } from './jobWords'

export function JobTable({ jobs, label }: { jobs: readonly Job[]; label: string }) {
  const { stores } = useWorkspace()
  const vines = useLive(stores.vineyards.vines, (state) => state.rows)
  const now = useNow(true, jobs.some(isRunning) ? 1_000 : 15_000)
  return (
    <DataTable
      label={label}
      columns={columns(vines, now)}
      rows={jobs}
      testId="job-row"
      dataOf={(job) => ({ 'data-status': job.status, 'data-type': job.job_type })}
    />
  )
}

function columns(vines: Rows<Vine>, now: number): Column<Job>[] {
  return [
    {
      head: 'Job',
      kind: 'lead',
      cell: (job) => (
        <Link className="row-link" to={`/jobs/${job.id}`}>
          <JobTypeLabel type={job.job_type} />
        </Link>
      ),
    },
    {
      head: 'Status',
      cell: (job) => <JobStatusBadge status={job.status} />,
    },
    { head: 'Vine', cell: (job) => <VineName vine={rowOf(vines, job.vine_id)} /> },
    {
      head: 'Tendril',
      cell: (job) => job.worker_name ?? <span className="muted">–</span>,
    },
    {
      head: 'Created',
      cell: (job) => (
        <time dateTime={job.created_at} title={momentText(job.created_at)} className="muted">
          {agoText(job.created_at, now)}
        </time>
      ),
    },
    { head: 'Duration', kind: 'number', cell: (job) => durationText(durationOf(job, now)) },
    {
      head: 'Id',
      kind: 'extra',
      cell: (job) => <span className="mono muted">{shortId(job.id)}</span>,
    },
  ]
}

function VineName({ vine }: { vine: Vine | undefined }) {
  if (!vine) return <span className="muted">–</span>
  return (
    <span className="stack">
      <span className="mono">{vine.project_name}</span>
      <small>
        {vine.environment_stage} · {vine.region}
      </small>
    </span>
  )
}
